package topology

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// consumers are the programs that read the queues, several consumers of one
// program taken together.
func (d *side) consumers() {
	if d.now == nil {
		return
	}
	readers := make(map[string][]string) // of a queue, by ids
	rates := make(map[string][]*float64) // of a reader's queues
	for _, c := range d.now.Consumers {
		queue := queueID(d.name, c.VHost, c.Queue)
		if d.node(queue) == nil || c.VHost != d.vhost {
			continue
		}
		id := d.consumer(c)
		if !slices.Contains(readers[queue], id) {
			readers[queue] = append(readers[queue], id)
		}
	}
	for i := range d.now.Queues {
		q := &d.now.Queues[i]
		id := queueID(d.name, q.VHost, q.Name)
		if d.node(id) == nil || q.VHost != d.vhost {
			continue
		}
		if len(readers[id]) == 0 && q.Readers != nil && *q.Readers > 0 {
			readers[id] = []string{d.unnamed()}
		}
		for _, reader := range readers[id] {
			rate := q.Delivered
			if len(readers[id]) > 1 { // who takes how much is not known
				rate = nil
			}
			d.join(id, reader, "", rate, false)
			rates[reader] = append(rates[reader], rate)
		}
	}
	for id, all := range rates {
		d.node(id).Rate = sum(all)
	}
	d.toStore()
}

// consumer draws the program of a consumer and returns its id.
func (d *side) consumer(c sources.Consumer) string {
	program, pid := "", 0
	peer := c.Peer
	for _, o := range d.now.Connections {
		if o.Name == c.Connection {
			program, pid = base(o.Program), o.PID
			if peer == "" {
				peer = o.Peer
			}
			if service := d.service(&o); service != "" && program == "" && pid != 0 {
				program = service
			}
		}
	}
	name := program
	if name == "" {
		name = "unknown"
	}
	if peer != "" {
		name += "@" + peer
	}
	id := d.id(Consumer, name)
	if d.node(id) == nil {
		n := Node{ID: id, Kind: Consumer, Name: name}
		switch {
		case program == "":
			n.Why = "which program this is its connection does not say"
		case !ceilometer(program) && d.name == "B":
			n.Broken, n.Why = true, "it is not Ceilometer's, and takes messages away from it"
		}
		d.add(n)
	}
	return id
}

// ceilometer tells its agents. One that has not named its connection is no one's.
func ceilometer(program string) bool { return doctor.ServiceOf(program) == "ceilometer" }

// unnamed draws the consumers that the broker counts and does not name.
func (d *side) unnamed() string {
	id := d.id(Consumer, "unknown")
	if d.node(id) == nil {
		d.add(Node{ID: id, Kind: Consumer, Name: "unknown", Why: "who reads is not known"})
	}
	return id
}

// sum is nil when one of the numbers is not known.
func sum(all []*float64) *float64 {
	total := 0.0
	for _, rate := range all {
		if rate == nil {
			return nil
		}
		total += *rate
	}
	return &total
}

// toStore leads from Ceilometer's programs to the store. What others do with the
// messages is not known.
func (d *side) toStore() {
	for _, n := range d.b.Nodes {
		program, _, _ := strings.Cut(n.Name, "@")
		if n.Kind == Consumer && ceilometer(program) {
			d.join(n.ID, d.store.ID, "", nil, d.store.Broken)
		}
	}
}

// consumes reports whether a connection has a consumer.
func (d *side) consumes(connection string) bool {
	return slices.ContainsFunc(d.now.Consumers, func(c sources.Consumer) bool { return c.Connection == connection })
}
