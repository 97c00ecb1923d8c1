package trace

import (
	"cmp"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// at is an event in its place.
type at struct {
	*sources.Event
	action string
	phase  Phase
	when   time.Time // its own timestamp, else when it arrived; zero: neither is known
	guess  bool      // it has no timestamp
	known  time.Time // when it was surely over: it, or a later one of its host, had arrived
	clock  string    // whose clock its timestamp is of
}

// identity tells events apart. A service gives each message an id; one that
// has none is told by all that is known of it.
type identity struct {
	message, kind, publisher, resource, request string
	when                                        int64
}

func identityOf(e *sources.Event) identity {
	if e.MessageID != "" {
		return identity{message: e.MessageID}
	}
	id := identity{kind: e.EventType, publisher: e.PublisherID, resource: e.ResourceID, request: e.RequestID}
	if when := cmpTime(e.Timestamp, e.ReceivedAt); !when.IsZero() {
		id.when = when.UnixNano()
	}
	return id
}

func cmpTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// inOrder puts events in the order in which they happened, each once, and
// returns how many came again. Two clocks are never compared: events of one
// host are in the order of their timestamps, those of several in the order in
// which they, or a later one of the same host, arrived. So an order that the
// timestamps contradict comes of clocks that differ, and is seen as such.
func inOrder(events []sources.Event) (list []at, again int) {
	first := make(map[identity]int, len(events))
	list = make([]at, 0, len(events))
	for i := range events {
		e := &events[i]
		id := identityOf(e)
		if j, ok := first[id]; ok {
			again++
			if earlier(e, list[j].Event) {
				list[j].Event = e
			}
			continue
		}
		first[id] = len(list)
		list = append(list, at{Event: e})
	}
	for i := range list {
		a := &list[i]
		a.action, a.phase = phaseOf(a.Event)
		a.when, a.guess = cmpTime(a.Timestamp, a.ReceivedAt), a.Timestamp.IsZero()
		a.known = cmpTime(a.ReceivedAt, a.Timestamp)
		// Glance and a few others name no host: the publisher is all there is.
		a.clock = cmp.Or(a.Host, a.PublisherID)
	}
	slices.SortFunc(list, func(a, b at) int {
		return cmp.Or(cmp.Compare(a.clock, b.clock), a.when.Compare(b.when), a.compare(&b))
	})
	for i := len(list) - 2; i >= 0; i-- {
		if a, later := &list[i], &list[i+1]; a.clock == later.clock && later.known.Before(a.known) {
			a.known = later.known
		}
	}
	slices.SortFunc(list, func(a, b at) int {
		return cmp.Or(a.known.Compare(b.known), a.when.Compare(b.when), a.compare(&b))
	})
	return list, again
}

// earlier chooses between two deliveries of one message, whatever the order in
// which they are looked at.
func earlier(a, b *sources.Event) bool {
	return cmp.Or(cmpTime(a.ReceivedAt, a.Timestamp).Compare(cmpTime(b.ReceivedAt, b.Timestamp)),
		cmp.Compare(a.Broker, b.Broker), cmp.Compare(a.RoutingKey, b.RoutingKey), cmp.Compare(a.Seq, b.Seq)) < 0
}

// compare orders events of the same time: what begins is before what ends, and
// for the rest any order will do that is always the same.
func (a *at) compare(b *at) int {
	rank := func(x *at) int {
		return [...]int{Moment: 1, Start: 0, End: 2, Fail: 2}[x.phase]
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.clock, b.clock), cmp.Compare(a.EventType, b.EventType),
		cmp.Compare(a.ResourceID, b.ResourceID), cmp.Compare(a.RequestID, b.RequestID), cmp.Compare(a.PublisherID, b.PublisherID),
		cmp.Compare(a.MessageID, b.MessageID))
}
