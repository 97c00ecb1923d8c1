package isolation

import (
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// fill is what came into a queue of A between two looks, and no tap has heard:
// the first message makes its exchange, and lies in its queue before a tap can be
// bound to that.
type fill struct {
	exchange string
	count    int
	last     time.Time // of the look that found it
}

// queueOf is a queue of A by name.
type queueOf struct{ vhost, name string }

// filled are the queues of notifications on A that hold more than a look before,
// or have come since. An event of A that was heard meanwhile explains them.
func (w *Watch) filled(before, now sight) {
	if before.Seen == nil || !before.A.Whole(sources.Queues) || now.A == nil {
		return
	}
	for _, a := range w.arrivals(now.Arrivals) {
		if a.Broker == "A" && a.Last.After(before.A.At.Add(-grain)) {
			return
		}
	}
	held := make(map[queueOf]int)
	for _, q := range before.queues() {
		n := depth(q)
		if n == nil {
			return
		}
		held[queueOf{q.VHost, q.Name}] = *n
	}
	for _, q := range now.queues() {
		k := queueOf{q.VHost, q.Name}
		n := depth(q)
		if n == nil || *n <= held[k] || len(w.fills) >= maxSenders {
			continue
		}
		f := w.fills[k]
		w.fills[k] = fill{exchange: now.bound(q), count: f.count + *n - held[k], last: now.A.At}
	}
}

// unheard are the fills that silence has not outlived.
func (w *Watch) unheard(at time.Time) (all []Leak) {
	for k, f := range w.fills {
		if at.Sub(f.last) >= w.options.quiet() {
			continue
		}
		all = append(all, Leak{Exchange: f.exchange, Last: f.last, Reason: taken(k.name, f.count)})
	}
	return all
}

// taken says of a queue that messages came that nobody heard.
func taken(name string, count int) string {
	if count == 1 {
		return fmt.Sprintf("1 message came into %s, and no event of it was heard", name)
	}
	return fmt.Sprintf("%d messages came into %s, and no event of them was heard", count, name)
}
