package tuitest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestMain(m *testing.M) { tuitest.Main(m) }

// echo shows its size and the keys it was given.
type echo struct {
	size tea.WindowSizeMsg
	keys []string
}

func (e *echo) Init() tea.Cmd { return nil }

func (e *echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		e.size = msg
	case tea.PasteMsg:
		e.keys = append(e.keys, "paste:"+msg.Content)
	case tea.KeyPressMsg:
		e.keys = append(e.keys, msg.String())
		if msg.String() == "ctrl+c" {
			return e, tea.Quit
		}
	}
	return e, nil
}

func (e *echo) View() tea.View {
	v := tea.NewView(fmt.Sprintf("%d×%d 中文 \x1b[31mred\x1b[m\n%s", e.size.Width, e.size.Height, strings.Join(e.keys, " ")))
	v.AltScreen = true
	return v
}

func start(s *tuitest.Screen) {
	s.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
		_, err := tea.NewProgram(&echo{}, append(options, tea.WithContext(ctx), tea.WithoutSignalHandler())...).Run()
		return err
	})
}

func TestTheScreenShowsWhatTheProgramDrew(t *testing.T) {
	t.Parallel()
	tuitest.Run(t, tuitest.Options{Width: 60, Height: 5}, func(t *testing.T, s *tuitest.Screen) {
		start(s)
		s.Keys("j", "esc", "ctrl+p", "shift+left", "pgdown", "space", "alt+b", "enter")
		s.Paste("some text")
		tuitest.Golden(t, "echo", s.Text())
		if x, y := s.Find("red"); x != 10 || y != 0 {
			t.Errorf("red is at %d,%d, want 10,0", x, y)
		}
		if c := s.Cell(10, 0); c.Style.Fg == nil {
			t.Error("red has no colour")
		}
		s.Resize(30, 4)
		if !s.Shows("30×4") {
			t.Errorf("after a resize:\n%s", s.Text())
		}
	})
}

func TestTheProgramEndsAndLeavesTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	tuitest.Run(t, tuitest.Options{}, func(t *testing.T, s *tuitest.Screen) {
		start(s)
		if !s.AltScreen() {
			t.Error("the program does not have the alternate screen")
		}
		s.Keys("ctrl+c")
		if ended, err := s.Ended(); !ended || err != nil {
			t.Errorf("ended: %t, %v", ended, err)
		}
		if s.AltScreen() {
			t.Error("the alternate screen was not left")
		}
	})
}

func TestAnIdleProgramSendsNothing(t *testing.T) {
	t.Parallel()
	tuitest.Run(t, tuitest.Options{}, func(t *testing.T, s *tuitest.Screen) {
		start(s)
		before := s.Bytes()
		s.Advance(60_000_000_000)
		if n := s.Bytes() - before; n != 0 {
			t.Errorf("%d bytes in a minute: %q", n, s.Raw(before))
		}
	})
}
