package tui

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/clipboard"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/page"
)

// Update hands a message to whom it is for, and sees to it that the next frame
// comes when it is needed: what was handed on may have opened a filter that
// scans, or shown a notice that is to go away.
func (r *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := r.route(msg)
	if _, ok := msg.(beat); ok {
		return r, tea.Batch(cmd, r.wait())
	}
	r.rewait()
	return r, cmd
}

func (r *root) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case beat:
		return r.take(msg.now, msg.page)
	case tea.KeyPressMsg:
		r.beats.fresh = true
		return r.press(msg)
	case tea.KeyReleaseMsg:
		return nil
	case tea.PasteMsg:
		return r.paste(msg)
	case tea.WindowSizeMsg:
		r.width, r.height = msg.Width, msg.Height
		return r.again()
	case tea.ColorProfileMsg:
		r.colour.Profile = msg.Profile
		r.retheme()
	case tea.BackgroundColorMsg:
		r.colour.Dark = msg.IsDark()
		r.retheme()
	case tea.EnvMsg:
		r.env = msg
		return synchronise(msg)
	case page.Notice:
		r.notify(msg)
	case page.Copy:
		return r.copy(msg)
	case page.Goto:
		return r.open(r.index(msg.ID))
	case page.ShowMeters:
		return r.jumpTo("meters", msg)
	case page.ShowEvents:
		return r.jumpTo("events", msg)
	case page.ShowStep:
		return r.jumpTo("setup", msg)
	case dialog.Open:
		r.dialogs.Push(msg.Dialog)
	default:
		return r.tell(msg)
	}
	return nil
}

// again shows the last frame once more, to a page of another size or to one
// that was not in sight.
func (r *root) again() tea.Cmd {
	r.layout()
	f := r.frame
	f.List = true
	return r.tell(f)
}

// tell gives everyone a message that the root does not know: the results of
// the pages' own commands.
func (r *root) tell(msg tea.Msg) tea.Cmd {
	cmds := []tea.Cmd{r.dialogs.Tell(msg)}
	for _, p := range r.pages {
		cmds = append(cmds, p.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (r *root) paste(msg tea.PasteMsg) tea.Cmd {
	if r.dialogs.Top() != nil {
		return r.dialogs.Update(msg)
	}
	if p := r.page(); p != nil && p.Capturing() {
		return p.Update(msg)
	}
	return nil // pasted text is no series of commands
}

func (r *root) index(id string) int {
	for i, p := range r.pages {
		if p.ID() == id {
			return i
		}
	}
	return -1
}

// copy puts a text on the terminal's clipboard and says which: nothing else
// tells the operator whether the key did anything.
func (r *root) copy(c page.Copy) tea.Cmd {
	w := &r.words.Copy
	if c.Text == "" {
		r.notify(page.Notice{Level: page.Warn, Text: w.Empty})
		return nil
	}
	seq, err := clipboard.Sequence(c.Text, r.env.Getenv)
	if errors.Is(err, clipboard.ErrTooLarge) {
		r.notify(page.Notice{Level: page.Error, Text: fmt.Sprintf(w.TooLarge, c.What, size(len(c.Text)), size(clipboard.MaxText))})
		return nil
	}
	r.notify(page.Notice{Text: fmt.Sprintf(w.Done, c.What, size(len(c.Text)))})
	return tea.Raw(seq)
}

func size(n int) string {
	if n < 10_000 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%d kB", n/1000)
}

// synchronise turns on synchronized output over SSH, where Bubble Tea does not
// ask the terminal about it because some print the question. Nothing is asked
// here either: a terminal that does not know mode 2026 ignores it, as it does
// every private mode it does not know, and one that does shows no half-drawn
// frames. CEILOTOP_SYNC=0 leaves it off.
func synchronise(env tea.EnvMsg) tea.Cmd {
	if _, ssh := env.LookupEnv("SSH_TTY"); !ssh || env.Getenv("CEILOTOP_SYNC") == "0" {
		return nil
	}
	switch env.Getenv("TERM") {
	case "", "dumb", "linux":
		return nil
	}
	return func() tea.Msg {
		return tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset}
	}
}
