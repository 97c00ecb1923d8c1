package meters

import (
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// missing stands for a value that the store does not have.
const missing = "-"

const (
	nameColumn = "name"
	ageColumn  = "age"
)

// column is a field that the list can show, sort by and filter by.
type column struct {
	list.Column
	when func(*Page) bool // nil: always
	// sampled says that it is known only of rows whose samples were asked for.
	sampled bool
	title   func(*words.Meters) string
	// One of the two is what the rows are ordered and filtered by.
	text   func(*row) sources.Text
	number func(*look, *row, *reading) (float64, bool)
	// cell is what is shown, nil for text.
	cell func(*Page, *row, *reading) (theme.Style, string)
}

func wide(p *Page) bool { return p.wide }

// allColumns are the columns in the order of the screen. At 80 cells the name,
// the resource, the age and the state stay; the ranks say what goes.
func allColumns() []column {
	text := func(id string, rank, width, most int, title func(*words.Meters) string, of func(*row) sources.Text, when func(*Page) bool) column {
		return column{Column: list.Column{ID: id, Width: width, Max: most, Rank: rank}, title: title, text: of, when: when}
	}
	name := text(nameColumn, 1, 22, 44, func(w *words.Meters) string { return w.Name }, func(r *row) sources.Text { return sources.Known(r.meter.Name) }, nil)
	name.Keep, name.Min = true, 8
	count := column{
		Column: list.Column{ID: "resources", Width: 9, Right: true, Rank: 4}, when: func(p *Page) bool { return p.wanted.unique },
		title:  func(w *words.Meters) string { return w.Resources },
		number: func(_ *look, r *row, _ *reading) (float64, bool) { return float64(r.count), r.count > 0 },
		cell: func(p *Page, r *row, _ *reading) (theme.Style, string) {
			if r.absent {
				return p.theme.Muted, ""
			}
			return p.theme.Text, group(r.count)
		},
	}
	resource := text("resource_id", 3, 36, 64, func(w *words.Meters) string { return w.Resource }, func(r *row) sources.Text { return r.meter.ResourceID },
		func(p *Page) bool { return !p.wanted.unique })
	resource.Keep, resource.Min = true, 8
	age := column{
		Column: list.Column{ID: ageColumn, Width: 5, Right: true, Rank: 2, Keep: true}, sampled: true,
		number: func(l *look, _ *row, r *reading) (float64, bool) {
			if r == nil || r.newest.Timestamp.IsZero() {
				return 0, false
			}
			return l.now.Sub(r.newest.Timestamp).Seconds(), true
		},
		cell: ageCell,
	}
	how := column{
		Column: list.Column{ID: "state", Width: 10, Rank: 4}, sampled: true,
		title: func(w *words.Meters) string { return w.State },
		number: func(l *look, r *row, g *reading) (float64, bool) {
			s := l.judge(r.meter.Name, g)
			return float64(s), s != unasked
		},
		cell: stateCell,
	}
	recent := column{
		Column: list.Column{ID: "recent", Width: 12, Rank: 7}, sampled: true, title: func(w *words.Meters) string { return w.Recent },
		number: lastValue,
		cell: func(p *Page, r *row, g *reading) (theme.Style, string) {
			return p.theme.Spark, spark(course(g, r.meter.Type), 12)
		},
	}
	value := column{
		Column: list.Column{ID: "value", Width: 12, Right: true, Rank: 8}, sampled: true, title: func(w *words.Meters) string { return w.Value },
		number: lastValue,
		cell: func(p *Page, r *row, g *reading) (theme.Style, string) {
			if v, ok := lastValue(nil, r, g); ok {
				return p.theme.Text, number(v)
			}
			return p.theme.Text, ""
		},
	}
	gaps := column{
		Column: list.Column{ID: "gaps", Width: 4, Right: true, Rank: 9}, sampled: true, title: func(w *words.Meters) string { return w.Gaps },
		number: func(l *look, r *row, g *reading) (float64, bool) {
			n, known := l.gaps(r.meter.Name, g)
			return float64(n), known
		},
		cell: gapsCell,
	}
	every := column{
		Column: list.Column{ID: "expected", Width: 8, Right: true, Rank: 10}, when: wide, title: func(w *words.Meters) string { return w.Every },
		number: func(l *look, r *row, _ *reading) (float64, bool) {
			e := l.known(r.meter.Name)
			return e.every.Seconds(), e.every > 0
		},
		cell: func(p *Page, r *row, _ *reading) (theme.Style, string) { return p.theme.Text, p.every(r.meter.Name) },
	}
	return []column{
		name, count, resource,
		text("type", 6, 10, 10, func(w *words.Meters) string { return w.Type }, func(r *row) sources.Text { return r.meter.Type }, nil),
		text("unit", 5, 8, 10, func(w *words.Meters) string { return w.Unit }, func(r *row) sources.Text { return r.meter.Unit }, nil),
		age, how, recent, value, gaps, every,
		text("project_id", 11, 12, 32, func(w *words.Meters) string { return w.Project }, func(r *row) sources.Text { return r.meter.ProjectID }, wideResources),
		text("user_id", 12, 12, 32, func(w *words.Meters) string { return w.User }, func(r *row) sources.Text { return r.meter.UserID }, wideResources),
		text("source", 13, 10, 24, func(w *words.Meters) string { return w.Source }, func(r *row) sources.Text { return r.meter.Source }, wideResources),
		text("metric", 14, 12, 36, func(w *words.Meters) string { return w.Metric }, func(r *row) sources.Text { return sources.Text{Value: r.meter.Metric, Known: r.meter.Metric != ""} }, wideResources),
		text("store", 5, 8, 8, func(w *words.Meters) string { return w.Store }, func(r *row) sources.Text { return sources.Text{Value: string(r.store.Address.Kind), Known: !r.absent} },
			func(p *Page) bool { return p.wide || p.readers() > 1 }),
	}
}

func wideResources(p *Page) bool { return p.wide && !p.wanted.unique }

func lastValue(_ *look, _ *row, r *reading) (float64, bool) {
	if r == nil || len(r.points) == 0 {
		return 0, false
	}
	return r.points[len(r.points)-1].value, true
}

func ageCell(p *Page, r *row, g *reading) (theme.Style, string) {
	if g == nil || g.newest.Timestamp.IsZero() {
		return p.theme.Muted, ""
	}
	return p.state(r, g).style(p.theme), p.clock(g.newest.Timestamp)
}

func stateCell(p *Page, r *row, g *reading) (theme.Style, string) {
	if a := p.absenceOf(r); a != nil {
		return a.style(p.theme), a.glyph() + " " + p.w.Breaches[a.breach]
	}
	if !r.askable() {
		return p.theme.Muted, unjudged.glyph() + " " + p.w.Unjudged
	}
	s := p.state(r, g)
	return s.style(p.theme), s.glyph() + " " + s.word(p.w)
}

func gapsCell(p *Page, r *row, g *reading) (theme.Style, string) {
	l := p.look()
	n, known := l.gaps(r.meter.Name, g)
	switch {
	case !known:
		return p.theme.Muted, ""
	case n > 0:
		return p.theme.Warn, strconv.Itoa(n)
	}
	return p.theme.Text, "0"
}

func (p *Page) state(r *row, g *reading) state {
	l := p.look()
	return l.judge(r.meter.Name, g)
}

// every is how often a sample is to come, in words.
func (p *Page) every(name string) string {
	e := p.expected(name)
	switch {
	case !e.known:
		return ""
	case e.every == 0:
		return p.w.ByUse
	}
	return p.span(e.every)
}

var columnsByID = func() map[string]column {
	m := map[string]column{}
	for _, c := range allColumns() {
		m[c.ID] = c
	}
	return m
}()

func columnByID(id string) column { return columnsByID[id] }

// filterColumns are the columns as the filter knows them.
var filterColumns, filterable = func() (names []filter.Column, of []column) {
	for _, c := range allColumns() {
		if c.ID == "recent" || c.ID == "state" {
			continue
		}
		names = append(names, filter.Column{Name: c.ID, Number: c.number != nil})
		of = append(of, c)
	}
	return append(names, filter.Column{Name: "state"}), of
}()

// fields is a row as the filter sees it.
type fields struct {
	row *row
	job *job
}

// Text is a column's text; the last column is the state.
func (f fields) Text(i int) (string, bool) {
	if i == len(filterable) && f.row.absent {
		return missingName, true
	}
	if i == len(filterable) {
		return stateNames[f.job.look.judge(f.row.meter.Name, f.job.readings[f.row.target()])], true
	}
	t := filterable[i].text(f.row)
	return t.Value, t.Known
}

// Number is a column's number.
func (f fields) Number(i int) (float64, bool) {
	return filterable[i].number(&f.job.look, f.row, f.job.readings[f.row.target()])
}

// missingName is the state of an absent meter in a filter.
const missingName = "missing"

// stateNames are the states in a filter, the same in every language.
var stateNames = [...]string{"unknown", "error", "none", "ahead", "use", "unjudged", "unknown", "fresh", "late", "stale"}

// clock is when a sample was taken, in the chosen way.
func (p *Page) clock(at time.Time) string {
	switch p.times {
	case utc:
		return at.UTC().Format(stamp)
	case local:
		return at.In(p.c.Local).Format(stamp)
	}
	return p.age(p.now.Sub(at))
}
