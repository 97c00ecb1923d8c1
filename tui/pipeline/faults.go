package pipeline

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
)

func (p *Page) faultTitle(f *Fault) string {
	state := p.w.FaultOff
	if f.On() {
		state = p.w.FaultOn
	}
	return sprintf(p.w.FaultSwitched, f.Title, state)
}

// flip switches a fault, says so, and looks what has become of it.
func (p *Page) flip(f *Fault) tea.Cmd {
	f.Flip()
	return tea.Batch(page.Notify(page.Info, p.faultTitle(f)), p.lookNow())
}

func (p *Page) openFaults() tea.Cmd { return dialog.Show(&faultBox{page: p}) }

// faultBox lists the faults that can be switched on.
type faultBox struct {
	page *Page
	at   int
}

func (b *faultBox) Update(msg tea.Msg) (bool, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return false, nil
	}
	p := b.page
	k, n := p.k, len(p.c.Faults)
	switch l := &p.c.Keys.List; {
	case key.Matches(press, k.Close):
		return true, nil
	case key.Matches(press, k.Flip):
		return false, p.flip(&p.c.Faults[b.at])
	case key.Matches(press, l.Up):
		b.at = max(b.at-1, 0)
	case key.Matches(press, l.Down):
		b.at = min(b.at+1, n-1)
	}
	return false, nil
}

func (b *faultBox) View(width, height int, t *theme.Theme) []string {
	p := b.page
	inner := max(min(width-4, 60), 1)
	var lines []string
	for i := range p.c.Faults {
		f := &p.c.Faults[i]
		box, style := "[ ] ", t.Text
		if f.On() {
			box, style = "["+signBroken+"] ", t.Error
		}
		var over *theme.Style
		mark := " "
		if i == b.at {
			mark, over = ">", &t.Selected
		}
		lines = append(lines, draw([]piece{{t.Text, mark + " "}, {style, box}, {t.Text, f.Title}}, inner, over))
	}
	if room := max(height-2, 1); len(lines) > room {
		top := max(0, min(b.at-room/2, len(lines)-room))
		lines = lines[top : top+room]
	}
	for i := range lines {
		lines[i] = " " + dialog.Fit(lines[i], inner) + " "
	}
	return dialog.Box(p.k.Faults.Help().Desc, lines, width, height, t)
}

func (b *faultBox) Short() []key.Binding {
	l := &b.page.c.Keys.List
	return []key.Binding{l.Down, l.Up, b.page.k.Flip, b.page.k.Close}
}
