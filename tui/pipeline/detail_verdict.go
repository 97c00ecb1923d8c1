package pipeline

import (
	"cmp"

	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/tui/header"
)

// verdict is the verdict in full: every leak with its line, every queue that
// drains, what to do, and the reasons.
func (b *builder) verdict() {
	p, d := b.page, b.detail
	t, w, v := p.theme, p.w, &p.verdict
	d.title, d.copied, d.step = w.Verdict, v.Fix, v.Step
	sign, style, word := p.verdictWord()
	b.field(w.Result, sign+" "+word, style, subject{})
	b.plain(w.JudgedAt, moment(v.At))
	if len(v.Leaks) > 0 {
		b.heading(w.Leaks)
	}
	for i := range v.Leaks {
		b.leak(&v.Leaks[i])
	}
	if len(v.Queues) > 0 {
		b.heading(w.Queues)
	}
	for i := range v.Queues {
		q := &v.Queues[i]
		b.row(subject{kind: ofQueue, broker: "A", queue: queueName{q.VHost, q.Name}}, piece{t.Warn, p.left(q)})
	}
	b.fix(v.Fix, v.Step)
	if len(v.Why) > 0 {
		b.heading(w.Reasons)
	}
	for _, why := range v.Why {
		b.text(t.Text, signInfo+" "+p.say(why), subject{})
	}
}

// fix is what to do, and the step that would do it.
func (b *builder) fix(fix, step string) {
	p := b.page
	if fix != "" || step != "" {
		b.heading(p.w.Fix)
	}
	if fix != "" {
		b.text(p.theme.Strong, p.say(fix), subject{})
	}
	if step != "" {
		b.text(p.theme.Info, sprintf(p.w.StepIs, step), subject{kind: ofStep, id: step})
	}
}

func (b *builder) leak(l *isolation.Leak) {
	p := b.page
	t, w := p.theme, p.w
	filter := leakFilter(l)
	b.detail.filter = cmp.Or(b.detail.filter, filter)
	about := p.leaker(l)
	if l.Count > 0 {
		about += " · " + header.Number(l.Count)
	}
	if !l.Last.IsZero() {
		about += " · " + sprintf(w.LastEvent, p.ago(l.Last))
	}
	b.text(t.Error, about, subject{kind: ofEvents, id: filter})
	if l.Because.File != "" {
		b.text(t.Strong, l.Because.String(), subject{kind: ofFile, at: l.Because})
	}
	if l.Reason != "" {
		b.text(t.Text, p.say(l.Reason), subject{})
	}
}
