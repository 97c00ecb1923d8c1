package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/setup/steps"
	"github.com/ceilotop/ceilotop/setup/verify"
)

// How long what was seen is good for. Arrivals are counted at every look; a
// survey runs programs and reads files, the servers are asked over the network,
// and a store may have to search.
const (
	surveyGood = time.Minute
	brokenGood = 15 * time.Second // where something is broken, and is being mended
	queueGood  = 10 * time.Second
	storeGood  = 30 * time.Second
)

// lately is what the last looks at the way of the events saw. It belongs to one
// setup: another since or other answers begin again.
type lately struct {
	mu     sync.Mutex // held while it looks
	of     any        // what is watched
	sight  verify.Sight
	broken bool
	times  map[string]time.Time // of the files, when they were looked at last
}

// look takes the sight up to now, as far as that is due. of tells one setup from
// another.
func (l *lately) look(ctx context.Context, a *app, of any, wanted setup.Answers, since time.Time, counts *counter) ([]setup.Hop, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of != of || !l.sight.Since.Equal(since) {
		l.of, l.broken, l.sight = of, false, verify.Sight{Since: since}
	}
	s := &l.sight
	s.Answers, s.Now = wanted, time.Now()
	if counts != nil { // nothing is seen before the taps begin
		s.Taps, s.Arrivals = counts.statuses(), counts.arrived(since)
	}
	good := surveyGood
	if l.broken {
		good = brokenGood
	}
	if due(s.Now, s.Machine, good) || l.changed(a.root, s.Facts.Files) {
		begun := time.Now()
		facts, err := a.survey(ctx)
		if err != nil {
			return nil, err
		}
		facts.Servers = servers.Ask(ctx, wanted, facts, a.servers(nil))
		if err := ctx.Err(); err != nil { // what was cut short is not kept
			return nil, err
		}
		s.Facts, s.Plan, s.Machine = facts, steps.Build(wanted, facts), begun
	}
	if due(s.Now, s.Queue, queueGood) {
		begun := time.Now()
		var agent verify.Agent
		agent.Consumers, agent.Err = servers.Consumers(ctx, wanted, s.Facts, a.servers(nil), verify.Queue)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.Agent, s.Queue = agent, begun
	}
	if due(s.Now, s.Stored, storeGood) {
		begun := time.Now()
		store := a.firstSamples(ctx, wanted, since, s.Arrivals)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.Store, s.Stored = store, begun
	}
	s.Now = time.Now()
	hops := verify.Hops(*s)
	l.broken = false
	for _, h := range hops {
		l.broken = l.broken || h.State == setup.HopBroken
	}
	return hops, nil
}

func due(now, seen time.Time, good time.Duration) bool {
	return seen.IsZero() || now.Sub(seen) >= good
}

// changed reports whether one of the files is not as old as the survey found it.
// One whose age cannot be found as the survey finds it, because a link below
// another root leads elsewhere, counts once and not at every look.
func (l *lately) changed(root string, files []setup.File) (yes bool) {
	now := make(map[string]time.Time, len(files))
	for _, f := range files {
		place := f.Path
		if filepath.IsAbs(f.Target) {
			place = f.Target
		}
		var at time.Time // zero: it is gone
		if info, err := os.Stat(filepath.Join(root, place)); err == nil {
			at = info.ModTime()
		}
		before, known := l.times[f.Path]
		now[f.Path] = at
		yes = yes || !f.Changed.IsZero() && !at.Equal(f.Changed) && !(known && at.Equal(before))
	}
	l.times = now
	return yes
}
