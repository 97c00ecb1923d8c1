package recording

import (
	"context"
	"errors"
	"io"
	"math"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Player plays a recording with the timing it was recorded with. Messages keep
// the ReceivedAt they were recorded with, so that lag is what it was and every
// replay shows the same. Its methods may be called from any goroutine while Run
// is under way.
//
// Gaps are kept, however long: a night without an event is what the recording
// says. Position tells how far away the next message is, and Skip jumps there.
type Player struct {
	// From returns the time before which messages are passed over, given the
	// time of the first; nil plays everything. Set before Run.
	From func(first time.Time) time.Time
	// OnBad is told of each line that could not be read, from Run's goroutine.
	OnBad func(*LineError)

	r    *Reader
	wake chan struct{} // something below changed

	mu     sync.Mutex
	speed  float64
	paused bool
	base   time.Time // the wall clock …
	at     time.Time // … when the recording's clock stood here
	next   time.Time // of the message that waits
	pos    Position
	first  time.Time
	last   time.Time // by SetEnd
}

// Position is where a Player stands.
type Position struct {
	At      time.Time     // the recording's clock; zero before the first message
	Elapsed time.Duration // since the recording's first message
	Total   time.Duration // of the whole recording; 0 unknown
	Part    float64       // of the file that was read, 0 to 1; -1 unknown
	Next    time.Duration // recorded time until the next message
	Played  uint64
	Passed  uint64    // before From
	Last    time.Time // the latest of those passed
	Bad     uint64    // lines that could not be read
	Speed   float64
	Paused  bool
	Ended   bool
}

// NewPlayer plays what r has left, at the speed it was recorded with.
func NewPlayer(r *Reader) *Player {
	return &Player{r: r, speed: 1, wake: make(chan struct{}, 1)}
}

// SetSpeed makes the recording's clock run n times as fast as ours; 0 plays as
// fast as sink takes the messages.
func (p *Player) SetSpeed(n float64) {
	p.change(func() { p.speed = max(n, 0) })
}

// SetPaused stops the recording's clock, or lets it go on.
func (p *Player) SetPaused(paused bool) {
	p.change(func() { p.paused = paused })
}

// Skip puts the recording's clock forward. The messages on the way are played
// at once: they are in the log then, as if one had waited.
func (p *Player) Skip(d time.Duration) {
	p.change(func() { p.at = p.at.Add(max(d, 0)) })
}

// SetEnd tells the player when the last message was received, for Total.
func (p *Player) SetEnd(last time.Time) {
	p.change(func() { p.last = last })
}

// Position may be called at any time.
func (p *Player) Position() Position {
	p.mu.Lock()
	defer p.mu.Unlock()
	pos := p.pos
	pos.Speed, pos.Paused = p.speed, p.paused
	pos.Part = -1
	if part, known := p.r.Progress(); known {
		pos.Part = part
	}
	if p.first.IsZero() {
		return pos
	}
	pos.At = p.clock()
	if p.speed == 0 || !p.next.IsZero() && pos.At.After(p.next) {
		pos.At = p.next // sink is what takes the time
	}
	pos.Elapsed = pos.At.Sub(p.first)
	pos.Next = max(p.next.Sub(pos.At), 0)
	if p.last.After(p.first) {
		pos.Total = p.last.Sub(p.first)
	}
	return pos
}

// Run gives every message to sink, each a fresh one, and returns nil at the
// recording's end, ctx's error when it was stopped, or the error that made the
// file unreadable.
func (p *Player) Run(ctx context.Context, sink func(*sources.Message)) error {
	defer p.change(func() { p.pos.Ended = true })
	var from time.Time
	for {
		m := new(sources.Message)
		err := p.r.Next(m)
		var bad *LineError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			p.change(func() { p.pos.Bad++ })
			if p.OnBad != nil {
				p.OnBad(bad)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if p.start(m.ReceivedAt) && p.From != nil {
			from = p.From(m.ReceivedAt)
			p.change(func() { p.at = later(p.at, from) })
		}
		if m.ReceivedAt.Before(from) {
			p.change(func() { p.pos.Passed, p.pos.Last = p.pos.Passed+1, later(p.pos.Last, m.ReceivedAt) })
			if err := ctx.Err(); err != nil {
				return err
			}
			continue
		}
		if err := p.wait(ctx, m.ReceivedAt); err != nil {
			return err
		}
		sink(m)
	}
}

// start sets the clock by the first message that has a time.
func (p *Player) start(at time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.first.IsZero() || at.IsZero() {
		return false
	}
	p.first, p.base = at, time.Now()
	p.at = at.Add(p.at.Sub(time.Time{})) // a Skip from before counts
	return true
}

// wait returns when the message received at the given time is due. One that is
// out of order, or has no time, is due at once.
func (p *Player) wait(ctx context.Context, due time.Time) error {
	var timer *time.Timer
	for {
		p.mu.Lock()
		p.next = later(p.next, due)
		left := due.Sub(p.clock())
		if p.speed > 0 {
			left = time.Duration(min(float64(left)/p.speed, math.MaxInt64/2))
		} else {
			left = 0
		}
		if !p.paused && left <= 0 {
			p.pos.Played++
			p.mu.Unlock()
			return ctx.Err()
		}
		paused := p.paused
		p.mu.Unlock()

		var ring <-chan time.Time
		if !paused {
			if timer == nil {
				timer = time.NewTimer(left)
				defer timer.Stop()
			} else {
				timer.Reset(left)
			}
			ring = timer.C
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.wake:
		case <-ring:
		}
	}
}

// clock is the recording's time now; p.mu is held.
func (p *Player) clock() time.Time {
	if p.paused || p.speed == 0 || p.first.IsZero() {
		return p.at
	}
	return p.at.Add(time.Duration(float64(time.Since(p.base)) * p.speed))
}

// change lets f change the player with its clock brought up to now, and wakes
// Run if it waits.
func (p *Player) change(f func()) {
	p.mu.Lock()
	if !p.first.IsZero() {
		now := p.clock()
		if p.speed == 0 {
			now = later(now, p.next)
		}
		p.at, p.base = now, time.Now()
	}
	f()
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
