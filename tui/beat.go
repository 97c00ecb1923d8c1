package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/header"
	"github.com/ceilotop/ceilotop/tui/page"
)

const (
	// frameEvery is the shortest time between two frames: thirty a second is
	// as smooth as a counter gets.
	frameEvery = time.Second / 30
	// listsPerSecond is how often the list may change for long. 38 rows are
	// 5 kB, so eight times are 40 kB/s over SSH; more cannot be read anyway.
	listsPerSecond = 8
	// listsAtOnce is how often it may change without waiting after a pause.
	listsAtOnce = 3
	// tickEvery is how often the clock alone makes a frame, while something
	// is shown that ages.
	tickEvery = time.Second
)

// beat is the message that makes a frame.
type beat struct {
	now  time.Time
	page bool // the page or a dialog asked for it
}

// beats is what the root remembers about its frames.
type beats struct {
	last  time.Time
	wakes wakes
	until time.Time // when the command that waits ends by itself
	poke  chan struct{}

	fresh bool    // a key was pressed: the list is drawn whatever the rate
	seen  uint64  // events when the list was last drawn
	lists float64 // changes of the list that may be made now, see list
	from  time.Time
	due   time.Time // when a list that was held back may be drawn
}

// wakes are the channels whose receive makes a frame. The page's own and the
// dialog's may be other ones after each Update; nil never receives.
type wakes struct{ log, brokers, page, dialog <-chan struct{} }

func (r *root) wakes() wakes {
	w := wakes{log: r.c.Log.Changed(), brokers: r.c.BrokersChanged}
	if p, ok := r.page().(page.Waker); ok {
		w.page = p.Changed()
	}
	if d, ok := r.dialogs.Top().(page.Waker); ok {
		w.dialog = d.Changed()
	}
	return w
}

// wait is the command of which exactly one is always under way. It ends with
// the first change, but not before frameEvery has passed since the last frame,
// so that a flood costs the same as a trickle and silence nothing.
func (r *root) wait() tea.Cmd {
	b := &r.beats
	b.wakes, b.until = r.wakes(), r.until()
	w, until, last, poke, done := b.wakes, b.until, b.last, b.poke, r.ctx.Done()
	return func() tea.Msg {
		var timer <-chan time.Time
		if !until.IsZero() {
			t := time.NewTimer(time.Until(until))
			defer t.Stop()
			timer = t.C
		}
		asked := false
		select {
		case <-w.log:
		case <-w.brokers:
		case <-timer:
		case <-w.page:
			asked = true
		case <-w.dialog:
			asked = true
		case <-poke:
		case <-done:
			return nil
		}
		rest := time.NewTimer(time.Until(last.Add(frameEvery)))
		defer rest.Stop()
		select {
		case <-rest.C:
			return beat{time.Now(), asked}
		case <-done:
			return nil
		}
	}
}

// rewait ends the command that waits if it waits for the wrong things.
func (r *root) rewait() {
	b := &r.beats
	until := r.until()
	if r.wakes() == b.wakes && (until.IsZero() || !b.until.IsZero() && !until.Before(b.until)) {
		return
	}
	select {
	case b.poke <- struct{}{}:
	default:
	}
}

// until is when there is a frame although nothing changed, zero for never:
// when a notice goes away, when a list was held back, and every second while
// something on the screen is a function of the time.
func (r *root) until() time.Time {
	first := r.status.Until()
	sooner := func(t time.Time) {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	sooner(r.beats.due)
	now := r.frame.Now
	if r.aging() {
		sooner(now.Truncate(tickEvery).Add(tickEvery))
	}
	for i := range r.frame.Brokers {
		b := &r.frame.Brokers[i]
		if wait := b.RetryAt.Sub(now); b.State == sources.Retrying && wait > 0 {
			sooner(now.Add((wait-1)%tickEvery + 1)) // when the countdown's number changes
		}
	}
	return first
}

func (r *root) aging() bool {
	if !r.frame.Stats.Idle {
		return true // rates go down to zero without an event
	}
	if p := r.replay; p != nil && !p.Paused && (p.Total == 0 || p.At < p.Total) {
		return true
	}
	p := r.page()
	return p != nil && p.Aging()
}

// take reads everything that comes from outside and hands it to the pages.
func (r *root) take(now time.Time, asked bool) tea.Cmd {
	f := page.Frame{Now: now, Stats: r.c.Log.Stats()}
	if r.c.Brokers != nil {
		f.Brokers = r.c.Brokers()
	}
	f.List = r.list(now, f.Stats.Seen, asked)
	if p := r.c.Player; p != nil {
		at, total := p.Position()
		r.replay = &header.Replay{At: at, Total: total, Speed: p.Speed(), Paused: p.Paused()}
	}
	r.frame = f
	r.beats.last = now
	r.status.Beat(now)
	r.layout()
	return r.tell(f)
}

// list decides whether this frame may change the list. Each change is paid for
// from an account that fills by eight a second and holds three: a few events a
// second appear at once, a flood eight times a second. The number of rows that
// came does not matter, because the terminal cannot always be told to scroll:
// when two rows are alike all of them are sent again.
func (r *root) list(now time.Time, seen uint64, asked bool) bool {
	b := &r.beats
	b.lists = min(b.lists+now.Sub(b.from).Seconds()*listsPerSecond, listsAtOnce)
	b.from = now
	if seen != b.seen || asked {
		if b.lists < 1 && !b.fresh {
			b.due = now.Add(time.Duration((1 - b.lists) / listsPerSecond * float64(time.Second)))
			return false
		}
		b.lists = max(b.lists-1, 0)
	}
	b.seen, b.fresh, b.due = seen, false, time.Time{}
	return true
}
