package events

import (
	"cmp"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// missing stands for a value that the notification did not carry.
const missing = "-"

// column is a field of the event that the list can show and sort by. Of an
// ordinary row only the service has a colour: each coloured cell costs 14 bytes
// on the wire, and a row that scrolls in has to stay below 250 in all.
type column struct {
	list.Column
	on    bool
	auto  func(*Page) bool // shown by itself when this holds
	title func(*words.Events) string
	cell  func(*Page, *sources.Event) (theme.Style, string)
	// value orders the rows: by number, then by text.
	value func(*sources.Event) (int64, string)
}

// askedRank puts a column that the operator asked for before those that are on
// by themselves.
const askedRank = 5

// timeColumn is the one that the list is sorted by unless told otherwise.
const timeColumn = "time"

// allColumns are the columns in the order of the screen. The ranks say what
// goes when there is no room: at 80 cells time, service, event type and
// resource stay, at 120 all that are on by default have their place.
func allColumns() []column {
	text := func(f sources.Field) (func(*Page, *sources.Event) (theme.Style, string), func(*sources.Event) (int64, string)) {
		return func(p *Page, e *sources.Event) (theme.Style, string) { return p.theme.Text, e.Text(f) },
			func(e *sources.Event) (int64, string) { return 0, e.Text(f) }
	}
	col := func(id string, f sources.Field, on bool, rank, width, most int, title func(*words.Events) string) column {
		cell, value := text(f)
		return column{
			Column: list.Column{ID: id, Width: width, Max: most, Rank: rank},
			on:     on, title: title, cell: cell, value: value,
		}
	}
	at := column{
		Column: list.Column{ID: timeColumn, Width: 12, Rank: 1, Keep: true}, on: true,
		cell:  func(p *Page, e *sources.Event) (theme.Style, string) { return p.theme.Text, p.clock(e.ReceivedAt) },
		value: func(e *sources.Event) (int64, string) { return e.ReceivedAt.UnixNano(), "" },
	}
	since := column{
		Column: list.Column{ID: "since", Width: 8, Right: true, Rank: 2},
		auto:   func(p *Page) bool { return p.scope.request != "" },
		title:  func(w *words.Events) string { return w.Since },
		cell:   sinceCell,
		value:  at.value,
	}
	service := col("service", sources.FieldService, true, 3, 8, 12, func(w *words.Events) string { return w.Service })
	service.Keep = true
	service.cell = func(p *Page, e *sources.Event) (theme.Style, string) { return p.theme.Service(e.Service), e.Service }
	kind := col("type", sources.FieldEventType, true, 2, 30, 44, func(w *words.Events) string { return w.Type })
	kind.Keep, kind.Min = true, 12
	kind.cell = typeCell
	resource := col("resource", sources.FieldResourceName, true, 4, 20, 36, func(w *words.Events) string { return w.Resource })
	resource.Keep, resource.Min = true, 8
	resource.cell = func(p *Page, e *sources.Event) (theme.Style, string) { return p.theme.Text, resourceOf(e) }
	resource.value = func(e *sources.Event) (int64, string) { return 0, resourceOf(e) }
	priority := col("priority", sources.FieldPriority, true, 7, 6, 8, func(w *words.Events) string { return w.Priority })
	priority.cell = func(p *Page, e *sources.Event) (theme.Style, string) { return p.weight(e), e.Priority }
	lag := column{
		Column: list.Column{ID: "lag", Width: 7, Right: true, Rank: 8}, on: true,
		title: func(w *words.Events) string { return w.Lag }, cell: lagCell,
		value: func(e *sources.Event) (int64, string) { d, _ := e.Lag(); return int64(d), "" },
	}
	broker := col("broker", sources.FieldBroker, false, 6, 6, 6, func(w *words.Events) string { return w.Broker })
	broker.auto = func(p *Page) bool { return len(p.brokers) > 1 }
	size := column{
		Column: list.Column{ID: "size", Width: 7, Right: true, Rank: 12},
		title:  func(w *words.Events) string { return w.Size },
		cell:   func(p *Page, e *sources.Event) (theme.Style, string) { return p.theme.Text, bytesOf(e.Size) },
		value:  func(e *sources.Event) (int64, string) { return int64(e.Size), "" },
	}
	return []column{
		at, since, service, priority, kind, resource,
		col("project", sources.FieldProjectID, true, 9, 12, 32, func(w *words.Events) string { return w.Project }),
		col("host", sources.FieldHost, true, 6, 12, 24, func(w *words.Events) string { return w.Host }),
		lag, broker,
		col("exchange", sources.FieldExchange, false, 10, 10, 16, func(w *words.Events) string { return w.Exchange }),
		col("request", sources.FieldRequestID, false, 10, 16, 40, func(w *words.Events) string { return w.Request }),
		col("user", sources.FieldUserID, false, 11, 12, 32, func(w *words.Events) string { return w.User }),
		size,
		{
			Column: list.Column{ID: "meters", Width: 16, Max: 60, Rank: 13}, on: true,
			title: func(w *words.Events) string { return w.Meters },
			cell:  func(p *Page, e *sources.Event) (theme.Style, string) { return p.theme.Text, metersOf(e) },
			value: func(e *sources.Event) (int64, string) { return 0, metersOf(e) },
		},
		col("publisher", sources.FieldPublisherID, false, 12, 16, 32, func(w *words.Events) string { return w.Publisher }),
	}
}

func resourceOf(e *sources.Event) string { return cmp.Or(e.ResourceName, e.ResourceID) }

func typeCell(p *Page, e *sources.Event) (theme.Style, string) {
	switch {
	case e.Err != "":
		return p.theme.Error, e.Err
	case e.Failed(), e.Warned():
		return p.weight(e), e.EventType
	}
	return p.theme.Text, e.EventType
}

// late is the lag from which on it is worth a colour.
const late = 5 * time.Second

func lagCell(p *Page, e *sources.Event) (theme.Style, string) {
	d, known := e.Lag()
	switch {
	case !known:
		return p.theme.Text, ""
	case d > late || d < -late:
		return p.theme.Warn, p.duration(d)
	}
	return p.theme.Text, p.duration(d)
}

// sinceCell is the time from the event before, in a request view.
func sinceCell(p *Page, e *sources.Event) (theme.Style, string) {
	var before sources.Event
	if !p.previous(e.Seq, &before) {
		return p.theme.Text, ""
	}
	return p.theme.Info, p.duration(moment(e).Sub(moment(&before)))
}

// moment is when an event happened, as far as is known.
func moment(e *sources.Event) time.Time {
	if e.Timestamp.IsZero() {
		return e.ReceivedAt
	}
	return e.Timestamp
}

// weight is the style of an event's priority.
func (p *Page) weight(e *sources.Event) theme.Style {
	switch {
	case e.Err != "", e.Failed():
		return p.theme.Error
	case e.Warned():
		return p.theme.Warn
	}
	return p.theme.Text
}

// The letters of the first column are those of the keys that jump to them.
const (
	marked      = "*"
	failed      = "E"
	warned      = "W"
	undecodable = "?"
)

// drawState fills the first column: the mark and what is wrong.
func (p *Page) drawState(e *sources.Event, line *list.Line) {
	mark := " "
	if p.marks[e.Seq] {
		mark = marked
	}
	switch {
	case e.Err != "":
		line.Cell(p.theme.Error, mark+undecodable)
	case e.Failed():
		line.Cell(p.theme.Error, mark+failed)
	case e.Warned():
		line.Cell(p.theme.Warn, mark+warned)
	default:
		line.Cell(p.theme.Text, mark)
	}
}
