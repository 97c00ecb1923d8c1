package doctor

import (
	"fmt"
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Behind judges the way of a meter from the brokers that its events came over to
// the store: whether the agent reads there, and where the pipelines send it.
// Waiting means that nothing speaks against it, unknown that it leads to where
// ceilotop cannot see.
func (s *Seen) Behind(meter string, brokers []string) setup.Hop {
	h := setup.Hop{ID: "stored:" + meter, State: setup.HopWaiting, Seen: s.At}
	if h.Why = s.deaf(brokers); h.Why != "" {
		h.State, h.Hint = setup.HopBroken, unreadFix
		return h
	}
	if why, state := setup.Dropped(s.Facts.Pipelines, meter); why != "" {
		h.State, h.Why, h.Hint = state, why, setup.DroppedHint
	}
	return h
}

// deaf says that the agent reads what comes over none of the brokers; "" it
// does, or that is not known of one of them.
func (s *Seen) deaf(brokers []string) (why string) {
	for _, name := range brokers {
		part := map[string]Part{"A": BrokerA, "B": BrokerB}[name]
		b := s.broker(part)
		if part == "" || b.now == nil || b.closed(sources.Queues) != nil {
			return ""
		}
		queues := b.queues(func(q *sources.QueueStatistics) bool { return q.Name == agentQueue })
		if slices.ContainsFunc(queues, func(q *sources.QueueStatistics) bool { return q.Readers == nil || *q.Readers > 0 }) {
			return ""
		}
		if len(queues) == 0 {
			why = fmt.Sprintf("there is no queue %s on broker %s", agentQueue, b.name)
		} else {
			why = fmt.Sprintf("nobody reads %s on broker %s", agentQueue, b.name)
		}
	}
	return why
}

// Expected are the meters that have to come of the services that have a
// configuration here, one of each family.
func (s *Seen) Expected() []string {
	services := map[string]string{"image.size": "glance", "volume.size": "cinder", "memory": "nova", "vcpus": "nova"}
	return slices.DeleteFunc(slices.Clone(wanted), func(meter string) bool {
		return !slices.ContainsFunc(s.Facts.Programs, func(p setup.Program) bool { return p.Service == services[meter] })
	})
}
