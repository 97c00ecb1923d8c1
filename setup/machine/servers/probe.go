package servers

import (
	"context"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources"
)

// Probe tests what the answers name, all at once and each for o.Timeout at most,
// rabbitmqctl for longer, and changes nothing. tell is called when a test begins
// and when it has ended, from one goroutine at a time. A user whom the plan will
// make is not missed, where that can be known. For facts of another machine
// nothing is tested, unless it has servers of its own.
//
// The error is that of ctx; what was not tested then has ProbeSkipped.
func Probe(ctx context.Context, a setup.Answers, f setup.Facts, o Options, tell func(setup.Probe)) error {
	if !f.System.Reaches() {
		return ctx.Err()
	}
	p := &prober{options: o, heard: tell}
	if a.BrokerB.Host != "" {
		p.brokerB(ctx, a.BrokerB, f)
	}
	if a.Keystone.AuthURL != "" || a.Keystone.Cloud != "" {
		p.identity(ctx, a)
	}
	if a.MongoDB.Host != "" && answers.Relevant(a, f, "mongo.host") {
		p.mongoDB(ctx, a.MongoDB, f)
	}
	p.memcached(ctx, a.Keystone.Memcached)
	p.tests.Wait()
	return ctx.Err()
}

// prober is the tests of one Probe.
type prober struct {
	options Options
	tests   sync.WaitGroup
	mu      sync.Mutex
	heard   func(setup.Probe)
}

// outcome is how a test ended.
type outcome struct {
	state        setup.ProbeState
	detail, hint string
	took         time.Duration // 0: as long as the test
}

func passed(detail string) outcome { return outcome{state: setup.ProbePassed, detail: detail} }

func skipped(detail string) outcome { return outcome{state: setup.ProbeSkipped, detail: detail} }

func failed(detail, hint string) outcome {
	return outcome{state: setup.ProbeFailed, detail: detail, hint: hint}
}

// failing is an outcome with the words of an error, which are for people.
func failing(err error) outcome { return failed(sources.Visible(err.Error()), sources.HintOf(err)) }

// start runs a test beside the others. The test bounds its own time: one that
// waits for another is not what takes long.
func (p *prober) start(ctx context.Context, id, title, address string, test func(context.Context) outcome) {
	about := setup.Probe{ID: id, Title: sources.Visible(title), Address: sources.Visible(address), State: setup.ProbeRunning}
	p.tell(about)
	p.tests.Go(func() {
		began := time.Now()
		end := test(ctx)
		if end.took == 0 {
			end.took = time.Since(began)
		}
		if ctx.Err() != nil && end.state != setup.ProbePassed {
			end = skipped("interrupted")
		}
		about.State, about.Detail, about.Hint = end.state, sources.Visible(end.detail), sources.Visible(end.hint)
		if end.state != setup.ProbeSkipped {
			about.Latency = end.took
		}
		p.tell(about)
	})
}

func (p *prober) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, p.options.timeout())
}

func (p *prober) tell(about setup.Probe) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard(about)
}

// await waits for what another test finds out; nothing when ctx ends before.
func await[T any](ctx context.Context, from <-chan T) (found T) {
	select {
	case found = <-from:
	case <-ctx.Done():
	}
	return found
}

// What a test that was not made says: there is nothing to test yet.
const (
	madeByThePlan = "made by the plan"
	newPassword   = "the plan gives him a new password"
	unplanned     = "there is no password yet"
)
