package events

import (
	"iter"
	"slices"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/page"
)

// mark marks or unmarks the selected event. Marks stay with their event.
func (p *Page) mark() tea.Cmd {
	key, ok := p.list.Selected()
	if !ok {
		return p.notice(p.w.NoMore)
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

// copy takes the value under the cursor of the detail, all of its JSON when it
// is shown raw, else the marked events, else the selected one.
func (p *Page) copy() tea.Cmd {
	if p.inDetail() && p.detail.doc != nil {
		d := &p.detail
		if l := d.line(); !d.raw && l != nil {
			return toClipboard(p.w.Copied.Value, d.doc.copyText(d.doc.visible[d.cursor]))
		}
		return toClipboard(p.w.Copied.JSON, visibleText(d.doc.json))
	}
	keys, what := p.marked(), p.w.Copied.Rows
	if len(keys) == 0 {
		key, ok := p.list.Selected()
		if !ok {
			return p.notice(p.w.NoMore)
		}
		keys, what = []uint64{key}, p.w.Copied.Row
	}
	var b strings.Builder
	var e sources.Event
	for _, key := range keys {
		if p.read(key, &e) {
			p.rowText(&b, &e)
		}
	}
	return toClipboard(what, b.String())
}

// marked are the marked events, in the order of arrival.
func (p *Page) marked() (keys []uint64) {
	for key := range p.marks {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// rowText is an event as one line of the columns shown, whole.
func (p *Page) rowText(b *strings.Builder, e *sources.Event) {
	cells := []string{}
	for i := range p.columns {
		if c := &p.columns[i]; p.shows(c) {
			text := ""
			if c.ID == timeColumn {
				text = p.exact(e.ReceivedAt)
			} else {
				_, text = c.cell(p, e)
			}
			if text == "" {
				text = missing
			}
			cells = append(cells, sources.Visible(text))
		}
	}
	b.WriteString(strings.Join(cells, "  ") + "\n")
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

func requestID(e *sources.Event) string  { return e.RequestID }
func resourceID(e *sources.Event) string { return e.ResourceID }
func messageID(e *sources.Event) string  { return e.MessageID }

func (p *Page) copyField(what string, field func(*sources.Event) string) tea.Cmd {
	e, ok := p.selectedRow()
	if !ok {
		return p.notice(p.w.NoMore)
	}
	return toClipboard(what, sources.Visible(field(&e)))
}

// saving is a save that is under way.
type saving struct {
	running bool
	total   int
	done    *atomic.Int64 // written by the command, read with each frame
	shown   int
}

// saved is how a save ended.
type saved struct {
	path        string
	count, gone int
	err         error
}

// save writes the messages of all events listed to a new recording, in the
// order of arrival. The log has nothing unmasked, so nothing unmasked is saved.
func (p *Page) save() tea.Cmd {
	switch {
	case p.c.Save == nil:
		return page.Notify(page.Warn, p.w.CannotSave)
	case p.saving.running:
		return page.Notify(page.Warn, p.w.SaveBusy)
	}
	live := rows{page: p, view: p.view, base: p.rows.base}
	keys := live.keysFrom(-1, 1, live.Len())
	if len(keys) == 0 {
		return page.Notify(page.Warn, p.w.SaveNothing)
	}
	done := new(atomic.Int64)
	p.saving = saving{running: true, total: len(keys), done: done}
	write, from := p.c.Save, p.kept()
	return func() tea.Msg {
		var r saved
		var messages iter.Seq[*sources.Message] = func(yield func(*sources.Message) bool) {
			for _, key := range keys {
				m, err := from.message(key)
				done.Add(1)
				if err != nil {
					r.gone++
					continue
				}
				if !yield(&m) {
					return
				}
				r.count++
			}
		}
		r.path, r.err = write(messages)
		return r
	}
}

func (p *Page) onSaved(msg saved) tea.Cmd {
	p.saving = saving{}
	switch {
	case msg.err != nil:
		return page.Notify(page.Error, sprintf(p.w.SaveFailed, msg.err))
	case msg.gone > 0:
		return page.Notify(page.Warn, sprintf(p.w.SavedGone, group(msg.count), msg.path, group(msg.gone)))
	}
	return page.Notify(page.Info, sprintf(p.w.Saved, group(msg.count), msg.path))
}
