package wizard

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/tui/theme"
)

func (a *ask) state() (string, theme.Style, string) {
	p := a.page
	t := p.theme
	if p.interview == nil {
		return signWaits, t.Muted, ""
	}
	done := 0
	for i := range a.asked {
		if p.interview.Settled(a.asked[i].Key) {
			done++
		}
	}
	note := fmt.Sprintf("%d/%d", done, len(a.asked))
	if done == len(a.asked) {
		return signDone, t.OK, note
	}
	return signRuns, t.Info, note
}

func (a *ask) view(width, height int) []string {
	p := a.page
	if p.interview == nil {
		return nil
	}
	if a.listed {
		return a.allView(width, height)
	}
	live := p.liveLines(width)
	room := height
	if height >= 12 {
		room = max(height-len(live)-1, height/2)
	}
	var lines []string
	if a.key == "" {
		lines = a.allAsked(width)
	} else {
		lines = a.question(width, room)
	}
	lines = append(lines, p.problem(a.keepErr, width)...)
	if height < 12 {
		return lines
	}
	lines = lines[:min(len(lines), room)]
	answer, _ := a.form.answer()
	live = append(live, p.plan.preview(a.key, answer, width, room-len(lines)-1)...)
	for len(lines)+len(live)+1 < height {
		lines = append(lines, "")
	}
	lines = append(lines, heading(p.w.Live, width, p.theme))
	return append(lines, live...)
}

// allAsked is what is shown behind the last question.
func (a *ask) allAsked(width int) []string {
	p := a.page
	return wrapped(p.theme.Text, fmt.Sprintf(p.w.AllAsked, p.k.GoOn.Help().Key, p.k.Previous.Help().Key, p.k.All.Help().Key), width)
}

// question is the form: what is asked, the default and what it rests on, the
// field, and what is to be said about what stands in it.
func (a *ask) question(width, room int) []string {
	p, f := a.page, a.form
	w, t, q := p.w, p.theme, &a.form.q
	at := a.position()
	count := q.Key
	if at >= 0 && !a.fromAll {
		count = fmt.Sprintf(w.QuestionOf, at+1, len(a.asked)) + " · " + q.Key
	}
	lines := wrapped(t.Muted, count, width)
	lines = append(lines, wrapped(t.Strong, sentence(p.say(q.Title)), width)...)
	lines = append(lines, a.defaultLines(width)...)
	below := a.belowField(width)
	if f.field != nil {
		lines = append(lines, t.Key.Render("> ")+a.fieldView(max(width-2, 0)))
	} else {
		lines = append(lines, p.dress(f.choice, width, max(min(room-len(lines)-len(below), len(q.Choices)), 1))...)
	}
	lines = append(lines, below...)
	return lines
}

// defaultLines say what Enter gives while nothing else was typed or chosen.
func (a *ask) defaultLines(width int) []string {
	p, q := a.page, &a.form.q
	w, t := p.w, p.theme
	from := ""
	switch {
	case p.interview.Settled(q.Key):
		from = w.YourAnswer
	case q.Evidence != "":
		from = fmt.Sprintf(w.From, p.say(q.Evidence))
	case q.Advice != "":
		from = fmt.Sprintf(w.Recommended, p.say(q.Advice))
	}
	value := q.Default
	switch {
	case a.hidden(q):
		value, from = w.HiddenAnswer, w.YourAnswer
	case value == "" && p.interview.Settled(q.Key):
		return wrapped(t.Muted, fmt.Sprintf(w.LeavesEmpty, p.k.Take.Help().Key)+" · "+w.YourAnswer, width)
	case value == "" && q.Validate("") == nil:
		return wrapped(t.Muted, fmt.Sprintf(w.NoDefaultEmpty, p.k.Take.Help().Key), width)
	case value == "":
		return wrapped(t.Muted, w.NoDefault, width)
	case isBool(*q):
		value = p.yesNo(value)
	}
	line := fmt.Sprintf(w.EnterTakes, p.k.Take.Help().Key, value)
	if _, given := a.form.answer(); given { // then Enter takes that
		line = fmt.Sprintf(w.Unchanged, value)
	}
	if from != "" {
		line += " · " + from
	}
	return wrapped(t.Muted, line, width)
}

func (p *Page) yesNo(value string) string {
	if value == "true" {
		return p.c.Words.Dialog.Yes
	}
	return p.c.Words.Dialog.No
}

// fieldView is the text field; it has no cursor while something else has the
// keyboard.
func (a *ask) fieldView(width int) string {
	p, f := a.page, a.form
	if f.left {
		value := f.field.Value()
		if f.q.Secret {
			value = strings.Repeat("•", len([]rune(value)))
		}
		return text(p.theme.Muted, value)
	}
	return f.field.View(width, p.theme)
}

// belowField is what is wrong, or odd, and why the question is asked.
func (a *ask) belowField(width int) (lines []string) {
	p, f := a.page, a.form
	w, t, q := p.w, p.theme, &a.form.q
	if p.answersTo(&p.k.Empty) {
		lines = append(lines, wrapped(t.Muted, fmt.Sprintf(w.LeavesEmpty, p.k.Empty.Help().Key), width)...)
	}
	if f.q.List && f.field != nil {
		lines = append(lines, wrapped(t.Muted, w.ListHelp, width)...)
	}
	if f.q.Secret {
		lines = append(lines, wrapped(t.Muted, w.SecretHelp, width)...)
	}
	lines = append(lines, p.problem(f.err, width)...)
	if f.doubt != "" {
		lines = append(lines, wrapped(t.Warn, "! "+p.say(f.doubt), width)...)
	}
	if f.left {
		lines = append(lines, wrapped(t.Key, fmt.Sprintf(w.FieldLeft, p.k.Return.Help().Key), width)...)
	}
	if a.why {
		lines = append(lines, "")
		lines = append(lines, wrapped(t.Text, p.say(q.Why), width)...)
		if q.Source != "" {
			lines = append(lines, wrapped(t.Muted, fmt.Sprintf(w.SourceIs, p.say(q.Source)), width)...)
		}
	}
	return lines
}

// sentence begins with a capital, where there are any.
func sentence(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
