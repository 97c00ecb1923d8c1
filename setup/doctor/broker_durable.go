package doctor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// whole is a time for people, without fractions.
func whole(d time.Duration) string { return d.Round(time.Second).String() }

const rabbitGroup = "oslo_messaging_rabbit"

// declared are what a program's options make of the queues that it declares. Not
// known is what a release decides by itself.
type declared struct {
	program program
	durable bool
	shown   []Evidence
}

// declares reads the options of the driver. Quorum queues are durable whatever
// the other option says.
func (p program) declares() declared {
	d := declared{program: p}
	for _, key := range []string{"amqp_durable_queues", "rabbit_quorum_queue"} {
		v, set := p.get(rabbitGroup, key)
		if !set {
			continue
		}
		d.shown = append(d.shown, shown(v))
		if on, err := strconv.ParseBool(strings.ToLower(v.Text)); err == nil && on || strings.EqualFold(v.Text, "yes") || strings.EqualFold(v.Text, "on") {
			d.durable = true
		}
	}
	if len(d.shown) == 0 {
		d.shown = []Evidence{{Text: "amqp_durable_queues is not set, which is False", File: p.Main}}
	}
	return d
}

// inequivalent compares what services declare with what is there. The refusals in
// their logs are another check's.
func inequivalent(b side) (all []Finding) {
	if closed := b.closed(sources.Queues); closed != nil {
		return closed // AMQP tells nothing about a queue's arguments
	}
	for _, p := range b.seen.programs() {
		d := p.declares()
		for _, q := range b.queues(func(q *sources.QueueStatistics) bool {
			topic, _, _ := topicOf(q.Name)
			return topic == "notifications" || topic == versionedTopic && p.Service == "nova"
		}) {
			if q.Durable == d.durable || !b.declaresHere(p, q) {
				continue
			}
			f := Finding{Result: Critical, Subject: b.of(q), Title: fmt.Sprintf("%s on broker %s is durable, and %s declares it as not durable", q.Name, b.name, p.Service)}
			if d.durable {
				f.Title = fmt.Sprintf("%s on broker %s is not durable, and %s declares it as durable", q.Name, b.name, p.Service)
			}
			f.Evidence = append([]Evidence{b.depth(q)}, d.shown...)
			all = append(all, f)
			break // its other queues are the same mistake
		}
	}
	return once(all)
}

// declaresHere reports whether a program declares queues of notifications in
// the virtual host of a queue on this broker.
func (b side) declaresHere(p program, q *sources.QueueStatistics) bool {
	var to []way
	switch {
	case p.Service == ceilometer:
		to = b.seen.listens(p)
	case p.notifier() && len(p.drivers(sends, routed)) > 0:
		if w, ok := b.seen.notifies(p); ok {
			to = []way{w}
		}
	}
	return slices.ContainsFunc(to, func(w way) bool {
		return w.broker.Name == b.name && orElse(w.broker.URL.VirtualHost, "/") == q.VHost
	})
}
