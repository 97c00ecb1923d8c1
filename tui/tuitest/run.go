// Package tuitest runs the whole program on a virtual terminal under a fake
// clock. What a test sees is what an operator sees: cells on a screen, and the
// bytes that it took to put them there. Nothing sleeps and nothing is flaky:
// time passes only when a test says so and everything else has come to rest.
//
// A package that uses it needs
//
//	func TestMain(m *testing.M) { tuitest.Main(m) }
package tuitest

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"
)

// Main runs the tests of a package. Bubble Tea listens for signals, and the
// listener of package os/signal has to be started outside of every bubble.
func Main(m *testing.M) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGWINCH)
	os.Exit(m.Run())
}

// Options describe the terminal. The zero value is 80×24 in 256 colours.
type Options struct {
	Width, Height int
	Profile       colorprofile.Profile
	Env           []string // in addition to TERM
}

// Screen is the virtual terminal and the program that runs on it.
type Screen struct {
	t       *testing.T
	o       Options
	term    *vt.SafeEmulator
	keys    *io.PipeWriter
	program *tea.Program
	out     *output
	cancel  context.CancelFunc
	ended   chan struct{}
	err     error
}

// Run calls script with a terminal inside a bubble of package synctest, and
// ends the program afterwards. Whatever has goroutines, timers or channels has
// to be made, and ended, inside of script.
func Run(t *testing.T, o Options, script func(t *testing.T, s *Screen)) {
	t.Helper()
	if o.Width == 0 && o.Height == 0 {
		o.Width, o.Height = 80, 24
	}
	if o.Profile == colorprofile.Unknown {
		o.Profile = colorprofile.ANSI256
	}
	synctest.Test(t, func(t *testing.T) {
		s := &Screen{t: t, o: o}
		defer s.stop()
		script(t, s)
	})
}

// Start starts the program and waits for its first picture. run is given the
// options that connect it to the terminal; it returns when ctx ends.
func (s *Screen) Start(run func(ctx context.Context, options ...tea.ProgramOption) error) {
	s.t.Helper()
	if s.ended != nil {
		s.t.Fatal("the program was started twice")
	}
	s.term = vt.NewSafeEmulator(s.o.Width, s.o.Height)
	s.out = &output{term: s.term}
	var in *io.PipeReader
	in, s.keys = io.Pipe()
	ctx, cancel := context.WithCancel(s.t.Context())
	s.cancel, s.ended = cancel, make(chan struct{})

	// The terminal answers queries; nobody asked here, and nobody reads it.
	go io.Copy(io.Discard, s.term)

	options := []tea.ProgramOption{
		tea.WithInput(in), tea.WithOutput(s.out),
		tea.WithWindowSize(s.o.Width, s.o.Height), tea.WithColorProfile(s.o.Profile),
		// The program's name keeps Bubble Tea from asking for mode 2026.
		tea.WithEnvironment(append([]string{"TERM=xterm-256color", "TERM_PROGRAM=Apple_Terminal"}, s.o.Env...)),
		func(p *tea.Program) { s.program = p },
	}
	go func() {
		defer close(s.ended)
		s.err = run(ctx, options...)
	}()
	s.Settle()
}

// settle is long enough for an escape key to be told from an escape sequence
// and for every frame that is due to be painted.
const settle = 200 * time.Millisecond

// Settle lets everything that is under way end.
func (s *Screen) Settle() { s.Advance(settle) }

// Advance lets time pass. What the script has read from the screen comes before
// whatever the program writes from now on, which the race detector is told.
func (s *Screen) Advance(d time.Duration) {
	if s.out != nil {
		_ = s.Bytes() // takes the lock that each write takes
	}
	time.Sleep(d)
	synctest.Wait()
}

// Ended reports whether the program has returned, and what.
func (s *Screen) Ended() (bool, error) {
	synctest.Wait()
	select {
	case <-s.ended:
		return true, s.err
	default:
		return false, nil
	}
}

// Cancel ends the program's context, as a SIGTERM does.
func (s *Screen) Cancel() {
	s.cancel()
	s.Settle()
}

func (s *Screen) stop() {
	if s.ended == nil {
		return
	}
	s.cancel()
	s.keys.Close()
	<-s.ended
	s.term.InputPipe().(io.Closer).Close()
	synctest.Wait()
}

// output is the program's side of the terminal's line. The renderer counts on
// the line discipline to add a carriage return to each line feed.
type output struct {
	mu     sync.Mutex
	term   *vt.SafeEmulator
	raw    []byte
	writes int
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.raw = append(o.raw, p...)
	o.writes++
	cooked := make([]byte, 0, len(p)+8)
	for _, c := range p {
		if c == '\n' {
			cooked = append(cooked, '\r')
		}
		cooked = append(cooked, c)
	}
	if _, err := o.term.Write(cooked); err != nil {
		return 0, err
	}
	return len(p), nil
}
