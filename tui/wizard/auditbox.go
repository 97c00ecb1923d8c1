package wizard

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/field"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// auditBox chooses the window of an audit and says what a window means: that an
// audit is of the past, and by default of a whole month.
type auditBox struct {
	page       *Page
	at         int // the row that has the cursor
	window     int // the one that is chosen: lastPeriod, lastHour, between
	send       bool
	begin, end *field.Field
	now        time.Time
	wrong      string
	then       func(audit.Request) tea.Cmd
}

// The rows of the box.
const (
	lastPeriod = iota
	lastHour
	between
	beginRow
	endRow
	sendRow
	boxRows
)

func (p *Page) newAuditBox(then func(audit.Request) tea.Cmd) *auditBox {
	b := &auditBox{page: p, then: then, now: p.now.UTC().Truncate(time.Second), begin: field.New(&p.c.Keys.Field), end: field.New(&p.c.Keys.Field)}
	hour := b.now.Truncate(time.Hour)
	b.begin.SetValue(hour.Add(-time.Hour).Format(time.DateTime))
	b.end.SetValue(hour.Format(time.DateTime))
	return b
}

func (b *auditBox) Update(msg tea.Msg) (bool, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if f := b.field(); f != nil {
			f.Update(msg)
		}
		return false, nil
	}
	k := b.page.k
	switch {
	case key.Matches(press, k.Cancel):
		return true, nil
	case key.Matches(press, k.Accept):
		r, wrong := b.request()
		if b.wrong = wrong; wrong != "" {
			return false, nil
		}
		return true, b.then(r)
	case key.Matches(press, k.BoxUp):
		b.move(-1)
	case key.Matches(press, k.BoxDown):
		b.move(1)
	case b.field() != nil:
		b.field().Update(press)
		b.wrong = ""
	case key.Matches(press, k.Toggle) && b.at == sendRow:
		b.send = !b.send
	}
	return false, nil
}

// move goes to the next row; a window is chosen by going there.
func (b *auditBox) move(n int) {
	for {
		b.at = (b.at + n + boxRows) % boxRows
		if b.at <= between {
			b.window = b.at
		}
		if b.window == between || b.at != beginRow && b.at != endRow {
			return
		}
	}
}

// field is the text field that has the cursor.
func (b *auditBox) field() *field.Field {
	switch b.at {
	case beginRow:
		return b.begin
	case endRow:
		return b.end
	}
	return nil
}

// request is what was chosen, or what is wrong with it.
func (b *auditBox) request() (r audit.Request, wrong string) {
	r.SendActions = b.send
	switch b.window {
	case lastHour:
		r.Start = b.now.Add(-time.Hour) // and no end, which is when it runs: the page's time is a while ago
	case between:
		var err1, err2 error
		r.Start, err1 = time.Parse(time.DateTime, strings.TrimSpace(b.begin.Value()))
		r.End, err2 = time.Parse(time.DateTime, strings.TrimSpace(b.end.Value()))
		switch {
		case err1 != nil || err2 != nil:
			return r, b.page.w.WrongTime
		case !r.End.After(r.Start):
			return r, b.page.w.EndFirst
		}
	}
	return r, ""
}

func (b *auditBox) View(width, height int, t *theme.Theme) []string {
	w := b.page.w
	inner := max(min(width-4, 74), 1)
	lines := wrapped(t.Text, w.AuditWindow, inner)
	lines = append(lines, "")
	label := func(row int, chosen bool, words string) string {
		sign := "( ) "
		if chosen {
			sign = "(•) "
		}
		return b.mark(row, t) + textf(t.Text, "%s%s", sign, words)
	}
	rows := []string{
		label(lastPeriod, b.window == lastPeriod, w.LastPeriod),
		label(lastHour, b.window == lastHour, w.LastHour),
		label(between, b.window == between, w.GivenTimes),
	}
	column := names(w.BeginAt, w.EndAt)
	for i, f := range []*field.Field{b.begin, b.end} {
		name := padded([]string{w.BeginAt, w.EndAt}[i], column)
		value := text(t.Muted, f.Value())
		if b.at == beginRow+i {
			value = f.View(max(min(inner-column-6, 24), 1), t)
		}
		rows = append(rows, b.mark(beginRow+i, t)+"    "+t.Muted.Render(name)+value)
	}
	send := "[ ] "
	if b.send {
		send = "[x] "
	}
	rows = append(rows, b.mark(sendRow, t)+send+text(t.Text, w.SendActions), text(t.Error, b.wrong))
	// The choices matter more than what stands above them.
	if room := max(height-2-len(rows), 0); len(lines) > room {
		lines = lines[:room]
	}
	lines = append(lines, rows...)
	if room := max(height-2, 1); len(lines) > room { // the chosen row has to be in sight
		first := max(0, min(b.at-room/2, len(lines)-room))
		lines = lines[first : first+room]
	}
	for i := range lines {
		lines[i] = " " + dialog.Fit(lines[i], inner) + " "
	}
	return dialog.Box(w.AuditTitle, lines, width, height, t)
}

func (b *auditBox) mark(row int, t *theme.Theme) string {
	if b.at == row {
		return t.Primary.Render("> ")
	}
	return "  "
}

func (b *auditBox) Short() []key.Binding {
	k := b.page.k
	return []key.Binding{k.BoxDown, k.BoxUp, k.Toggle, k.Accept, k.Cancel}
}
