package tui_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// player plays an hour of nothing on the clock of the test.
type player struct {
	mu     sync.Mutex
	start  time.Time
	at     time.Duration
	speed  float64
	paused bool
}

func (p *player) now() time.Duration {
	if p.paused {
		return p.at
	}
	return min(p.at+time.Duration(float64(time.Since(p.start))*p.speed), time.Hour)
}

func (p *player) change(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at, p.start = p.now(), time.Now()
	f()
}

func (p *player) Position() (at, total time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now(), time.Hour
}

func (p *player) Speed() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.speed
}

func (p *player) Paused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paused
}

func (p *player) SetSpeed(s float64)   { p.change(func() { p.speed = s }) }
func (p *player) Pause(on bool)        { p.change(func() { p.paused = on }) }
func (p *player) Skip(d time.Duration) { p.change(func() { p.at += d }) }

func TestAReplayIsShownAndSteered(t *testing.T) {
	var p *player
	run(t, tuitest.Options{Width: 120, Height: 30}, func(_ *fixture, c *tui.Config) {
		p = &player{start: time.Now(), speed: 1}
		c.Player = p
	}, func(t *testing.T, f *fixture) {
		f.Advance(10 * time.Second)
		if !f.Shows("replay 00:00:10/01:00:00 ×1") {
			t.Errorf("no position:\n%s", f.Text())
		}
		f.Keys("+", "+")
		if !f.Shows("×4") || !f.Shows("replay speed ×4") {
			t.Errorf("not faster:\n%s", f.Text())
		}
		f.Keys("-", "-", "-")
		if !f.Shows("×0.5") {
			t.Errorf("not slower:\n%s", f.Text())
		}
		f.Keys(":")
		f.Type("forward 10m")
		f.Keys("enter")
		f.Advance(time.Second)
		if !f.Shows("replay 00:10:") {
			t.Errorf("not forwarded:\n%s", f.Text())
		}
		f.Keys(":")
		f.Type("replay pause")
		f.Keys("enter")
		f.Advance(6 * time.Second)
		if !f.Shows("/01:00:00 paused") {
			t.Errorf("not paused:\n%s", f.Text())
		}
		before := f.Bytes()
		f.Advance(time.Minute)
		if n := f.Bytes() - before; n != 0 {
			t.Errorf("a paused replay sent %d bytes", n)
		}
	})
}

func TestFasterNeverSlowsAReplayDown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ speed, slower float64 }{{0, 1024}, {1024, 512}, {5000, 1024}} {
		t.Run(fmt.Sprint(c.speed), func(t *testing.T) {
			var p *player
			run(t, tuitest.Options{Width: 120, Height: 30}, func(_ *fixture, config *tui.Config) {
				p = &player{start: time.Now(), speed: c.speed}
				config.Player = p
			}, func(t *testing.T, f *fixture) {
				f.Keys("+")
				if got := p.Speed(); got != c.speed {
					t.Errorf("faster than %v is %v", c.speed, got)
				}
				if full := f.Shows("replay: as fast as it goes"); full != (c.speed == 0) {
					t.Errorf("at %v:\n%s", c.speed, f.Text())
				}
				f.Keys("-")
				if got := p.Speed(); got != c.slower {
					t.Errorf("slower than %v is %v, want %v", c.speed, got, c.slower)
				}
			})
		})
	}
}

func TestWithoutAReplayItsKeysAreThePages(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("+", "-")
		if got := f.page.keys(); len(got) != 2 {
			t.Errorf("the page was given %q", got)
		}
	})
}
