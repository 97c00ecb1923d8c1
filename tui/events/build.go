package events

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/words"
)

// builder makes the detail of one event. It runs in a command, so it holds
// copies of all it needs.
type builder struct {
	w     *words.Events
	exact func(*sources.Event) (received, timestamp, lag string)
	items map[int]int
	// explain is Config.Explain, nil for none.
	explain func(*sources.Event) ([]sources.Sample, []meterdef.Miss)
	say     func(english string) string
}

// decodedDoc shows the event's fields, a polling batch's samples and the
// payload as a tree.
func (b *builder) decodedDoc(e *sources.Event) *doc {
	d := &doc{json: string(pretty(e.Payload))}
	d.lines = b.fields(e)
	if e.Err != "" {
		d.json = string(e.Raw)
		d.lines = append(d.lines, line{kind: title, value: b.w.Verbatim})
		b.rawLines(d, d.json)
		d.refold()
		return d
	}
	d.lines = append(d.lines, b.meterLines(e)...)
	batch, total := samples(e.Payload)
	if len(batch) > 0 {
		d.lines = append(d.lines, b.sampleTable(batch, total)...)
	}
	t := tree{json: e.Payload, lines: d.lines, items: b.items, words: b.more, bytes: b.moreBytes}
	at := len(t.lines)
	t.value(b.w.Payload, 0, 0)
	d.lines = t.lines
	if len(batch) > 0 && at < len(d.lines) && len(b.items) == 0 {
		d.lines[at].closed = true
	}
	d.refold()
	return d
}

// fields are the event's own lines; what it did not carry is left out, except
// what the list shows.
func (b *builder) fields(e *sources.Event) (lines []line) {
	received, timestamp, lag := b.exact(e)
	always := func(name, value string) {
		if value == "" {
			value = missing
		}
		lines = append(lines, line{kind: fieldLine, name: name, value: sources.Visible(value)})
	}
	some := func(name, value string) {
		if value != "" {
			always(name, value)
		}
	}
	yes := func(name string, is bool) {
		if is {
			lines = append(lines, line{kind: fieldLine, name: name})
		}
	}
	w := b.w
	some(w.Reason, e.Err)
	always(w.Type, e.EventType)
	always(w.Priority, e.Priority)
	always(w.Service, e.Service)
	always(w.Host, e.Host)
	always(w.Received, received)
	always(w.Timestamp, timestamp)
	some(w.Lag, lag)
	always(w.ResourceName, e.ResourceName)
	always(w.ResourceID, e.ResourceID)
	always(w.Project, e.ProjectID)
	always(w.User, e.UserID)
	always(w.Request, e.RequestID)
	some(w.Publisher, e.PublisherID)
	always(w.MessageID, e.MessageID)
	always(w.Broker, e.Broker)
	always(w.Exchange, e.Exchange)
	always(w.RoutingKey, e.RoutingKey)
	always(w.Size, bytesOf(e.Size))
	yes(w.Redelivered, e.Redelivered)
	yes(w.Duplicate, e.Duplicate)
	return lines
}

func (b *builder) more(count int) string      { return fmt.Sprintf(b.w.MoreItems, group(count)) }
func (b *builder) moreBelow(count int) string { return "… " + group(count) }
func (b *builder) moreBytes(size int) string  { return fmt.Sprintf(b.w.MoreBytes, bytesOf(size)) }
func (b *builder) compressed(size int) string { return fmt.Sprintf(b.w.Compressed, bytesOf(size)) }

// padded fills text up to width cells; longer text stays as it is.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
}
