package recording

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// tape is a recording whose messages were received so long after noon.
func tape(t *testing.T, offsets ...time.Duration) *Player {
	t.Helper()
	var text []byte
	for i, d := range offsets {
		m := message(fmt.Sprint(i))
		m.ReceivedAt = noon.Add(d)
		text = append(AppendLine(text, m), '\n')
	}
	r, err := NewReader(strings.NewReader(string(text)), "tape")
	if err != nil {
		t.Fatal(err)
	}
	return NewPlayer(r)
}

// played runs p to its end and returns when each message came, since the start.
func played(t *testing.T, p *Player) (at []time.Duration) {
	t.Helper()
	start := time.Now()
	err := p.Run(t.Context(), func(*sources.Message) { at = append(at, time.Since(start)) })
	if err != nil {
		t.Fatal(err)
	}
	return at
}

const s = time.Second

func TestPlayerKeepsTheRecordedTiming(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		tape  []time.Duration
		setup func(*Player)
		want  []time.Duration
	}{
		{"as recorded", []time.Duration{0, 1 * s, 3 * s}, nil, []time.Duration{0, 1 * s, 3 * s}},
		{"twice as fast", []time.Duration{0, 1 * s, 3 * s}, func(p *Player) { p.SetSpeed(2) }, []time.Duration{0, s / 2, 3 * s / 2}},
		{"half as fast", []time.Duration{0, 1 * s}, func(p *Player) { p.SetSpeed(0.5) }, []time.Duration{0, 2 * s}},
		{"as fast as it goes", []time.Duration{0, 1 * s, 9000 * s}, func(p *Player) { p.SetSpeed(0) }, []time.Duration{0, 0, 0}},
		{"a night stays a night", []time.Duration{0, 36000 * s}, nil, []time.Duration{0, 36000 * s}},
		{"out of order comes at once", []time.Duration{0, 2 * s, 1 * s, 4 * s}, nil, []time.Duration{0, 2 * s, 2 * s, 4 * s}},
		{"skipped beforehand", []time.Duration{0, 2 * s, 5 * s}, func(p *Player) { p.Skip(3 * s) }, []time.Duration{0, 0, 2 * s}},
		{"from the middle", []time.Duration{0, 2 * s, 5 * s}, func(p *Player) {
			p.From = func(first time.Time) time.Time { return first.Add(4 * s) }
		}, []time.Duration{1 * s}},
		{"from after the end", []time.Duration{0, 2 * s}, func(p *Player) {
			p.From = func(first time.Time) time.Time { return first.Add(4 * s) }
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := tape(t, tt.tape...)
				if tt.setup != nil {
					tt.setup(p)
				}
				if got := played(t, p); fmt.Sprint(got) != fmt.Sprint(tt.want) {
					t.Errorf("got %v, want %v", got, tt.want)
				}
				if pos := p.Position(); !pos.Ended || pos.Played != uint64(len(tt.want)) {
					t.Errorf("position at the end: %+v", pos)
				}
			})
		})
	}
}

func TestPlayerPausesSkipsAndChangesSpeedWhilePlaying(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := tape(t, 0, 10*s, 20*s, 30*s, 100*s)
		p.SetEnd(noon.Add(100 * s))
		var got []string
		start := time.Now()
		done := make(chan error)
		go func() {
			done <- p.Run(t.Context(), func(m *sources.Message) {
				got = append(got, fmt.Sprintf("%s@%v", m.Body, time.Since(start)))
			})
		}()
		time.Sleep(4 * s)
		synctest.Wait()
		if pos := p.Position(); pos.Elapsed != 4*s || pos.Next != 6*s || pos.Total != 100*s || !pos.At.Equal(noon.Add(4*s)) {
			t.Errorf("position after 4 s: %+v", pos)
		}
		p.SetPaused(true)
		time.Sleep(100 * s)
		if pos := p.Position(); pos.Elapsed != 4*s || !pos.Paused {
			t.Errorf("position while paused: %+v", pos)
		}
		p.SetPaused(false) // at 104 s, 6 s to go
		time.Sleep(6 * s)
		p.SetSpeed(10) // at 110 s: 20 s comes after one more
		time.Sleep(1 * s)
		p.SetSpeed(1) // at 111 s
		p.Skip(8 * s) // 28 s: two more to go
		time.Sleep(3 * s)
		p.SetSpeed(0)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if want := "[0@0s 1@1m50s 2@1m51s 3@1m53s 4@1m54s]"; fmt.Sprint(got) != want {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})
}

func TestPlayerStopsWithItsContext(t *testing.T) {
	t.Parallel()
	for _, setup := range []func(*Player){
		func(*Player) {},
		func(p *Player) { p.SetPaused(true) },
		func(p *Player) { p.SetSpeed(1e-9) },
	} {
		synctest.Test(t, func(t *testing.T) {
			p := tape(t, 0, 10*s)
			setup(p)
			ctx, cancel := context.WithTimeout(t.Context(), 3*s)
			defer cancel()
			if err := p.Run(ctx, func(*sources.Message) {}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Run = %v", err)
			}
		})
	}
}

func TestPlayerPlaysOnAfterBadLines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, err := NewReader(strings.NewReader("rubbish\n"+string(AppendLine(nil, message("x")))+"\n{"), "tape")
		if err != nil {
			t.Fatal(err)
		}
		p := NewPlayer(r)
		var bad []int
		p.OnBad = func(e *LineError) { bad = append(bad, e.Line) }
		if got := played(t, p); len(got) != 1 || fmt.Sprint(bad) != "[1 3]" || p.Position().Bad != 2 {
			t.Errorf("%d played, bad lines %v", len(got), bad)
		}
	})
}
