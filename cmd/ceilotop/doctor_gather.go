package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/setup/steps"
	"github.com/ceilotop/ceilotop/sources"
)

// observer gathers what the doctor judges. It may look again and again, one look
// at a time, and keeps its connections in between; close ends them.
type observer struct {
	a *app
	// heard is what taps have brought that listen all the time; nil: each look
	// listens for a moment.
	heard func() ([]sources.BrokerStatus, []doctor.Arrival)

	survey func(context.Context) (setup.Facts, error)
	parts  []part
	askers map[string]*asking // by broker
	logins logins
	// ages are the meters whose newest sample is looked for; none: the store is
	// asked what it has.
	ages []string
}

func (a *app) newObserver() *observer {
	return &observer{a: a, survey: a.survey, parts: parts, askers: make(map[string]*asking)}
}

// close does not wait for a question that is still on its way.
func (o *observer) close() {
	_, _ = within(context.Background(), grip, "", func(context.Context) (none struct{}, err error) {
		for _, one := range o.askers {
			one.Close()
		}
		return none, nil
	})
}

// glance is what a part was seen as, put into Seen when all parts are there.
type glance = func(*doctor.Seen)

// part is one of those that are gathered at once, each by itself.
type part struct {
	is   []doctor.Part // those that lack when it fails; none: nobody needs it
	look func(context.Context, *observer, setup.Facts, []broker) (glance, error)
}

// parts are all but the configuration, which comes first.
var parts = []part{
	{[]doctor.Part{doctor.Processes}, lookProcesses},
	{[]doctor.Part{doctor.Logs}, lookLogs},
	{[]doctor.Part{doctor.Taps, doctor.Events}, lookEvents},
	{[]doctor.Part{doctor.BrokerA}, lookAt("A", putA)},
	{[]doctor.Part{doctor.BrokerB}, lookAt("B", putB)},
	{[]doctor.Part{doctor.Logins}, lookLogins},
	{[]doctor.Part{doctor.Identity}, lookIdentity},
	{[]doctor.Part{doctor.Store}, lookStore},
	{nil, lookPlan},
}

// look sees everything that those checks need, or all of them with none, as far
// as it can be seen from here within lookPatience. What could not be is said in
// Lacks. Before is an earlier look, or nil.
func (o *observer) look(ctx context.Context, before *doctor.Seen, only []string) *doctor.Seen {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	s := doctor.After(before, time.Now())
	facts, err := within(ctx, surveyPatience, asked[doctor.Configuration], o.survey)
	if err != nil {
		s.Lacks[doctor.Configuration] = err
	}
	s.Facts, s.Options = facts, doctor.Effective(facts)
	brokers, err := o.a.brokers()
	if err != nil {
		for _, p := range []doctor.Part{doctor.BrokerA, doctor.BrokerB, doctor.Taps, doctor.Events} {
			s.Lacks[p] = err
		}
	}
	o.prepare(facts, brokers)
	type result struct {
		part
		put glance
		err error
	}
	results := make([]result, len(o.parts))
	var looking sync.WaitGroup
	for i, p := range o.parts {
		if !p.needed(only) {
			continue
		}
		looking.Go(func() {
			who := ""
			if len(p.is) > 0 {
				who = asked[p.is[0]]
			}
			put, err := within(ctx, doctor.Patience, who, func(ctx context.Context) (glance, error) { return p.look(ctx, o, facts, brokers) })
			results[i] = result{p, put, err}
		})
	}
	looking.Wait()
	s.At = time.Now() // what came during the look is not of the future
	for _, r := range results {
		if r.put != nil {
			r.put(s)
		}
		for _, p := range r.is {
			if r.err != nil && s.Lacks[p] == nil {
				s.Lacks[p] = r.err
			}
		}
	}
	return s
}

// needed reports whether one of those checks reads the part.
func (p part) needed(only []string) bool {
	if len(only) == 0 || len(p.is) == 0 {
		return true
	}
	return slices.ContainsFunc(doctor.All(), func(c doctor.Check) bool {
		return slices.Contains(only, c.ID) && slices.ContainsFunc(slices.Concat(c.Needs, c.Wants), func(n doctor.Part) bool { return slices.Contains(p.is, n) })
	})
}

// lookProcesses sees those of this machine, whichever root the files have.
func lookProcesses(_ context.Context, _ *observer, facts setup.Facts, _ []broker) (glance, error) {
	if !facts.System.Here() {
		return nil, nil // they are of another machine than the files
	}
	all, err := machine.Processes()
	return func(s *doctor.Seen) { s.Processes = all }, err
}

// logPast is how old the last line of a log may be to be of any interest.
const logPast = time.Hour

func lookLogs(_ context.Context, o *observer, _ setup.Facts, _ []broker) (glance, error) {
	lines, there, err := machine.Logs(o.a.root, doctor.Signatures(), time.Now().Add(-logPast))
	return func(s *doctor.Seen) { s.Logs, s.LogFiles = lines, there }, err
}

// lookPlan makes the plan of setup from what the machine itself says, to name
// the step that mends a finding. It is nothing that anybody has to have.
func lookPlan(ctx context.Context, o *observer, facts setup.Facts, _ []broker) (glance, error) {
	wanted, _, err := o.a.presumed(facts)
	if err != nil {
		return nil, nil
	}
	options := o.a.servers(nil)
	options.Timeout = planPatience
	asked := servers.Ask(ctx, wanted, facts, options)
	facts.Servers = asked
	plan := steps.Build(wanted, facts)
	return func(s *doctor.Seen) { s.Facts.Servers, s.Plan = asked, plan }, nil
}

// planPatience is how long a server may take that the plan asks.
const planPatience = time.Second

// lookEvents takes what the taps have brought, or listens for a moment.
func lookEvents(ctx context.Context, o *observer, _ setup.Facts, brokers []broker) (glance, error) {
	listen := o.heard
	if listen == nil {
		if len(brokers) == 0 {
			return nil, nil
		}
		listen = func() ([]sources.BrokerStatus, []doctor.Arrival) { return o.a.listen(ctx, brokers) }
	}
	taps, arrivals := listen()
	var errs []error
	for _, tap := range taps {
		if tap.Err != nil {
			errs = append(errs, fmt.Errorf("broker %s: %w", tap.Broker, tap.Err))
		}
	}
	live := slices.ContainsFunc(taps, func(t sources.BrokerStatus) bool { return t.State == sources.Live || t.Received > 0 })
	put := func(s *doctor.Seen) {
		s.Taps, s.Arrivals = taps, arrivals
		if live {
			return
		}
		err := errors.Join(errs...)
		if err == nil {
			err = errors.New("no tap was live in time")
		}
		s.Lacks[doctor.Events] = err
	}
	return put, nil
}

// presumed are the answers that a setup of this machine would begin with: those
// that were kept, or else what its files say.
func (a *app) presumed(facts setup.Facts) (setup.Answers, []string, error) {
	var files []answers.File
	if name, err := keptPath(a.getenv, a.root); err == nil {
		if kept, err := answers.Read(name); err == nil {
			files = append(files, kept)
		}
	}
	wanted, err := answers.Merge(facts, files...)
	if err != nil {
		return wanted, nil, err
	}
	return settled(wanted, facts, ".")
}
