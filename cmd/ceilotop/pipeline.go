package main

import (
	"context"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/pipeline"
)

// insight sees for the Pipeline page what "doctor" sees, again and again, and
// watches the taps in between. It is a pipeline.Backend.
type insight struct {
	// look sees everything anew, given what was seen before, or what those checks
	// need alone. One looks at a time.
	look    func(ctx context.Context, before *doctor.Seen, only []string) *doctor.Seen
	looking sync.Mutex
	// root is where the files are that findings name.
	root  string
	watch *isolation.Watch

	mu       sync.Mutex
	last     *doctor.Seen
	census   *census // nil before the taps begin
	statuses func() []sources.BrokerStatus
}

var _ pipeline.Backend = (*insight)(nil)

func newInsight(root string, o isolation.Options) *insight {
	return &insight{root: root, watch: isolation.NewWatch(o)}
}

// newInsight is that of this machine. Close ends what it keeps open.
func (a *app) newInsight() (i *insight, closed func()) {
	i = newInsight(a.root, isolation.Options{})
	o := a.newObserver()
	o.heard = i.heard
	i.look = o.look
	return i, o.close
}

// hears gives the insight what the interface's own taps bring. It is told when
// the taps begin, which may be after the page's first frame.
func (i *insight) hears(log *eventlog.Log, statuses func() []sources.BrokerStatus) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.census, i.statuses = newCensus(log), statuses
}

// heard is what the taps have brought until now.
func (i *insight) heard() ([]sources.BrokerStatus, []doctor.Arrival) {
	i.mu.Lock()
	c, statuses := i.census, i.statuses
	i.mu.Unlock()
	if c == nil {
		return nil, nil
	}
	return statuses(), c.arrived()
}

// event is told of every event as it arrives, so that a leak is known before
// the next look.
func (i *insight) event(e *sources.Event) { i.watch.Event(e) }

// Look sees everything, and draws and judges it.
func (i *insight) Look(ctx context.Context) (pipeline.Sight, error) {
	i.mu.Lock()
	before := i.last
	i.mu.Unlock()
	i.looking.Lock()
	seen := i.look(ctx, before, nil)
	i.looking.Unlock()
	if err := ctx.Err(); err != nil {
		return pipeline.Sight{}, err
	}
	i.mu.Lock()
	i.last = seen
	i.mu.Unlock()
	s := pipeline.Sight{Seen: seen, Findings: doctor.Examine(seen, nil), Picture: topology.Draw(seen)}
	s.Picture.Mark(s.Findings)
	i.watch.Look(seen)
	s.Verdict = i.Judge(ctx, &s)
	return s, nil
}

// behindGood is how old a look may be that tells what is behind the brokers.
const behindGood = 30 * time.Second

// behindChecks need what is read of the brokers' queues, and the files.
var behindChecks = []string{"queue-unread", "queue-leftover"}

// behind is what is behind the brokers, for the Meters page: what the Pipeline
// page saw lately, or a look at no more than that.
func (i *insight) behind(ctx context.Context) (*doctor.Seen, error) {
	i.mu.Lock()
	last := i.last
	i.mu.Unlock()
	if last != nil && time.Since(last.At) < behindGood {
		return last, nil
	}
	i.looking.Lock()
	defer i.looking.Unlock()
	seen := i.look(ctx, nil, behindChecks)
	return seen, ctx.Err()
}

// Judge is the verdict of this moment.
func (i *insight) Judge(context.Context, *pipeline.Sight) isolation.Verdict {
	i.mu.Lock()
	statuses := i.statuses
	i.mu.Unlock()
	if statuses != nil {
		for _, s := range statuses() {
			i.watch.Tap(s)
		}
	}
	return i.watch.Verdict(time.Now())
}

// Excerpt reads a file around a place.
func (i *insight) Excerpt(_ context.Context, at setup.Place) (pipeline.Excerpt, error) {
	return linesAt(i.root, at)
}
