package meters

import "strings"

const (
	// From this width on the detail stands beside the list, else below it.
	besideWidth = 150
	// With fewer lines than this the detail takes all of them.
	splitHeight = 14
)

// box is where the parts of the page stand.
type box struct {
	band                  bool
	stores, bar, top      int // lines above the list, top in all
	listWidth, listHeight int
	paneWidth, paneHeight int // 0: no detail
	beside, covered       bool
}

func (p *Page) box() box {
	b := box{listWidth: p.width}
	switch {
	case p.height >= lowPage:
		b.band, b.bar = true, 1
		shown, _ := p.storeViews(p.width)
		b.stores = max(len(shown), 1)
	case p.height >= 6:
		b.band, b.bar, b.stores = true, 1, 1
	case p.height >= 4:
		b.band, b.bar = true, 1
	case p.height >= 3:
		b.bar = 1
	}
	if p.prompt.open {
		b.bar = 2
	}
	b.top = b.stores + b.bar
	if b.band {
		b.top++
	}
	b.top = min(b.top, p.height)
	if p.prompt.open && p.height < 4 {
		b.band, b.stores, b.top = false, 0, min(2, p.height)
	}
	body := p.height - b.top
	b.listHeight = body
	switch {
	case !p.detail.open:
	case p.detail.full || body < splitHeight:
		b.paneWidth, b.paneHeight, b.covered = p.width, body, true
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

// layout puts the parts where they belong.
func (p *Page) layout() {
	b := p.box()
	p.list.SetSize(b.listWidth, b.listHeight)
	p.detail.width, p.detail.height = b.paneWidth, max(b.paneHeight-1, 0)
	if b.covered {
		p.detail.focus = true
	}
	p.scrollDetail(p.detail.top)
}

// View is the page, exactly as wide and high as SetSize said.
func (p *Page) View() string {
	if p.height == 0 {
		return ""
	}
	b := p.box()
	lines := make([]string, 0, p.height)
	lines = append(lines, p.headView(p.width, &b)...)
	switch body := p.height - b.top; {
	case b.covered:
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
	if len(p.order.rows) == 0 {
		return p.emptyView(b.listWidth, b.listHeight)
	}
	return strings.Split(p.list.View(), "\n")
}

// emptyView says why nothing is listed and what to do about it.
func (p *Page) emptyView(width, height int) []string {
	lines := make([]string, 0, height)
	if height > 4 {
		lines = append(lines, strings.Repeat(" ", width))
	}
	for _, pc := range p.why() {
		for _, text := range paragraph(pc.text, width-2) {
			lines = append(lines, p.draw([]piece{{pc.style, " " + text}}, width))
		}
	}
	for len(lines) < height {
		lines = append(lines, strings.Repeat(" ", width))
	}
	return lines[:height]
}

// why is the text of the empty list.
func (p *Page) why() (text []piece) {
	t, w := p.theme, p.w
	waiting, broken, whole := false, false, false
	for _, s := range p.stores {
		whole = whole || s.whole()
		waiting = waiting || s.loading()
		broken = broken || s.err() != nil
	}
	switch {
	case p.order.all > 0:
		return []piece{{t.Strong, sprintf(w.NothingMatches, group(p.order.all))}, {t.Muted, w.NothingMatchesHelp}}
	case p.search.running && len(p.stores) == 0:
		return []piece{{t.Info, w.Looking}}
	case len(p.stores) == 0:
		return []piece{{t.Warn, w.NoStores}, {t.Muted, w.NoStoresHelp}}
	case waiting || p.search.running:
		return []piece{{t.Info, w.LoadingList}}
	case broken && !whole:
		text = append(text, piece{t.Error, sprintf(w.AllFailed, p.k.Stores.Help().Key, p.k.Reload.Help().Key)})
		for _, s := range p.stores {
			if err := s.err(); err != nil {
				text = append(text, piece{t.Text, string(s.Address.Kind) + ": " + reason(err)})
			}
		}
		return text
	case p.wanted.scope != scope{}:
		return []piece{{t.Strong, sprintf(w.NoMetersOf, p.wanted.scope.resource+p.wanted.scope.name)}, {t.Muted, w.NoMetersHelp}}
	case p.readers() == 0:
		return []piece{{t.Info, w.OnlyElsewhere}}
	}
	return []piece{{t.Strong, w.Empty}}
}
