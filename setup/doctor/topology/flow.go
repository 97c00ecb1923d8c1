package topology

import "time"

// flow is what one service on one host sends to one exchange. Without an exchange
// it is all that it sends.
type flow struct{ service, host, exchange string }

// count takes the arrivals of this broker together, once: there may be thousands.
func (d *side) count() {
	d.counts = make(map[flow]uint64)
	for _, a := range d.seen.Arrivals {
		if a.Broker == d.name && a.Count > 0 {
			d.arrivals = append(d.arrivals, a)
			d.counts[flow{a.Service, a.Host, a.Exchange}] += a.Count
			d.counts[flow{a.Service, a.Host, all}] += a.Count
		}
	}
	if d.seen.Before == nil {
		return
	}
	d.before = make(map[flow]uint64)
	for _, a := range d.seen.Before.Arrivals {
		if a.Broker == d.name {
			d.before[flow{a.Service, a.Host, a.Exchange}] += a.Count
			d.before[flow{a.Service, a.Host, all}] += a.Count
		}
	}
}

// all is no exchange's name: it is longer than AMQP allows.
var all = string(make([]byte, 256))

// rate is how many events of a flow came in a second since the sight before; nil
// when there is none.
func (d *side) rate(f flow) *float64 {
	if d.before == nil || d.counts[f] < d.before[f] { // or it was counted anew
		return nil
	}
	took := d.seen.At.Sub(d.seen.Before.At)
	if took < time.Second {
		return nil
	}
	rate := float64(d.counts[f]-d.before[f]) / took.Seconds()
	return &rate
}
