package pipeline

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
)

// excerpt is a part of a file as it was read when a detail about it was opened.
type excerpt struct {
	Excerpt
	running bool
	err     error
}

// maxExcerpts bounds those that are remembered.
const maxExcerpts = 32

type readExcerpt struct {
	at  setup.Place
	e   Excerpt
	err error
}

// read has the lines around a place read, anew each time.
func (p *Page) read(at setup.Place) tea.Cmd {
	if len(p.excerpts) >= maxExcerpts {
		clear(p.excerpts)
	}
	if e := p.excerpts[at]; e != nil && e.running {
		return nil
	}
	p.excerpts[at] = &excerpt{running: true}
	b, parent := p.c.Backend, p.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, lookFor)
		defer cancel()
		e, err := b.Excerpt(ctx, at)
		return readExcerpt{at, e, err}
	}
}

func (p *Page) onExcerpt(msg readExcerpt) {
	p.excerpts[msg.at] = &excerpt{Excerpt: msg.e, err: msg.err}
	if d := p.open(); d != nil && d.of.kind == ofFile && d.of.at == msg.at {
		d.begun = false
	}
	p.fillDetail()
}

// file is a part of a file. The line that it is about has a mark.
func (b *builder) file() {
	p, d := b.page, b.detail
	t, w := p.theme, p.w
	d.title, d.copied = d.of.at.String(), d.of.at.String()
	e := p.excerpts[d.of.at]
	switch {
	case e == nil || e.running:
		b.text(t.Info, w.Loading, subject{})
		return
	case e.err != nil:
		b.text(t.Error, signBroken+" "+p.say(e.err.Error()), subject{})
		return
	}
	digits := len(strconv.Itoa(e.First + len(e.Lines)))
	for i, text := range e.Lines {
		n := e.First + i
		number := strings.Repeat(" ", digits-len(strconv.Itoa(n))) + strconv.Itoa(n) + " "
		mark, style := piece{t.Muted, "  "}, t.Text
		if n == d.of.at.Line {
			mark, style = piece{t.Error, "» "}, t.Strong
			if !d.begun {
				d.cursor, d.begun = i, true
			}
		}
		b.row(subject{}, piece{t.Muted, number}, mark, piece{style, strings.ReplaceAll(text, "\t", "    ")})
	}
}
