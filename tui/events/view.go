package events

import (
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// From this width on the detail stands beside the list, else below it.
	besideWidth = 150
	// With fewer lines than this the detail takes all of them.
	splitHeight = 12
)

// box is where the parts of the page stand.
type box struct {
	top                   int // lines above the list
	listWidth, listHeight int
	paneWidth, paneHeight int // 0: no detail
	beside                bool
}

func (p *Page) box() box {
	b := box{top: 1, listWidth: p.width}
	if p.prompt.open {
		b.top = 2
	}
	b.top = min(b.top, p.height)
	if p.height < 3 && !p.prompt.open && !p.window {
		b.top = 0
	}
	body := p.height - b.top
	b.listHeight = body
	switch {
	case !p.detail.open:
	case p.detail.full || body < splitHeight:
		b.paneWidth, b.paneHeight = p.width, body
	case p.width >= besideWidth:
		b.beside = true
		b.listWidth = p.width / 2
		b.paneWidth, b.paneHeight = p.width-b.listWidth-1, body
	default:
		b.listHeight = body * 2 / 5
		b.paneWidth, b.paneHeight = p.width, body-b.listHeight
	}
	return b
}

// covers reports whether the detail hides the list.
func (b *box) covers(p *Page) bool {
	return b.paneHeight > 0 && !b.beside && b.paneHeight == p.height-b.top
}

// layout puts the parts where they belong.
func (p *Page) layout() {
	b := p.box()
	p.list.SetSize(b.listWidth, b.listHeight)
	p.detail.width, p.detail.height = b.paneWidth, max(b.paneHeight-1, 0)
	p.scrollDetail(p.detail.cursor)
	if p.detail.open && b.covers(p) {
		p.detail.focus = true
	}
}

// View is the page, exactly as wide and high as SetSize said.
func (p *Page) View() string {
	if p.height == 0 {
		return ""
	}
	b := p.box()
	lines := make([]string, 0, p.height)
	if b.top > 0 {
		lines = append(lines, p.topView(p.width)[:b.top]...)
	}
	switch body := p.height - b.top; {
	case p.picker.open:
		lines = append(lines, p.pickerView(p.width, body)...)
	case b.covers(p):
		lines = append(lines, p.paneView(p.width, body)...)
	case b.beside:
		left, right := p.listView(&b), p.paneView(b.paneWidth, body)
		bar := p.theme.Border.Render("│")
		for i := range body {
			lines = append(lines, left[i]+bar+right[i])
		}
	default:
		lines = append(lines, p.listView(&b)...)
		lines = append(lines, p.paneView(b.paneWidth, b.paneHeight)...)
	}
	return strings.Join(lines, "\n")
}

func (p *Page) listView(b *box) []string {
	if b.listHeight == 0 {
		return nil
	}
	if _, _, total := p.list.Position(); total == 0 {
		return p.emptyView(b.listWidth, b.listHeight)
	}
	return strings.Split(p.list.View(), "\n")
}

func visible(text string) string { return sources.Visible(text) }
