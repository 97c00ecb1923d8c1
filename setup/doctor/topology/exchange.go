package topology

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/sources"
)

// exchanges are those that events came over, that lead to a queue of
// notifications, or that a file here names. On B those that the tap has found are
// drawn as well: an agent makes them, whether anybody publishes there or not.
func (d *side) exchanges() {
	var names []string
	take := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, e := range d.b.Edges {
		take(strings.TrimPrefix(e.To, d.id(Exchange, "")))
	}
	for _, b := range d.bindings() {
		take(b.Exchange)
	}
	if d.tap != nil && d.name != "A" {
		for _, name := range d.tap.Exchanges {
			take(name)
		}
	}
	for _, name := range names {
		d.exchange(name)
	}
}

func (d *side) exchange(name string) {
	n := Node{ID: d.id(Exchange, name), Kind: Exchange, Name: name}
	there := d.tap != nil && slices.Contains(d.tap.Exchanges, name)
	if d.now != nil {
		for _, x := range d.now.Exchanges {
			if x.VHost == d.vhost && x.Name == name {
				there = true
				if d.name != "A" { // where calls go over it as well
					n.Rate = x.Published
				}
			}
		}
	}
	for _, a := range d.arrivals {
		if a.Exchange == name {
			there = true
			if a.Last.After(n.Last) {
				n.Last = a.Last
			}
		}
	}
	bound := slices.ContainsFunc(d.bindings(), func(b sources.Binding) bool { return b.Exchange == name })
	switch {
	case !n.Last.IsZero() && !bound && d.whole(sources.Bindings):
		n.Broken, n.Why = true, "its events reach no queue of notifications, and are lost"
	case !n.Last.IsZero():
	case !there && d.whole(sources.Exchanges):
		n.Why = absent
	case d.name == "B" && d.leaksOver(name):
		n.Broken, n.Why = true, "nobody publishes here, and its events come over broker A"
	case n.Rate == nil || *n.Rate == 0:
		n.Why = silent
	}
	d.add(n)
}

// silent is what is said of an exchange whose publisher was not seen, which may
// have had nothing to say.
const silent = "nobody was seen to publish here"

// absent is what is said of one that a file here names.
const absent = "it is not there yet: the first event makes it"

// leaksOver reports whether events that belong to an exchange of B come over A.
func (d *side) leaksOver(name string) bool {
	return slices.ContainsFunc(d.leaks, func(l isolation.Leak) bool { return l.Exchange == sources.Visible(name) && l.Count > 0 })
}

// bindings are those that lead to a queue of notifications.
func (d *side) bindings() (all []sources.Binding) {
	if d.now == nil {
		return nil
	}
	for _, b := range d.now.Bindings {
		if _, _, ok := doctor.Topic(b.Queue); ok && b.VHost == d.vhost && b.Exchange != "" && !strings.HasPrefix(b.Queue, "ceilotop.") {
			all = append(all, b)
		}
	}
	return all
}

// queues are those of notifications, whoever made them; taps' own are none of
// them.
func (d *side) queues() {
	if d.now == nil {
		return
	}
	for i := range d.now.Queues {
		q := &d.now.Queues[i]
		if _, _, ok := doctor.Topic(q.Name); ok && q.VHost == d.vhost && !doctor.Ours(q) {
			d.queue(q)
		}
	}
	if d.name == "B" && d.whole(sources.Queues) && len(d.arrivals) > 0 && d.node(queueID(d.name, d.vhost, agentQueue)) == nil {
		d.add(Node{ID: queueID(d.name, d.vhost, agentQueue), Kind: Queue, Name: agentQueue, Broken: true, Why: "it is not there: what is sent is lost"})
	}
	for _, b := range d.bindings() {
		to := queueID(d.name, b.VHost, b.Queue)
		if d.node(to) != nil {
			d.join(d.id(Exchange, b.Exchange), to, b.Key, nil, false)
		}
	}
}

// agentQueue is the one that Ceilometer's agent has to read.
const agentQueue = "notifications.info"

// much is what a queue may hold before its growth is worth a word: the events of
// an hour come all at once.
const much = 1000

func (d *side) queue(q *sources.QueueStatistics) {
	n := Node{
		ID: queueID(d.name, q.VHost, q.Name), Kind: Queue, Name: q.Name, Rate: q.Published, Depth: cmp.Or(q.Messages, q.Ready),
		Growth: d.seen.Growth(d.part, q), Readers: q.Readers,
	}
	empty := n.Depth != nil && *n.Depth == 0
	bound := !d.whole(sources.Bindings) || slices.ContainsFunc(d.bindings(), func(b sources.Binding) bool { return b.Queue == q.Name })
	switch {
	case q.Readers == nil:
		n.Why = "whether anybody reads it is not known"
	case *q.Readers == 0 && d.name == "A" && empty:
		n.Why = "it is empty, and nobody reads it"
	case *q.Readers == 0 && d.name == "A" && n.Depth != nil && (n.Rate == nil || *n.Rate == 0) && (n.Growth == nil || *n.Growth <= 0):
		n.Broken, n.Why = true, "left over from before: nobody reads it"
	case *q.Readers == 0:
		n.Broken, n.Why = true, "nobody reads it"
	case !bound:
		n.Broken, n.Why = true, "no exchange leads to it"
	case n.Growth != nil && *n.Growth > 0 && n.Depth != nil && *n.Depth >= much:
		n.Broken, n.Why = true, "it grows although it is read"
	}
	d.add(n)
}
