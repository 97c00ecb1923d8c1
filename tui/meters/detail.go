package meters

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
)

// detail is the pane that shows one row.
type detail struct {
	open, focus, full, raw bool

	key    uint64
	row    *row // kept while the list no longer has it
	lines  []line
	json   string // what c copies when the pane is raw
	totals totals

	top, left     int
	width, height int // of the text
}

// line is a line of the pane: a field, or, without a name, text.
type line struct {
	name  string
	value piece
}

func (p *Page) openDetail(raw bool) tea.Cmd {
	if p.selectedRow() == nil {
		return p.notice(p.w.NoRow)
	}
	d := &p.detail
	if !d.open {
		d.top, d.left = 0, 0
	}
	d.open, d.focus, d.raw = true, true, raw
	p.follow()
	return nil
}

func (p *Page) open() tea.Cmd { return p.openDetail(p.detail.raw) }

func (p *Page) as(raw bool) tea.Cmd {
	p.detail.top, p.detail.left = 0, 0
	return p.openDetail(raw)
}

func (p *Page) closeDetail() {
	p.detail.totals.stop()
	p.detail = detail{totals: totals{run: p.detail.totals.run + 1}}
}

func (p *Page) toggleFull() tea.Cmd {
	if !p.detail.open {
		cmd := p.open()
		p.detail.full = p.detail.open
		return cmd
	}
	p.detail.full = !p.detail.full
	p.detail.focus = true
	return nil
}

func (p *Page) switchPane() tea.Cmd {
	if !p.box().covered {
		p.detail.focus = !p.detail.focus
	}
	return nil
}

func (p *Page) inDetail() bool { return p.detail.open && p.detail.focus }

// follow shows the row under the cursor if the pane is open and shows another.
func (p *Page) follow() {
	d := &p.detail
	r := p.selectedRow()
	if !d.open || r == nil {
		return
	}
	if r.key != d.key || d.row == nil {
		d.top, d.left = 0, 0
		d.key = r.key
		p.newTotals()
	}
	d.row = r
}

// fillDetail makes the lines of the pane anew.
func (p *Page) fillDetail() {
	d := &p.detail
	if !d.open || d.row == nil {
		return
	}
	if d.raw {
		d.lines, d.json = p.rawLines(d.row)
	} else {
		d.lines, d.json = p.fieldLines(d.row), ""
	}
	p.scrollDetail(d.top)
}

func (p *Page) scrollDetail(top int) {
	d := &p.detail
	d.top = max(0, min(top, len(d.lines)-d.height))
}

// fieldLines are the row in full, how fresh it is, its statistics and its
// newest samples.
func (p *Page) fieldLines(r *row) []line {
	w, t, m, g := p.w, p.theme, &r.meter, p.reading(r)
	var lines []line
	add := func(name, value string, s style) {
		if value == "" {
			value, s = missing, t.Muted
		}
		lines = append(lines, line{name, piece{s, value}})
	}
	add(w.Name, m.Name, t.Strong)
	if r.absent {
		return append(lines, p.absentLines(p.absence(m.Name), p.detail.width)...)
	}
	if r.count > 0 {
		add(w.Resources, group(r.count), t.Text)
	} else {
		add(w.Resource, m.ResourceID.Value, t.Text)
	}
	lines = append(lines, p.freshLines(r, g)...)
	lines = append(lines, p.feedingLines(r, g)...)
	lines = append(lines, p.totalLines(r)...)
	add(w.Type, m.Type.Value, t.Text)
	add(w.Unit, m.Unit.Value, t.Text)
	if r.count == 0 {
		add(w.Project, m.ProjectID.Value, t.Text)
		add(w.User, m.UserID.Value, t.Text)
		add(w.Source, m.Source.Value, t.Text)
	}
	if m.Metric != "" {
		add(w.Metric, m.Metric, t.Text)
	}
	add(w.Store, strings.TrimSpace(string(r.store.Address.Kind)+" "+r.store.Address.URL), t.Text)
	return append(lines, p.sampleLines(r, g)...)
}

// freshLines say how fresh a row is and why.
func (p *Page) freshLines(r *row, g *reading) (lines []line) {
	w, t := p.w, p.theme
	add := func(name, value string, s style) { lines = append(lines, line{name, piece{s, value}}) }
	if !r.askable() {
		add(w.State, w.NotAskable, t.Muted)
		return lines
	}
	s := p.state(r, g)
	add(w.State, s.glyph()+" "+s.word(w), s.style(t))
	if g != nil && !g.newest.Timestamp.IsZero() {
		at := g.newest.Timestamp
		add(w.Newest, sprintf(w.AgoAt, p.age(p.now.Sub(at)), p.moment(at)), t.Text)
		add(w.Value, strings.TrimSpace(number(g.newest.Volume)+" "+g.newest.Unit.Value), t.Text)
		if r.count > 0 && g.newest.ResourceID.Known {
			add(w.Resource, g.newest.ResourceID.Value, t.Text)
		}
	}
	every := p.every(r.meter.Name)
	if every == "" {
		every = w.EveryUnknown
	}
	add(w.Every, every, t.Text)
	l := p.look()
	if n, known := l.gaps(r.meter.Name, g); known {
		style := t.Text
		if n > 0 {
			style = t.Warn
		}
		add(w.Gaps, sprintf(w.GapsIn, group(n), group(len(g.points))), style)
	}
	if g != nil && g.partial() {
		add(w.Asked, sprintf(w.AskedOf, group(g.asked), group(g.of)), t.Muted)
	}
	if g != nil && g.err != nil {
		add(w.Failed, reason(g.err), t.Error)
		if hint := sources.HintOf(g.err); hint != "" {
			add("", sprintf(w.Hint, hint), t.Warn)
		}
	}
	return lines
}

// sampleLines are the newest samples, the newest first.
func (p *Page) sampleLines(r *row, g *reading) (lines []line) {
	if g == nil || len(g.points) == 0 {
		return nil
	}
	t := p.theme
	title := p.w.Samples
	if s := spark(course(g, r.meter.Type), points); s != "" {
		title += " " + s
	}
	lines = append(lines, line{value: piece{t.Strong, title}})
	every := p.expected(r.meter.Name).every
	for i := len(g.points) - 1; i >= 0; i-- {
		pt := g.points[i]
		text := padded(p.moment(pt.at), len("2026-01-02T15:04:05.123456Z")) + "  " + number(pt.value)
		if i > 0 {
			d := pt.at.Sub(g.points[i-1].at)
			if every > 0 && isGap(d, every) {
				lines = append(lines, line{value: piece{t.Text, "  " + text}},
					line{value: piece{t.Warn, "  " + sprintf(p.w.GapOf, p.span(d))}})
				continue
			}
		}
		lines = append(lines, line{value: piece{t.Text, "  " + text}})
	}
	return lines
}

// padded fills text up to width cells; longer text stays as it is.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
}
