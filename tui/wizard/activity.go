package wizard

import (
	"context"
	"sync"

	"github.com/ceilotop/ceilotop/setup"
)

// logLimit bounds what is kept of the output of a run.
const logLimit = 5000

// entry is a line of a run: an action, or what a program printed.
type entry struct {
	progress setup.Progress // of an action
	output   string         // of a program, with no action
	isOutput bool
}

// activity is what a run says while it goes on. The run writes it from goroutines
// of its own, a Frame looks into it.
type activity struct {
	mu      sync.Mutex
	wake    func()
	entries []entry
	dropped int
	total   int
	ended   int           // actions
	gate    chan struct{} // not nil while the run is to wait
}

// tell takes a report, and returns when the run may go on.
func (a *activity) tell(ctx context.Context, r setup.Progress) {
	a.mu.Lock()
	a.put(r)
	a.mu.Unlock()
	a.wake()
	for {
		a.mu.Lock()
		gate := a.gate
		a.mu.Unlock()
		if gate == nil {
			return
		}
		select {
		case <-gate:
		case <-ctx.Done():
			return
		}
	}
}

// put adds a report; the end of an action takes the place of its begin.
func (a *activity) put(r setup.Progress) {
	a.total = max(a.total, r.Total)
	if r.Phase != setup.Begun {
		a.ended++
		for i := len(a.entries) - 1; i >= 0; i-- {
			e := &a.entries[i]
			if !e.isOutput && e.progress.Number == r.Number && e.progress.Phase == setup.Begun {
				e.progress = r
				return
			}
		}
	}
	a.add(entry{progress: r})
}

// output takes a line that a program printed.
func (a *activity) output(line string) {
	a.mu.Lock()
	a.add(entry{output: line, isOutput: true})
	a.mu.Unlock()
	a.wake()
}

// add keeps an entry. When there are too many, the oldest output goes: the
// actions are never so many.
func (a *activity) add(e entry) {
	a.entries = append(a.entries, e)
	if len(a.entries) <= logLimit {
		return
	}
	for i := range a.entries {
		if a.entries[i].isOutput {
			a.entries = append(a.entries[:i], a.entries[i+1:]...)
			a.dropped++
			return
		}
	}
}

// pause makes the run wait with its next report, or go on.
func (a *activity) pause(yes bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case yes && a.gate == nil:
		a.gate = make(chan struct{})
	case !yes && a.gate != nil:
		close(a.gate)
		a.gate = nil
	}
}

// said is what the page knows of an activity.
type said struct {
	entries      []entry
	dropped      int
	total, ended int
	paused       bool
}

// failed is how many actions did not go through.
func (s *said) failed() (n int) {
	for i := range s.entries {
		if e := &s.entries[i]; !e.isOutput && e.progress.Phase == setup.Failed {
			n++
		}
	}
	return n
}

func (a *activity) look() said {
	a.mu.Lock()
	defer a.mu.Unlock()
	return said{append([]entry(nil), a.entries...), a.dropped, a.total, a.ended, a.gate != nil}
}
