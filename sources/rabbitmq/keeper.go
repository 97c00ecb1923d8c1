package rabbitmq

import (
	"context"
	"slices"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
)

// firstReport is how long the first attempts to bind wait for the management
// API: with its help no exchange is asked for that is not there.
const firstReport = 500 * time.Millisecond

// keeper looks after one link while its messages are consumed: it binds, and
// binds again what was lost, counts what was dropped, and tells what it sees.
type keeper struct {
	tap      *Tap
	link     *link
	schedule *schedule
	loss     loss
	dropped  uint64    // by earlier links
	received uint64    // by earlier links
	notes    []string  // about the link
	help     string    // what is missing without the management API
	waiting  int       // in the own queue, when last asked
	empty    time.Time // when the own queue was last asked, if it was empty
	live     bool
}

// keep runs until the link ends. Everything on the probe channel happens here.
func (k *keeper) keep(ctx context.Context, reports <-chan report, blocked <-chan amqp.Blocking) {
	k.awaitReport(ctx, reports)
	k.tryDue()
	depth := time.NewTicker(k.tap.pace.depth)
	defer depth.Stop()
	rebind := time.NewTicker(k.tap.pace.rebind)
	defer rebind.Stop()
	for ctx.Err() == nil {
		probe, stop := k.nextProbe()
		select {
		case <-ctx.Done():
		case <-probe:
			k.tryDue()
		case <-depth.C:
			k.measure()
		case <-rebind.C:
			k.rebind()
		case r := <-reports:
			k.heed(r)
		case b, open := <-blocked:
			if !open {
				blocked = nil
				break
			}
			k.tap.status.change(func(s *sources.BrokerStatus) { s.Blocked = reasonOf(b) })
		}
		stop()
	}
}

func reasonOf(b amqp.Blocking) string {
	switch {
	case !b.Active:
		return ""
	case b.Reason == "":
		return "blocked"
	}
	return b.Reason
}

func (k *keeper) awaitReport(ctx context.Context, reports <-chan report) {
	select {
	case r := <-reports:
		k.heed(r)
	case <-time.After(firstReport):
	case <-ctx.Done():
	}
}

func (k *keeper) nextProbe() (<-chan time.Time, func()) {
	at, any := k.schedule.next()
	if !any {
		return nil, func() {}
	}
	timer := time.NewTimer(time.Until(at))
	return timer.C, func() { timer.Stop() }
}

// tryDue tries to bind what is due, and tells once.
func (k *keeper) tryDue() {
	k.try(k.schedule.due(time.Now()))
}

// rebind binds everything again on a new channel. It costs the broker next to
// nothing, and is how a deleted exchange or a withdrawn permission is noticed.
func (k *keeper) rebind() {
	k.link.renew()
	var bound []*exchange
	for _, e := range k.schedule.all {
		if e.bound {
			bound = append(bound, e)
		}
	}
	k.try(bound)
}

func (k *keeper) try(list []*exchange) {
	for _, e := range list {
		if !k.bind(e) {
			return
		}
	}
	if refused := k.schedule.overall(); refused != nil {
		k.giveUp(refused)
		return
	}
	k.tell()
}

// heed takes the management API's word for what to try, and the broker's own
// answer for the outcome.
func (k *keeper) heed(r report) {
	if r.partly {
		k.heedAppeared(r)
		return
	}
	k.schedule.told = r.answered
	k.help = r.lack()
	if r.answered {
		if r.published > 0 {
			k.measure()
			k.loss.routed(r.published, k.tap.status.received.Load()-k.received, k.waiting, r.waiting == 0)
			k.tap.status.dropped.Store(k.dropped + k.loss.atLeast())
		}
		var differ []*exchange
		for _, e := range k.schedule.all {
			there := slices.Contains(r.exchanges, e.name)
			if e.bound != there && e.refused == nil || e.bound && !slices.Contains(r.bindings, e.name) {
				differ = append(differ, e)
			}
		}
		if len(differ) > 0 {
			k.try(differ)
		}
		k.count(r.fresh)
	}
	if alarms := k.tap.Status().Alarms; !slices.Equal(alarms, r.alarms) {
		k.tap.status.change(func(s *sources.BrokerStatus) { s.Alarms = r.alarms })
	}
	if k.live {
		k.tell()
	}
}

// tell shows what is bound. The first time, the tap becomes live.
func (k *keeper) tell() {
	bound, missing, refused := k.schedule.lists()
	hint := ""
	for _, e := range k.schedule.all {
		if e.refused != nil {
			hint = e.refused.Hint()
			break
		}
	}
	notes := slices.Clone(k.notes)
	if k.help != "" {
		notes = append(notes, k.help)
	}
	now := k.tap.Status()
	if k.live && slices.Equal(now.Exchanges, bound) && slices.Equal(now.Missing, missing) &&
		slices.Equal(now.Denied, refused) && slices.Equal(now.Notes, notes) {
		return
	}
	k.live = true
	k.tap.status.change(func(s *sources.BrokerStatus) {
		s.State, s.Err, s.RetryAt = sources.Live, nil, time.Time{}
		s.Exchanges, s.Missing, s.Notes = bound, missing, notes
		s.Denied, s.DeniedHint = refused, hint
	})
}
