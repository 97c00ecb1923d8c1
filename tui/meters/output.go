package meters

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/page"
)

// mark marks or unmarks the selected row. Marks stay with their meter.
func (p *Page) mark() tea.Cmd {
	key, ok := p.list.Selected()
	if !ok {
		return p.notice(p.w.NoRow)
	}
	if p.marks[key] {
		delete(p.marks, key)
	} else {
		p.marks[key] = true
	}
	p.list.Forget(key)
	p.list.Sync()
	return nil
}

// unmark takes all marks away.
func (p *Page) unmark() tea.Cmd {
	clear(p.marks)
	p.list.Redraw()
	return nil
}

// copy takes the pane's JSON when it is raw and has the keyboard, else the
// marked rows, else the selected one.
func (p *Page) copy() tea.Cmd {
	if d := &p.detail; p.inDetail() {
		if d.raw {
			return toClipboard(p.w.CopiedJSON, visibleText(d.json))
		}
		return toClipboard(p.w.CopiedDetail, p.detailText())
	}
	var b strings.Builder
	for _, r := range p.order.rows {
		if p.marks[r.key] {
			p.rowText(&b, r)
		}
	}
	if b.Len() > 0 {
		return toClipboard(p.w.CopiedRows, b.String())
	}
	r := p.selectedRow()
	if r == nil {
		return p.notice(p.w.NoRow)
	}
	p.rowText(&b, r)
	return toClipboard(p.w.CopiedRow, b.String())
}

// copyField takes a single value of the selected row.
func (p *Page) copyField(what string, of func(*row) sources.Text) tea.Cmd {
	r := p.selectedRow()
	if r == nil {
		return p.notice(p.w.NoRow)
	}
	return toClipboard(what, sources.Visible(of(r).Value))
}

// rowText is a row as one line of the columns shown, whole.
func (p *Page) rowText(b *strings.Builder, r *row) {
	var parts []string
	for i := range p.columns {
		if c := &p.columns[i]; c.on(p) {
			_, text := c.draw(p, r, p.reading(r))
			parts = append(parts, text)
		}
	}
	b.WriteString(strings.Join(parts, "  ") + "\n")
}

func (p *Page) detailText() string {
	var b strings.Builder
	names := p.detail.nameWidth()
	for i := range p.detail.lines {
		l := &p.detail.lines[i]
		if l.name != "" {
			b.WriteString(padded(l.name, names) + "  ")
		}
		b.WriteString(sources.Visible(l.value.text) + "\n")
	}
	return b.String()
}

// visibleText makes text safe to paste into a shell, line by line.
func visibleText(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = sources.Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}

func toClipboard(what, text string) tea.Cmd {
	return func() tea.Msg { return page.Copy{What: what, Text: text} }
}

// saved is how a save ended.
type saved struct {
	path  string
	count int
	err   error
}

// save writes the rows listed to a new file, one JSON object a line.
func (p *Page) save() tea.Cmd {
	switch {
	case p.c.Save == nil:
		return p.notice(p.w.CannotSave)
	case p.saving:
		return p.notice(p.w.SaveBusy)
	case len(p.order.rows) == 0:
		return p.notice(p.w.NoRow)
	}
	p.saving = true
	create, rows := p.c.Save, p.order.rows
	return func() tea.Msg {
		path, err := create(func(w io.Writer) error {
			buffered := bufio.NewWriter(w)
			e := json.NewEncoder(buffered)
			e.SetEscapeHTML(false)
			for _, r := range rows {
				if err := e.Encode(objectOf(r)); err != nil {
					return err
				}
			}
			return buffered.Flush()
		})
		return saved{path, len(rows), err}
	}
}

func (p *Page) onSaved(msg saved) tea.Cmd {
	p.saving = false
	if msg.err != nil {
		return page.Notify(page.Error, sprintf(p.w.SaveFailed, msg.err))
	}
	return page.Notify(page.Info, sprintf(p.w.Saved, group(msg.count), msg.path))
}

func (p *Page) notice(text string) tea.Cmd { return page.Notify(page.Warn, text) }
