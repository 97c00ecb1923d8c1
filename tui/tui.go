// Package tui is the interactive interface. The root model is the only
// tea.Model; pages are plain pointers that the root sizes, hands keys and
// frames to, and draws.
//
// Nothing is sent to the interface for an event. The log, the brokers and the
// pages each have a channel that says "something changed"; the root waits for
// them with a single command and makes a frame of whatever happened since the
// last, thirty times a second at most. Without a change there is no frame, and
// not a byte goes to the terminal.
package tui

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/ownlog"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/usage"
	"github.com/ceilotop/ceilotop/tui/wizard"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Config is what the interface shows and what it may do. Everything but Log may
// be left out.
type Config struct {
	Log *eventlog.Log

	// Brokers returns the present state of every tap, in the order they are
	// shown. It is called with every frame and must not block. BrokersChanged
	// receives when it would return something else.
	Brokers        func() []sources.BrokerStatus
	BrokersChanged <-chan struct{}
	// Retry makes a broker that is refused or waits try again now.
	Retry func(broker string)

	Lang  words.Language
	Intro []string // shown in a box until a key is pressed
	// Player is the recording that plays, nil if what is shown is live.
	Player Player
	OwnLog *ownlog.Ring

	// Save writes messages to a new file of mode 0600 and returns its name. It
	// is called in a command and may take its time.
	Save func(iter.Seq[*sources.Message]) (path string, err error)
	// Explain makes the samples that Ceilometer makes of an event, and says of
	// definitions that nearly made one why they did not. It is called in a command.
	// Nil: the events' meters are not known.
	Explain func(*sources.Event) ([]sources.Sample, []meterdef.Miss)
	// ShowSecrets says that nothing was masked; the header warns of it.
	ShowSecrets bool

	Filter      *filter.Filter // of the Events page, to begin with
	History     []string       // filters of earlier sessions, oldest first
	KeepHistory func([]string) // gets all of them when one was added

	// Meters are the stores of meters; nil leaves the page out. Shared is filled
	// in here.
	Meters *meters.Config

	// Pipeline shows who sends what to whom; nil leaves the page out. Shared is
	// filled in here.
	Pipeline *pipeline.Config

	// Setup is the guided setup; nil leaves the page out. Shared is filled in here.
	Setup *wizard.Config

	// Usage sums up what was used; nil leaves the page out. Shared is filled in
	// here.
	Usage *usage.Config

	// First is the ID of the page to begin with, "" for the first of them.
	First string

	// Pages makes the pages; nil makes all that are built.
	Pages func(page.Shared) []page.Page

	TeaOptions []tea.ProgramOption
}

// Player is the control of a recording. All of it is safe to call from any
// goroutine and returns at once.
type Player interface {
	// Position is where the recording is and how long it lasts; a total of 0
	// is not known yet.
	Position() (at, total time.Duration)
	Speed() float64 // 1 as recorded, 0 as fast as it goes
	SetSpeed(float64)
	Paused() bool
	Pause(bool)
	Skip(time.Duration)
}

// Run shows the interface until the operator leaves it or ctx ends, which is
// how a signal ends it; both return nil. The terminal is given back as it was,
// after a panic too.
func Run(ctx context.Context, c Config) error {
	if c.Log == nil {
		return errors.New("start the interface: there is no event log")
	}
	// Commands that wait are told to end by this context.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	// Signals are the caller's: it cancels ctx, and then every tap has its
	// time to take its queue away.
	options := append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithoutSignalHandler()}, c.TeaOptions...)
	_, err := tea.NewProgram(newRoot(ctx, c), options...).Run()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("show the interface: %w", err)
	case ctx.Err() != nil, errors.Is(err, tea.ErrInterrupted):
		return nil
	}
	return fmt.Errorf("show the interface: %w", err)
}

// say keeps what was shown as a notice, because a notice goes away.
func (c *Config) say(n page.Notice) {
	if c.OwnLog == nil {
		return
	}
	level := slog.LevelInfo
	switch n.Level {
	case page.Warn:
		level = slog.LevelWarn
	case page.Error:
		level = slog.LevelError
	}
	slog.New(c.OwnLog).Log(context.Background(), level, n.Text)
}
