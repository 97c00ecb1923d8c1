package events

import (
	"encoding/json"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// sampleRows bounds the table of a polling batch.
const sampleRows = 2000

// sample is what the table shows of one sample of a polling batch. Numbers
// stay as they were written.
type sample struct {
	Name     string          `json:"counter_name"`
	Unit     string          `json:"counter_unit"`
	Volume   json.RawMessage `json:"counter_volume"`
	Resource string          `json:"resource_id"`
	Time     string          `json:"timestamp"`
}

// samples reads a polling batch: a list of samples, or an object with one. Nil
// for any other payload.
func samples(payload []byte) (batch []sample, total int) {
	i := space(payload, 0)
	if i < len(payload) && payload[i] == '{' {
		var outer struct{ Samples json.RawMessage }
		if json.Unmarshal(payload, &outer) != nil {
			return nil, 0
		}
		payload, i = outer.Samples, 0
	}
	if i >= len(payload) || payload[i] != '[' {
		return nil, 0
	}
	for i++; ; total++ {
		i = space(payload, i)
		if i < len(payload) && payload[i] == ',' {
			i = space(payload, i+1)
		}
		if i >= len(payload) || payload[i] == ']' {
			return batch, total
		}
		end := skip(payload, i)
		if len(batch) < sampleRows {
			var s sample
			if json.Unmarshal(payload[i:end], &s) != nil || s.Name == "" {
				return nil, 0
			}
			batch = append(batch, s)
		}
		i = end
	}
}

// sampleWidths are the columns of the table; the last one is not padded.
var sampleWidths = [...]int{28, 14, 10, 36}

// sampleTable draws a batch as lines of text.
func (b *builder) sampleTable(batch []sample, total int) (lines []line) {
	lines = append(lines, line{kind: title, value: b.w.Samples + " " + group(total)},
		line{kind: note, value: sampleRow(b.w.SampleColumns)})
	for _, s := range batch {
		volume := string(s.Volume)
		if len(volume) > 0 && volume[0] == '"' {
			volume = unquote(s.Volume)
		}
		if volume == "" || volume == "null" {
			volume = missing
		}
		lines = append(lines, line{kind: row, value: sampleRow([5]string{s.Name, volume, s.Unit, s.Resource, s.Time})})
	}
	if total > len(batch) {
		lines = append(lines, line{kind: note, value: b.moreBelow(total - len(batch))})
	}
	return lines
}

func sampleRow(cells [5]string) string {
	var b strings.Builder
	for i, cell := range cells {
		cell = sources.Visible(cell)
		if i < len(sampleWidths) {
			cell = padded(cell, sampleWidths[i]) + " "
		}
		b.WriteString(cell)
	}
	return b.String()
}
