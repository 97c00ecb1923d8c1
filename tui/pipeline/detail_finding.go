package pipeline

import (
	"cmp"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// finding is a finding in full. Each piece of evidence leads to where it can be
// looked at.
func (b *builder) finding() {
	p, d := b.page, b.detail
	t, w := p.theme, p.w
	f := p.finding(d.of.id)
	if f == nil {
		d.title = w.Findings
		b.gone(w.Gone)
		return
	}
	d.title, d.copied, d.step = p.titleOf(f), f.Fix, f.Step
	sign, style, word := p.result(f.Result)
	b.text(style, sign+" "+p.titleOf(f), subject{})
	b.field(w.Result, word, style, subject{})
	b.field(w.Subject, f.Subject, t.Text, subject{})
	b.field(w.Check, f.Check, t.Muted, subject{})
	if len(f.Evidence) > 0 {
		b.heading(w.Evidence)
	}
	for i := range f.Evidence {
		b.evidence(&f.Evidence[i])
	}
	if f.Why != "" {
		b.heading(w.Why)
		b.text(t.Text, p.say(f.Why), subject{})
	}
	b.fix(f.Fix, f.Step)
}

// evidence is what was seen, and where.
func (b *builder) evidence(e *doctor.Evidence) {
	p := b.page
	t := p.theme
	to, where := subject{}, ""
	switch {
	case e.File != "":
		at := setup.Place{File: e.File, Line: e.Line}
		to, where = subject{kind: ofFile, at: at}, at.String()
	case e.Queue != nil:
		to = subject{kind: ofQueue, broker: e.Queue.Broker, queue: queueName{e.Queue.VHost, e.Queue.Name}}
		where = e.Queue.Broker + ":" + e.Queue.VHost + ":" + e.Queue.Name
	case e.Event != "":
		filter := "=message_id == " + quote(e.Event)
		b.detail.filter = cmp.Or(b.detail.filter, filter)
		to, where = subject{kind: ofEvents, id: filter}, e.Event
	case e.Unit != "":
		to, where = subject{kind: ofUnit, id: e.Unit}, e.Unit
	}
	both := []piece{{t.Text, p.say(e.Text)}, {t.Muted, "  " + where}}
	switch {
	case e.Text == "" || where == e.Text:
		b.text(t.Text, where, to)
	case cells(both) <= b.width:
		b.row(to, both...)
	default:
		b.text(t.Text, p.say(e.Text), to)
		if where != "" {
			b.text(t.Muted, "  "+where, to)
		}
	}
}

// findings are those of a station.
func (b *builder) findings(which []*doctor.Finding) {
	p := b.page
	if len(which) == 0 {
		return
	}
	b.heading(p.w.Findings)
	for _, f := range which {
		sign, style, _ := p.result(f.Result)
		b.text(style, sign+" "+p.titleOf(f), subject{kind: ofFinding, id: findingKey(f)})
	}
}

// about are the findings for which yes says so and that ask for something.
func (p *Page) about(yes func(*doctor.Finding) bool) (all []*doctor.Finding) {
	for _, i := range p.shownFindings() {
		if f := &p.sight.Findings[i]; yes(f) {
			all = append(all, f)
		}
	}
	return all
}

// known is a value in a style, or that it is not known.
func (b *builder) known(value string) (string, theme.Style) {
	if value == "" || value == missing {
		return missing, b.page.theme.Muted
	}
	return value, b.page.theme.Text
}
