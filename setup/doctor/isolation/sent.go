package isolation

import (
	"cmp"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// sent are the events that came over A, by who sent them and whereto.
func (s sight) sent() []Leak {
	type key struct{ service, host, exchange string }
	all := make(map[key]*Leak)
	for _, a := range s.Arrivals {
		if a.Broker != "A" || a.Count == 0 {
			continue
		}
		k := key{a.Service, a.Host, a.Exchange}
		l := all[k]
		if l == nil {
			l = &Leak{Service: a.Service, Host: a.Host, Exchange: a.Exchange}
			all[k] = l
		}
		l.Count += a.Count
		if a.Last.After(l.Last) {
			l.Last = a.Last
		}
	}
	leaks := make([]Leak, 0, len(all))
	for _, l := range all {
		leaks = append(leaks, *l)
	}
	slices.SortFunc(leaks, func(x, y Leak) int {
		return cmp.Or(y.Last.Compare(x.Last), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Host, y.Host), cmp.Compare(x.Exchange, y.Exchange))
	})
	return leaks
}

// leaks are those senders that have not been seen to stop. One has when it was
// silent for as long as proves silence, or when it runs here with files that
// lead it elsewhere and was started since.
func (s sight) leaks(sent []Leak, quiet time.Duration) (all []Leak) {
	for _, l := range sent {
		if s.At.Sub(l.Last) >= quiet || s.mended(l) {
			continue
		}
		all = append(all, s.attribute(l))
	}
	if len(all) == 0 {
		all = s.filling()
	}
	if len(all) == 0 {
		all = slices.Clone(s.unheard)
		slices.SortFunc(all, func(x, y Leak) int { return cmp.Compare(x.Reason, y.Reason) })
	}
	return all
}

// grain is how far the start of a process and the arrival of its last event may
// be apart: starts are known to the second.
const grain = 2 * time.Second

// mended reports whether whatever sent this runs here, was started anew since,
// and has read files that lead elsewhere.
func (s sight) mended(l Leak) bool {
	if l.Service == "" || !s.Here(l.Service, l.Host) || s.open(l.Service) != nil {
		return false
	}
	runs := false
	for _, r := range s.runners {
		if r.Service != l.Service {
			continue
		}
		if runs = true; r.Started.Add(grain).Before(l.Last) {
			return false
		}
	}
	return runs
}

// filling are the queues of A that take messages although no event was heard.
// Which service sends them the numbers do not say. They are averages: what came
// before a service was mended shows in them for some seconds.
func (s sight) filling() (all []Leak) {
	for _, q := range s.queues() {
		rate := q.Published
		if rate == nil {
			rate = s.grows(q) // nothing but new messages makes it grow
		}
		if rate == nil || *rate <= 0 {
			continue
		}
		all = append(all, Leak{Exchange: s.bound(q), Last: s.A.At, Reason: filling(q.Name, *rate)})
	}
	slices.SortFunc(all, func(x, y Leak) int { return cmp.Compare(x.Reason, y.Reason) })
	return all
}

// bound is the exchange that leads to a queue; "" when it is none or several.
func (s sight) bound(q *sources.QueueStatistics) string {
	var all []string
	for _, b := range s.A.Bindings {
		if b.VHost == q.VHost && b.Queue == q.Name && b.Exchange != "" && !slices.Contains(all, b.Exchange) {
			all = append(all, b.Exchange)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return ""
}

// queues are A's queues of notifications, whoever made them.
func (s sight) queues() (all []*sources.QueueStatistics) {
	if s.A == nil {
		return nil
	}
	vhost := s.VirtualHost(s.A)
	for i := range s.A.Queues {
		q := &s.A.Queues[i]
		if _, _, ok := doctor.Topic(q.Name); ok && !doctor.Ours(q) && q.VHost == vhost {
			all = append(all, q)
		}
	}
	return all
}
