package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// statistics are what one of the demo's brokers says about itself.
func (l *ledger) statistics(name string, now time.Time, alarm bool) *sources.Statistics {
	s := &sources.Statistics{
		Broker: name, Address: l.addresses[name], Version: "3.10.8", At: now, Management: true,
		Unroutable: pointer(uint64(0)), Nodes: []sources.BrokerNode{rehearsedNode(name, alarm)},
	}
	exchanges := make(map[string]int)
	for _, k := range slices.SortedFunc(maps.Keys(l.queues), func(x, y ledgerKey) int {
		return cmp.Or(cmp.Compare(x.queue, y.queue), cmp.Compare(x.exchange, y.exchange))
	}) {
		if k.broker != name {
			continue
		}
		a := l.queues[k]
		if n := len(s.Queues); n == 0 || s.Queues[n-1].Name != k.queue {
			s.Queues = append(s.Queues, emptyQueue(k.queue, l.isRead(k)))
		}
		addTo(&s.Queues[len(s.Queues)-1], a.waiting, float64(len(a.recent))/rateOver.Seconds())
		exchanges[k.exchange] += len(a.recent)
		s.Bindings = append(s.Bindings, sources.Binding{VHost: "/", Exchange: k.exchange, Queue: k.queue, Key: k.queue})
	}
	total, growth := 0, 0.0
	for _, q := range s.Queues {
		total, growth = total+*q.Messages, growth+*q.Growth
	}
	s.QueuesInAll, s.Messages, s.Growth = pointer(len(s.Queues)), &total, &growth
	for _, x := range slices.Sorted(maps.Keys(exchanges)) {
		s.Exchanges = append(s.Exchanges, sources.Exchange{VHost: "/", Name: x, Type: "topic", Published: pointer(float64(exchanges[x]) / rateOver.Seconds())})
	}
	l.clients(s, now, alarm)
	return s
}

// rehearsedNode is a broker's one node. With an alarm it uses more memory than
// it may.
func rehearsedNode(name string, alarm bool) sources.BrokerNode {
	n := sources.BrokerNode{
		Name: "rabbit@mq-" + strings.ToLower(name), Running: true, MemoryAlarm: alarm,
		Memory: pointer(uint64(310 << 20)), MemoryLimit: pointer(uint64(1600 << 20)), MemoryGrowth: pointer(0.0),
		DiskFree: pointer(uint64(38 << 30)), DiskFreeLimit: pointer(uint64(50 << 20)),
	}
	if alarm {
		n.Memory = pointer(uint64(1720 << 20))
	}
	return n
}

func emptyQueue(name string, read bool) sources.QueueStatistics {
	q := sources.QueueStatistics{
		VHost: "/", Name: name, Type: "classic", Messages: pointer(0), Ready: pointer(0), Unacked: pointer(0), Bytes: pointer(uint64(0)), Readers: pointer(0),
		Published: pointer(0.0), Delivered: pointer(0.0), Acked: pointer(0.0), Growth: pointer(0.0),
	}
	if read {
		*q.Readers = 1
	}
	return q
}

// bytesOf is about what a notification has.
const bytesOf = 2900

// addTo adds what waits of one binding, and what comes through it a second.
func addTo(q *sources.QueueStatistics, waiting int, rate float64) {
	*q.Messages += waiting
	*q.Ready += waiting
	*q.Bytes += uint64(waiting * bytesOf)
	*q.Published += rate
	switch {
	case *q.Readers == 0:
		*q.Growth += rate
	case waiting > 0:
		*q.Delivered += drainRate
		*q.Acked += drainRate
		*q.Growth += rate - drainRate
	default:
		*q.Delivered += rate
		*q.Acked += rate
	}
}

// clients are the connections of the services to a broker, and the agent's
// consumers. Keystone runs in a server of WSGI, which does not say whose it is.
func (l *ledger) clients(s *sources.Statistics, now time.Time, alarm bool) {
	port := 40100
	connect := func(user, program string, pid int, publishes bool) string {
		port++
		name := "127.0.0.1:" + itoa(port) + " -> " + strings.TrimSuffix(s.Address, "//")
		state := "running"
		if alarm && publishes {
			state = "blocked"
		}
		s.Connections = append(s.Connections, sources.Connection{
			Name: name, User: user, VHost: "/", Peer: "127.0.0.1", Program: program, PID: pid, State: state, Since: now.Add(-time.Hour),
		})
		return name
	}
	if s.Broker == "A" {
		for _, p := range rehearsedPrograms {
			if p.rpc {
				connect("openstack", p.name, p.pid, false)
			}
		}
	}
	published := func(service string) bool {
		return slices.ContainsFunc(s.Exchanges, func(x sources.Exchange) bool { return x.Name == service })
	}
	for _, p := range rehearsedPrograms {
		if s.Broker == "B" && published(p.service) {
			connect("ceilometer", p.name, p.pid, true)
		}
	}
	if !l.reads[s.Broker] {
		return
	}
	name := connect("ceilometer", agentProgram, agentPID, false)
	for i, q := range agentQueues {
		s.Consumers = append(s.Consumers, sources.Consumer{
			VHost: "/", Queue: "notifications." + q, Tag: itoa(i + 1), Connection: name, Peer: "127.0.0.1", User: "ceilometer", Prefetch: 100, AckRequired: true,
		})
		for _, x := range agentExchanges {
			b := sources.Binding{VHost: "/", Exchange: x, Queue: "notifications." + q, Key: "notifications." + q}
			if published(x) && !slices.Contains(s.Bindings, b) {
				s.Bindings = append(s.Bindings, b)
			}
		}
	}
}
