package events

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// piece is a text in a style.
type piece struct {
	style theme.Style
	text  string
}

// paneView draws the detail in exactly width × height.
func (p *Page) paneView(width, height int) []string {
	if height <= 0 {
		return nil
	}
	lines := append(make([]string, 0, height), p.paneTitle(width))
	d := &p.detail
	switch {
	case d.err != nil:
		lines = append(lines, p.cells([]piece{{p.theme.Warn, p.w.Gone}}, 0, width, nil))
	case d.doc == nil:
		lines = append(lines, p.cells([]piece{{p.theme.Muted, p.w.Loading}}, 0, width, nil))
	default:
		lines = p.docView(lines, width, height)
	}
	for len(lines) < height {
		lines = append(lines, strings.Repeat(" ", width))
	}
	return lines[:height]
}

// paneTitle is a rule with the event's number and what is shown of it.
func (p *Page) paneTitle(width int) string {
	d, t := &p.detail, p.theme
	how := p.w.Decoded
	if d.raw {
		how = p.w.Raw
	}
	if d.about != anEvent {
		how = p.tracing.title
	}
	name := t.Muted
	if d.focus {
		name = t.Primary
	}
	pieces := []piece{{t.Border, "── "}, {name, p.paneName()}, {t.Border, " · "}, {name, how}}
	if d.about != anEvent {
		pieces = []piece{{t.Border, "── "}, {name, how}}
	}
	if d.total > 0 {
		pieces = append(pieces, piece{t.Border, " · "}, piece{t.Info, sprintf(p.w.Match, group(d.nth), group(d.total))})
	}
	pieces = append(pieces, piece{t.Border, " " + strings.Repeat("─", width)})
	return p.cells(pieces, 0, width, nil)
}

func (p *Page) docView(lines []string, width, height int) []string {
	d := &p.detail
	names := d.doc.nameWidth()
	for at := d.top; at < len(d.doc.visible) && len(lines) < height; at++ {
		l := &d.doc.lines[d.doc.visible[at]]
		pieces := p.pieces(l, names)
		over := (*theme.Style)(nil)
		if at == d.cursor && d.focus {
			over = &p.theme.Selected
		}
		if !d.wrap {
			lines = append(lines, p.draw(pieces, d.left, width, over, d.find))
			continue
		}
		for _, from := range breaks(pieces, width) {
			if len(lines) < height {
				lines = append(lines, p.draw(until(pieces, from[1]), from[0], width, over, d.find))
			}
		}
	}
	return lines
}

// pieces are the parts of a line in their styles.
func (p *Page) pieces(l *line, names int) []piece {
	t := p.theme
	indent := piece{t.Text, strings.Repeat("  ", l.depth)}
	switch l.kind {
	case stuckHead:
		return p.stuckTitles()
	case stepRow:
		return p.stepPieces(l.step)
	case title:
		return []piece{{t.Strong, l.value}}
	case note:
		return []piece{{t.Muted, l.value}}
	case tail:
		return []piece{indent, {t.Text, l.value}}
	case more:
		return []piece{indent, {t.Key, l.value}}
	case fieldLine:
		return []piece{{t.Muted, padded(l.name, names) + " "}, {t.Text, l.value}}
	case rawLine:
		name, value := member(l.value)
		return []piece{{t.Text, strings.Repeat(" ", l.depth)}, {t.Info, name}, {t.Text, value}}
	case row:
		return []piece{{t.Text, l.value}}
	case object, array:
		fold := "- "
		if l.closed {
			fold = "+ "
		}
		return []piece{indent, {t.Key, fold}, {t.Info, l.name}, {t.Muted, " " + l.value}}
	}
	style := t.Text
	switch l.kind {
	case number:
		style = t.OK
	case literal:
		style = t.Muted
	}
	return []piece{indent, {t.Info, l.name + ": "}, {style, l.value}}
}

// member splits a line of JSON into the name and the rest.
func member(s string) (name, rest string) {
	if s == "" || s[0] != '"' {
		return "", s
	}
	end := quoted([]byte(s[:min(len(s), 512)]), 0)
	if end < len(s) && s[end] == ':' {
		return s[:end], s[end:]
	}
	return "", s
}

// nameWidth is the width of the names of the fields.
func (d *doc) nameWidth() (width int) {
	for i := range d.lines {
		if d.lines[i].kind != fieldLine {
			break
		}
		width = max(width, ansi.StringWidth(d.lines[i].name))
	}
	return width
}

// cells draws the cells from left on, exactly width.
func (p *Page) cells(pieces []piece, left, width int, over *theme.Style) string {
	return p.draw(pieces, left, width, over, nil)
}

func (p *Page) draw(pieces []piece, left, width int, over *theme.Style, find func(string) (int, int)) string {
	var b strings.Builder
	if over != nil {
		b.WriteString(over.Prefix)
	}
	at := 0
	for _, pc := range pieces {
		has := ansi.StringWidth(pc.text)
		from, to := max(left-at, 0), min(left+width-at, has)
		if from < to {
			text := pc.text
			if from > 0 || to < has {
				text = list.Cut(text, from, to)
			}
			p.styled(&b, pc.style, text, over, find)
		}
		at += has
	}
	if rest := width - max(0, min(at-left, width)); rest > 0 {
		b.WriteString(strings.Repeat(" ", rest))
	}
	if over != nil {
		b.WriteString(over.Suffix)
	}
	return b.String()
}

// styled writes text with everything found in it marked.
func (p *Page) styled(b *strings.Builder, s theme.Style, text string, over *theme.Style, find func(string) (int, int)) {
	put := func(s theme.Style, text string) {
		if text == "" {
			return
		}
		b.WriteString(s.Render(text))
		if over != nil && s.Suffix != "" {
			b.WriteString(over.Prefix)
		}
	}
	for find != nil {
		i, j := find(text)
		if i < 0 || j <= i || j > len(text) {
			break
		}
		put(s, text[:i])
		put(p.theme.Match, text[i:j])
		text = text[j:]
	}
	put(s, text)
}

// breaks are the cells from and to which each row of a wrapped line goes. A
// wide character is not torn.
func breaks(pieces []piece, width int) (rows [][2]int) {
	if width <= 1 {
		return [][2]int{{0, width}}
	}
	start, at := 0, 0
	for _, pc := range pieces {
		for text := pc.text; text != ""; {
			cluster, w := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			text = text[len(cluster):]
			if at+w > start+width {
				rows = append(rows, [2]int{start, at})
				start = at
			}
			at += w
		}
	}
	return append(rows, [2]int{start, at})
}

// until cuts pieces off behind a cell.
func until(pieces []piece, end int) []piece {
	cut := make([]piece, 0, len(pieces))
	at := 0
	for _, pc := range pieces {
		w := ansi.StringWidth(pc.text)
		if at+w > end {
			pc.text = list.Cut(pc.text, 0, max(end-at, 0))
		}
		cut = append(cut, pc)
		at += w
	}
	return cut
}

// paneName is the number and the type of the event shown.
func (p *Page) paneName() string {
	name := sprintf(p.w.EventIs, group(p.detail.key))
	if e := &p.detail.event; e.Seq == p.detail.key && e.EventType != "" {
		name += " " + visible(e.EventType)
	}
	return name
}
