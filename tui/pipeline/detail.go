package pipeline

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/wrap"
)

// subject is what a detail is about, by names that the next sight has too.
type subject struct {
	kind   subjectKind
	broker string
	id     string // of a node, a connection, a finding; the filter of events
	queue  queueName
	at     setup.Place
}

type queueName struct{ vhost, name string }

type subjectKind uint8

const (
	ofNothing    subjectKind = iota
	ofVerdict                // the verdict in full
	ofBroker                 // what a broker says about itself, and what is not known
	ofNode                   // a station of the picture
	ofQueue                  // a queue that need not be a station
	ofConnection             // id is the broker's name for it
	ofFinding                // id is findingKey
	ofFile                   // a line of a file
	ofUnit                   // id is a unit of systemd
	ofEvents                 // leads to the Events page; id is a filter
	ofStep                   // leads to the Setup page; id is a step
	ofFold                   // leads to all stations
)

// detail is a text about a subject. Lines that lead somewhere have a mark.
type detail struct {
	of          subject
	title       string
	lines       []line
	copied      string // what c copies; "" the text
	filter      string // of the events about it; "" there are none
	step        string // of the plan; "" none
	cursor, top int
	rows        int // when last filled
	begun       bool
}

// line is a line of a detail.
type line struct {
	pieces []piece
	opens  subject
}

// open is the detail that is shown, nil for none.
func (p *Page) open() *detail {
	if n := len(p.details); n > 0 {
		return p.details[n-1]
	}
	return nil
}

// show opens a subject: a detail, or what it leads to elsewhere.
func (p *Page) show(s subject) tea.Cmd {
	switch s.kind {
	case ofNothing:
		return p.notice(p.w.NothingOpens)
	case ofFold:
		return p.toggleAll()
	case ofEvents:
		return p.showEvents(s.id)
	case ofStep:
		return p.showStep(s.id)
	}
	for i, d := range p.details {
		if d.of == s { // going in circles stacks nothing
			p.details = p.details[:i+1]
			p.fillDetail()
			return nil
		}
	}
	p.details = append(p.details, &detail{of: s})
	var cmd tea.Cmd
	if s.kind == ofFile {
		cmd = p.read(s.at)
	}
	p.fillDetail()
	return cmd
}

// fillDetail makes the lines of the detail anew. The cursor begins on the first
// line that leads somewhere.
func (p *Page) fillDetail() {
	d := p.open()
	if d == nil {
		return
	}
	b := &builder{page: p, detail: d, width: max(p.width-2, 1)}
	d.lines, d.copied, d.filter, d.step = nil, "", "", ""
	b.build()
	d.rows = max(p.height-p.top()-1, 0)
	if !d.begun && len(d.lines) > 0 {
		d.begun = p.sight != nil
		d.cursor = d.firstCursor()
	}
	d.moveTo(d.cursor)
}

func (d *detail) firstCursor() int {
	for i := range d.lines {
		if d.lines[i].opens.kind != ofNothing {
			if i < d.rows || d.of.kind == ofFile {
				return i
			}
			break
		}
	}
	return 0
}

// moveTo puts the cursor on a line and brings it into sight.
func (d *detail) moveTo(i int) {
	d.cursor = max(0, min(i, len(d.lines)-1))
	d.top = max(0, min(d.top, len(d.lines)-d.rows))
	switch {
	case d.cursor < d.top:
		d.top = d.cursor
	case d.cursor >= d.top+d.rows:
		d.top = d.cursor - max(d.rows-1, 0)
	}
}

func (d *detail) selected() *line {
	if d.cursor < len(d.lines) {
		return &d.lines[d.cursor]
	}
	return nil
}

// detailView draws the detail in the room below the verdict.
func (p *Page) detailView(width, height int) []string {
	d, t := p.open(), p.theme
	if height <= 0 {
		return nil
	}
	title := []piece{{t.Strong, d.title}}
	if d.rows > 0 && len(d.lines) > d.rows {
		title = append(title, piece{t.Muted, sprintf(" %d/%d", d.cursor+1, len(d.lines))})
	}
	lines := []string{p.heading(title, width, true)}
	for i := d.top; i < len(d.lines) && len(lines) < height; i++ {
		l, mark := &d.lines[i], piece{t.Text, " "}
		var over *theme.Style
		if i == d.cursor {
			mark, over = piece{t.Text, ">"}, &t.Selected
		}
		sign := piece{t.Text, " "}
		if l.opens.kind != ofNothing {
			sign = piece{t.Key, signOpens}
		}
		lines = append(lines, draw(append([]piece{mark, sign}, l.pieces...), width, over))
	}
	return lines
}

// builder writes the lines of a detail.
type builder struct {
	page   *Page
	detail *detail
	width  int
}

// text is a paragraph, wrapped.
func (b *builder) text(s theme.Style, text string, opens subject) {
	for _, l := range wrap.Lines(text, b.width) {
		b.detail.lines = append(b.detail.lines, line{[]piece{{s, l}}, opens})
	}
}

// heading parts what follows from what was before.
func (b *builder) heading(title string) {
	if len(b.detail.lines) > 0 {
		b.detail.lines = append(b.detail.lines, line{})
	}
	b.detail.lines = append(b.detail.lines, line{pieces: []piece{{b.page.theme.Header, title}}})
}

// field is a name and its value. What is not known is missing, and shown as
// such.
func (b *builder) field(name, value string, s theme.Style, opens subject) {
	t := b.page.theme
	if value == "" {
		value, s = missing, t.Muted
	}
	width := max(b.width-b.nameWidth(), 8)
	for _, l := range wrap.Lines(value, width) {
		b.detail.lines = append(b.detail.lines, line{[]piece{{t.Muted, padded(name, b.nameWidth())}, {s, l}}, opens})
		name = ""
	}
}

// plain is a field without a style that leads nowhere.
func (b *builder) plain(name, value string) { b.field(name, value, b.page.theme.Text, subject{}) }

// row is a line of several pieces.
func (b *builder) row(opens subject, pieces ...piece) {
	b.detail.lines = append(b.detail.lines, line{pieces, opens})
}

// nameWidth is the room for the names of fields.
func (b *builder) nameWidth() int { return min(18, max(b.width/3, 1)) }

// padded fills a text up to width cells, or cuts it, and leaves a gap.
func padded(text string, width int) string {
	text = sources.Visible(text)
	if ansi.StringWidth(text) >= width {
		text = ansi.Truncate(text, max(width-1, 0), "…")
	}
	for ansi.StringWidth(text) < width {
		text += " "
	}
	return text
}

// build writes what is known about the subject.
func (b *builder) build() {
	p, d := b.page, b.detail
	switch d.of.kind {
	case ofVerdict:
		b.verdict()
	case ofFile:
		b.file()
	case ofUnit:
		d.title, d.copied = d.of.id, sprintf(p.w.UnitHelp, d.of.id)
		b.plain(p.w.Unit, d.of.id)
		b.unit(d.of.id)
		b.text(p.theme.Key, d.copied, subject{})
	case ofFinding:
		b.finding()
	case ofBroker:
		b.broker()
	case ofQueue:
		d.title = d.of.broker + " " + d.of.queue.name
		b.queue(d.of.broker, d.of.queue)
	case ofConnection:
		b.connection()
	case ofNode:
		b.node()
	}
}

// gone says that the subject is not there any more.
func (b *builder) gone(why string) { b.text(b.page.theme.Warn, signUnknown+" "+why, subject{}) }
