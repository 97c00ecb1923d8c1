package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

// runAudit runs cinder-volume-usage-audit and judges it by the events. The taps
// on the brokers are live before the program starts. output gets each line that
// the program says, visible and masked, from another goroutine. What ran but was
// not proven is a report and no error; an error says why nothing could be run.
func (a *app) runAudit(ctx context.Context, r audit.Request, output func(line string)) (audit.Report, error) {
	facts, err := a.auditFacts(ctx)
	if err != nil {
		return audit.Report{}, err
	}
	p, err := a.prepareAudit(ctx, facts, r)
	if err != nil {
		return audit.Report{}, err
	}
	return p.run(ctx, output)
}

// auditSchedules are what runs the audit on this machine by itself, judged.
func (a *app) auditSchedules(ctx context.Context) ([]audit.Schedule, error) {
	facts, err := a.auditFacts(ctx)
	if err != nil {
		return nil, err
	}
	return audit.Schedules(facts, a.auditPeriod(facts)), nil
}

// auditFacts are those of the machine, or of the one file that --config names:
// whatever it is called, the audit reads it as Cinder's.
func (a *app) auditFacts(ctx context.Context) (setup.Facts, error) {
	if a.config == "" {
		return a.survey(ctx)
	}
	return machine.SurveyFile(a.config, "cinder")
}

// auditPeriod is the one that takes effect, or the default where none can be
// read.
func (a *app) auditPeriod(facts setup.Facts) string {
	if t, err := a.auditTarget(context.Background(), facts); err == nil {
		return t.Settings.Period
	}
	return audit.DefaultPeriod
}

// auditTarget is the Cinder whose program is run: this machine's own, or that of
// a container that runs here.
func (a *app) auditTarget(ctx context.Context, facts setup.Facts) (audit.Target, error) {
	const main = "/etc/cinder/cinder.conf"
	if a.config != "" {
		for _, p := range facts.Programs {
			return audit.Host(facts, p.Main)
		}
		return audit.Target{}, a.nothingFound(facts, a.config)
	}
	if slices.ContainsFunc(facts.Programs, func(p setup.Program) bool { return p.Service == "cinder" && p.Main == main }) {
		return audit.Host(facts, main)
	}
	contained, err := audit.Contained(facts)
	if err != nil {
		return audit.Target{}, err
	}
	if len(contained) > 0 {
		return audit.Running(ctx, contained, a.getenv("PATH"))
	}
	return audit.Host(facts, main) // which says what is missing
}

// preparedAudit is all that is known before the program starts.
type preparedAudit struct {
	app     *app
	facts   setup.Facts
	request audit.Request
	target  audit.Target
	window  audit.Window
	brokers []broker
	name    string // of the broker that the events should come to

	mu       sync.Mutex
	arrivals []audit.Arrival
	last     time.Time // of the last one
}

func (a *app) prepareAudit(ctx context.Context, facts setup.Facts, r audit.Request) (*preparedAudit, error) {
	if err := a.auditsHere(facts); err != nil {
		return nil, err
	}
	p := &preparedAudit{app: a, facts: facts, request: r}
	var err error
	if p.target, err = a.auditTarget(ctx, facts); err != nil {
		return nil, err
	}
	if p.window, err = r.Window(p.target.Settings.Period, time.Now()); err != nil {
		return nil, err
	}
	// --config names the program's file; --url may name the brokers all the same.
	switch {
	case len(a.urls) > 0:
		p.brokers, err = a.urlBrokers()
	case a.config == "":
		p.brokers, err = a.brokers()
	case len(facts.Brokers) == 0:
		err = a.nothingFound(facts, a.config)
	default:
		p.brokers = a.found(facts)
	}
	if err != nil {
		return nil, err
	}
	p.name = p.brokers[0].name
	if slices.ContainsFunc(p.brokers, func(b broker) bool { return b.name == "B" }) {
		p.name = "B"
	}
	return p, nil
}

// run taps, runs the program, waits for the events, and judges.
func (p *preparedAudit) run(ctx context.Context, output func(string)) (audit.Report, error) {
	e := audit.Evidence{Now: time.Now(), Window: p.window, Request: p.request, Settings: p.target.Settings, Broker: p.name}
	log, _ := p.app.openLog()
	also := &subjects{exchanges: []string{p.target.Settings.Exchange}, topics: p.target.Settings.Topics}
	if err := also.check(); err != nil {
		return audit.Report{}, err
	}
	f := p.app.newFeed(p.brokers, also, log)
	tapping, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = f.run(tapping, false, p.receiver) // what a broker said is in its status
	}()
	defer func() { stop(); <-done }()
	b, err := p.live(ctx, f)
	if err != nil {
		return audit.Report{}, err
	}
	e.Unborn = slices.Contains(b.Missing, p.target.Settings.Exchange)
	var complaint error
	if inventory, err := p.app.cinder(ctx, p.facts, p.target); err != nil {
		complaint = err
	} else if inventory != nil {
		e.Asked = time.Now()
		e.Resources, e.Complete, complaint = inventory.Resources(ctx)
		e.Known = complaint == nil
	}
	if ctx.Err() != nil {
		return audit.Report{}, ctx.Err()
	}
	e.Outcome, err = p.target.Run(ctx, p.window, p.request, audit.Options{Path: p.app.getenv("PATH"), Output: output})
	if err != nil {
		return audit.Report{}, err
	}
	p.settle(ctx, &e)
	for _, s := range f.statuses() {
		if s.Broker == p.name {
			e.Lost = s.PossiblyDropped
		}
	}
	report := audit.Judge(e)
	if complaint != nil {
		report.Notes = append(report.Notes, fmt.Sprintf("What to expect is known in total only: %s.", sources.Visible(complaint.Error())))
	}
	return report, nil
}

// receiver keeps what an audit sends.
func (p *preparedAudit) receiver(string) receiver {
	return func(_ *sources.Message, e *sources.Event) {
		arrival, ok := audit.Arrived(e)
		if !ok {
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.arrivals, p.last = append(p.arrivals, arrival), time.Now()
	}
}

const (
	tapPatience   = 30 * time.Second // for the broker that the events should come to
	otherPatience = 3 * time.Second  // for the others, once that one is live
)

// live waits until the brokers are tapped, and returns the state of the one that
// matters. Without it nothing could be proven, and nothing is started.
func (p *preparedAudit) live(ctx context.Context, f *feed) (sources.BrokerStatus, error) {
	deadline := time.NewTimer(tapPatience)
	defer deadline.Stop()
	var others <-chan time.Time
	for {
		var b sources.BrokerStatus
		waiting := 0
		for _, s := range f.statuses() {
			switch {
			case s.Broker == p.name:
				b = s
			case s.State == sources.Connecting:
				waiting++
			}
		}
		switch {
		case b.State == sources.Refused:
			return b, b.Err
		case b.State == sources.Live && slices.Contains(b.Denied, p.target.Settings.Exchange):
			return b, sources.WithHint(fmt.Errorf("broker %s: the exchange %s may not be read, so that nothing could be proven", p.name, sources.Visible(p.target.Settings.Exchange)), b.DeniedHint)
		case b.State == sources.Live && waiting == 0:
			return b, nil
		case b.State == sources.Live && others == nil:
			timer := time.NewTimer(otherPatience)
			defer timer.Stop()
			others = timer.C
		}
		select {
		case <-ctx.Done():
			return b, ctx.Err()
		case <-others:
			return b, nil
		case <-deadline.C:
			if b.State == sources.Live {
				return b, nil
			}
			return b, p.dead(b.Err)
		case <-f.changed:
		}
	}
}

// dead is that the broker never let the tap in. That the broker itself is down is
// the likeliest reason, and what a connection's error does not say.
func (p *preparedAudit) dead(err error) error {
	if err == nil {
		err = fmt.Errorf("broker %s did not answer within %v", p.name, tapPatience)
	}
	if sources.HintOf(err) != "" {
		return err
	}
	return sources.WithHint(fmt.Errorf("nothing was run, because nothing could be proven: %w", err),
		"on the host of broker "+p.name+": rabbitmqctl status; where another one is meant: ceilotop setup facts")
}

const (
	quiet = 3 * time.Second        // without an event, when some are missing
	calm  = 500 * time.Millisecond // when none is: one more would be one too many
)

// settle waits, after the program's end, until all has come or nothing comes any
// more.
func (p *preparedAudit) settle(ctx context.Context, e *audit.Evidence) {
	since := time.Now()
	for {
		p.mu.Lock()
		e.Arrivals = slices.Clone(p.arrivals)
		last := p.last
		p.mu.Unlock()
		if last.After(since) {
			since = last
		}
		pause := quiet
		if e.Settled() {
			pause = calm
		}
		left := time.Until(since.Add(pause))
		if left <= 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(left, 50*time.Millisecond)):
		}
	}
}
