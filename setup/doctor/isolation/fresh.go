package isolation

import (
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// fresh takes what waits where a new exchange of A leads for what it is: the
// messages with which it was made, which no tap could hear. Those that the last
// look found in the queue already may be from elsewhere.
func (w *Watch) fresh(all []sources.FreshQueue) {
	s := w.last
	if s.Seen == nil || s.A == nil {
		return
	}
	for _, q := range all {
		if !q.At.After(s.A.At) || len(w.waits) >= maxSenders {
			continue // the look knows of it
		}
		before := 0
		for _, known := range s.queues() {
			if known.Name != q.Queue {
				continue
			}
			before = q.Messages // unless it is known
			if n := depth(known); n != nil {
				before = *n
			}
		}
		if _, known := w.waits[q.Exchange]; !known && q.Messages > before {
			w.waits[q.Exchange] = doctor.Arrival{
				Broker: "A", Exchange: q.Exchange, First: q.At, Last: q.At, Count: uint64(q.Messages - before),
			}
		}
	}
}

// addWaiting adds it until something is heard of the exchange, which says as well
// who sends it.
func (w *Watch) addWaiting(of map[sender]doctor.Arrival) {
	heard := make(map[string]bool)
	for k := range of {
		heard[k.exchange] = true
	}
	for exchange, a := range w.waits {
		if !heard[exchange] {
			of[sender{exchange: exchange}] = a
		}
	}
}
