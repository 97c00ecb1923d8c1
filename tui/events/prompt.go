package events

import (
	"errors"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/tui/field"
)

// historyLimit bounds the filters kept for the arrow keys.
const historyLimit = 200

// prompt is the line in which a filter, or a search in the detail, is typed.
type prompt struct {
	open   bool
	search bool // of the detail
	field  *field.Field
	err    *filter.SyntaxError
	before *filter.Filter // in force when the prompt opened

	history []string // oldest first
	at      int      // position in the history; len: what was typed
	typed   string
}

func (p *Page) openFilter() tea.Cmd {
	text := ""
	if p.scope.filter != nil {
		text = p.scope.filter.String()
	}
	p.prompt.open, p.prompt.search, p.prompt.err = true, false, nil
	p.prompt.before = p.scope.filter
	p.prompt.at = len(p.prompt.history)
	p.prompt.field.SetValue(text)
	p.layout()
	return nil
}

func (p *Page) openSearch() tea.Cmd {
	p.prompt.open, p.prompt.search, p.prompt.err = true, true, nil
	p.prompt.at = len(p.prompt.history)
	p.prompt.field.SetValue("")
	p.layout()
	return nil
}

// typing gives a message to the prompt. Everything typed shows at once.
func (p *Page) typing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, p.k.Cancel):
			return p.cancelPrompt()
		case key.Matches(press, p.k.Accept):
			return p.acceptPrompt()
		case key.Matches(press, p.k.Older):
			return p.recall(-1)
		case key.Matches(press, p.k.Newer):
			return p.recall(1)
		}
	}
	before := p.prompt.field.Value()
	p.prompt.field.Update(msg)
	if p.prompt.field.Value() == before {
		return nil
	}
	p.prompt.at = len(p.prompt.history)
	return p.applyPrompt()
}

// applyPrompt puts what is typed in force. A filter that does not parse leaves
// the one before as it is and says what is wrong.
func (p *Page) applyPrompt() tea.Cmd {
	text := p.prompt.field.Value()
	if p.prompt.search {
		p.detail.lookFor(text)
		return nil
	}
	f, err := filter.Parse(text)
	p.prompt.err = nil
	if err != nil {
		if !errors.As(err, &p.prompt.err) {
			p.prompt.err = &filter.SyntaxError{Msg: err.Error()}
		}
		return nil
	}
	if f == nil && p.scope.filter == nil || f != nil && p.scope.filter != nil && f.String() == p.scope.filter.String() {
		return nil
	}
	return p.setFilter(f)
}

func (p *Page) acceptPrompt() tea.Cmd {
	if p.prompt.err != nil {
		return nil
	}
	text := p.prompt.field.Value()
	p.prompt.open = false
	p.layout()
	if p.prompt.search {
		return p.searchDetail(1, true)
	}
	return p.remember(text)
}

// cancelPrompt takes back what was typed.
func (p *Page) cancelPrompt() tea.Cmd {
	p.prompt.open, p.prompt.err = false, nil
	p.layout()
	if p.prompt.search {
		p.detail.lookFor("")
		return nil
	}
	if p.scope.filter == p.prompt.before {
		return nil
	}
	p.last = p.prompt.before
	return p.setFilter(p.prompt.before)
}

// remember puts a filter at the end of the history, once.
func (p *Page) remember(text string) tea.Cmd {
	if text == "" {
		return nil
	}
	h := slices.DeleteFunc(p.prompt.history, func(s string) bool { return s == text })
	h = append(h, text)
	p.prompt.history = h[max(0, len(h)-historyLimit):]
	if p.c.KeepHistory == nil {
		return nil
	}
	keep, all := p.c.KeepHistory, slices.Clone(p.prompt.history)
	return func() tea.Msg {
		keep(all)
		return nil
	}
}

// recall goes through the history, and back to what was typed.
func (p *Page) recall(step int) tea.Cmd {
	h := p.prompt.history
	if p.prompt.at == len(h) {
		p.prompt.typed = p.prompt.field.Value()
	}
	at := p.prompt.at + step
	if at < 0 || at > len(h) {
		return nil
	}
	p.prompt.at = at
	if at == len(h) {
		p.prompt.field.SetValue(p.prompt.typed)
	} else {
		p.prompt.field.SetValue(h[at])
	}
	return p.applyPrompt()
}
