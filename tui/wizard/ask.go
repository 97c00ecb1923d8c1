package wizard

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
)

// ask goes through the questions, one at a time.
type ask struct {
	page *Page
	key  string // of the question that is shown; "" all were asked
	form *form
	// empty are those that were answered with nothing, by key: a password that
	// was typed is shown as nothing too.
	empty map[string]bool

	asked []setup.Question // those that are asked, with the answers so far
	why   bool

	listed  bool // the list of all answers is shown
	fromAll bool // the question was chosen there
	all     *table

	keepErr error
}

func (a *ask) init() { a.all, a.form = newTable(), &form{} }

// restart begins with the first question that is open.
func (a *ask) restart() {
	a.key, a.listed, a.fromAll = "", false, false
	a.empty = map[string]bool{}
	a.asked = a.page.interview.Asked()
	if q, open := a.page.interview.Next(); open {
		a.show(q.Key)
	}
}

// enter comes back to the questions: text goes to the field again.
func (a *ask) enter() { a.form.left = false }

// show asks a question.
func (a *ask) show(key string) {
	p := a.page
	a.why, a.key = false, key
	q, ok := p.interview.Question(key)
	if !ok {
		a.key = ""
		return
	}
	a.form = p.newForm(q)
	a.form.judge()
}

// typing reports whether a text field has the keyboard.
func (p *Page) typing() bool {
	return p.at == questions && p.asking() && p.ask.form.isText()
}

// asking reports whether there is a question on the screen.
func (p *Page) asking() bool {
	a := &p.ask
	return p.interview != nil && a.key != "" && !a.listed
}

// take takes the answer and goes on to the next question.
func (a *ask) take() tea.Cmd {
	p := a.page
	text, given := a.form.answer()
	err := a.form.q.Validate(text)
	if err == nil {
		if given {
			err = p.interview.Answer(a.key, text)
		} else { // it stays what it was when somebody looked at it
			err = p.interview.Accept(a.key)
		}
	}
	if err != nil {
		a.form.err = err
		return nil
	}
	cmd := p.keep()
	if given {
		a.empty[a.key] = text == ""
		a.asked = p.interview.Asked()
		cmd = tea.Batch(cmd, p.changed())
	}
	if a.fromAll {
		a.fromAll, a.listed = false, true
		a.fill()
		return cmd
	}
	return tea.Batch(cmd, a.next())
}

// mayEmpty reports whether there is an answer that could be taken away.
func (a *ask) mayEmpty() bool {
	f := a.form
	if f.field == nil || f.q.Validate("") != nil {
		return false
	}
	return f.q.Default != "" || a.hidden(&f.q)
}

// hidden reports whether a password was typed, which nobody may see.
func (a *ask) hidden(q *setup.Question) bool {
	return q.Secret && q.Default == "" && a.page.interview.Answered(q.Key) && !a.empty[q.Key]
}

// leaveEmpty answers with nothing: an empty field stands for the default.
func (a *ask) leaveEmpty() tea.Cmd {
	a.form.clear()
	return a.take()
}

// yesNo answers a question of yes and no with one key.
func (a *ask) yesNo(yes bool) tea.Cmd {
	a.form.yes = yes
	return a.take()
}

// position is where the question stands among those that are asked.
func (a *ask) position() int {
	return slices.IndexFunc(a.asked, func(q setup.Question) bool { return q.Key == a.key })
}

// next asks the next question; behind the last one come the tests.
func (a *ask) next() tea.Cmd {
	if at := a.position(); at+1 < len(a.asked) {
		a.show(a.asked[at+1].Key)
		return nil
	}
	a.key = ""
	return a.page.goTo(testing)
}

// prev goes back to the question before.
func (a *ask) prev() tea.Cmd {
	if a.fromAll {
		a.fromAll, a.listed = false, true
		return nil
	}
	at := a.position()
	switch {
	case len(a.asked) == 0:
	case a.key == "":
		a.show(a.asked[len(a.asked)-1].Key)
	case at > 0:
		a.show(a.asked[at-1].Key)
	default:
		return a.page.goTo(detection)
	}
	return nil
}

// kept is how the answers were saved.
type kept struct{ err error }

// keep saves the answers for the next start.
func (p *Page) keep() tea.Cmd {
	b, i := p.c.Backend, p.interview.Clone()
	p.enqueue(keeping, func(context.Context) tea.Msg { return kept{b.Keep(i)} })
	return nil
}

func (p *Page) onKept(msg kept) tea.Cmd {
	if errors.Is(msg.err, context.Canceled) {
		return nil
	}
	p.ask.keepErr = msg.err
	return nil
}
