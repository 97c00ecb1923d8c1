package meters

import (
	"errors"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/tui/field"
)

// prompt is the line in which a filter is typed.
type prompt struct {
	open   bool
	field  *field.Field
	err    *filter.SyntaxError
	before *filter.Table // in force when the prompt opened
}

func (p *Page) openFilter() tea.Cmd {
	p.prompt.open, p.prompt.err, p.prompt.before = true, nil, p.wanted.filter
	p.prompt.field.SetValue(p.wanted.filter.String())
	return nil
}

// typing gives a message to the prompt. Everything typed is in force at once.
func (p *Page) typing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, p.k.Cancel):
			p.cancelPrompt()
			return nil
		case key.Matches(press, p.k.Accept):
			if p.prompt.err == nil {
				p.prompt.open = false
			}
			return nil
		}
	}
	before := p.prompt.field.Value()
	p.prompt.field.Update(msg)
	if p.prompt.field.Value() == before {
		return nil
	}
	f, err := filter.ParseTable(p.prompt.field.Value(), filterColumns)
	p.prompt.err = nil
	if err != nil {
		if !errors.As(err, &p.prompt.err) {
			p.prompt.err = &filter.SyntaxError{Msg: err.Error()}
		}
		return nil
	}
	p.setFilter(f)
	return nil
}

// cancelPrompt takes back what was typed.
func (p *Page) cancelPrompt() {
	p.prompt.open, p.prompt.err = false, nil
	p.setFilter(p.prompt.before)
}

func (p *Page) setFilter(f *filter.Table) {
	if f.String() == p.wanted.filter.String() {
		return
	}
	p.wanted.filter = f
	p.arrangeColumns()
	p.again()
}

func (p *Page) promptView(width int) string {
	label := p.w.FilterPrompt + " /"
	shown := min(ansi.StringWidth(label), width)
	return p.draw([]piece{{p.theme.Key, label}}, shown) + p.prompt.field.View(width-shown, p.theme)
}

// promptHint says what is wrong with the filter, below the place, or how much
// it finds.
func (p *Page) promptHint(width int) string {
	t, w := p.theme, p.w
	if e := p.prompt.err; e != nil {
		text := p.prompt.field.Value()
		typed := strings.ToValidUTF8(text[:max(0, min(e.Offset, len(text)))], "")
		at := ansi.StringWidth(w.FilterPrompt+" /") + ansi.StringWidth(typed)
		msg := p.c.FilterError(e)
		if at+2+ansi.StringWidth(sources.Visible(msg)) <= width {
			return p.draw([]piece{{t.Error, strings.Repeat(" ", at) + "^ " + msg}}, width)
		}
		return p.draw([]piece{{t.Error, sprintf(w.ErrorAt, ansi.StringWidth(typed)+1, msg)}}, width)
	}
	return p.draw([]piece{
		{t.Text, sprintf(w.Matches, group(len(p.order.rows)), group(p.order.all))},
		{t.Border, "   "},
		{t.Muted, w.FilterHelp},
	}, width)
}

// finder marks the text that the filter looks for. An expression, and what is
// to be absent, is nowhere to be seen.
func (p *Page) finder() func(string) (int, int) {
	text := strings.TrimSpace(p.wanted.filter.String())
	if text == "" || strings.ContainsRune(`!=~\@`, rune(text[0])) || strings.HasPrefix(text, "-f ") {
		return nil
	}
	exact := strings.ToLower(text) != text
	return func(cell string) (int, int) {
		have := cell
		if !exact {
			have = lowerASCII(cell)
		}
		i := strings.Index(have, text)
		return i, i + len(text)
	}
}

// lowerASCII keeps the length, so that a place in one is a place in the other.
func lowerASCII(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
