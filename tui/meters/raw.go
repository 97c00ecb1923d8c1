package meters

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// object is a meter as the Ceilometer API has it; the names are its own.
type object struct {
	Name      string       `json:"name"`
	Type      sources.Text `json:"type"`
	Unit      sources.Text `json:"unit"`
	Resource  sources.Text `json:"resource_id"`
	Project   sources.Text `json:"project_id"`
	User      sources.Text `json:"user_id"`
	Source    sources.Text `json:"source"`
	MeterID   string       `json:"meter_id,omitempty"`
	Metric    string       `json:"metric,omitempty"`
	Resources int          `json:"resources,omitempty"` // of a name
	Store     string       `json:"store"`
	URL       string       `json:"store_url,omitempty"`
	Missing   bool         `json:"missing,omitempty"` // it is expected, and no store has it
	Newest    *sampleJSON  `json:"newest_sample,omitempty"`
}

// sampleJSON is a sample as the API has it.
type sampleJSON struct {
	Volume    float64         `json:"volume"`
	Unit      sources.Text    `json:"unit"`
	Resource  sources.Text    `json:"resource_id"`
	Timestamp string          `json:"timestamp"`
	Recorded  string          `json:"recorded_at,omitempty"`
	ID        string          `json:"id,omitempty"`
	Metadata  json.RawMessage `json:"metadata,omitempty"`
}

func objectOf(r *row) object {
	m := &r.meter
	o := object{
		Name: m.Name, Type: m.Type, Unit: m.Unit, Resource: m.ResourceID, Project: m.ProjectID, User: m.UserID,
		Source: m.Source, Metric: m.Metric, Resources: r.count, Store: string(r.store.Address.Kind), URL: r.store.Address.URL, Missing: r.absent,
	}
	if r.count == 0 && !r.absent {
		o.MeterID = m.ID()
	}
	return o
}

// apiTime is how the API writes a time: UTC without a zone.
const apiTime = "2006-01-02T15:04:05.999999"

func newestOf(s *sources.Sample) *sampleJSON {
	j := &sampleJSON{Volume: s.Volume, Unit: s.Unit, Resource: s.ResourceID, ID: s.ID, Timestamp: s.Timestamp.UTC().Format(apiTime)}
	if json.Valid(s.Metadata) {
		j.Metadata = s.Metadata
	}
	if !s.RecordedAt.IsZero() {
		j.Recorded = s.RecordedAt.UTC().Format(apiTime)
	}
	return j
}

// rawLines are the row and its newest sample as JSON.
func (p *Page) rawLines(r *row) (lines []line, text string) {
	o := objectOf(r)
	if g := p.reading(r); g != nil && !g.newest.Timestamp.IsZero() {
		o.Newest = newestOf(&g.newest)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(o); err != nil { // NaN has no form in JSON
		o.Newest = nil
		b.Reset()
		if e.Encode(o) != nil {
			return nil, ""
		}
	}
	text = b.String()
	for l := range strings.Lines(text) {
		lines = append(lines, line{value: piece{p.theme.Text, strings.TrimSuffix(l, "\n")}})
	}
	return lines, text
}
