package isolation

import (
	"cmp"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// backlogs are the queues of A that hold notifications.
func (s sight) backlogs() (all []Drain) {
	for _, q := range s.queues() {
		depth := depth(q)
		if depth == nil || *depth == 0 {
			continue
		}
		d := Drain{VHost: q.VHost, Name: q.Name, Messages: *depth, Rate: s.grows(q)}
		d.LeftOver = q.Readers != nil && *q.Readers == 0 && (d.Rate == nil || *d.Rate >= 0)
		all = append(all, d)
	}
	slices.SortFunc(all, func(x, y Drain) int { return cmp.Or(cmp.Compare(x.VHost, y.VHost), cmp.Compare(x.Name, y.Name)) })
	return all
}

// depth is what AMQP says where the management API does not.
func depth(q *sources.QueueStatistics) *int {
	if q.Messages != nil {
		return q.Messages
	}
	return q.Ready
}

// grows is by how many messages a second a queue grows; nil is unknown. AMQP
// tells of those that are ready alone, which a consumer makes more and fewer.
func (s sight) grows(q *sources.QueueStatistics) *float64 {
	if rate := s.Growth(doctor.BrokerA, q); rate != nil {
		return rate
	}
	if s.Before == nil || s.Before.A == nil {
		return nil
	}
	took := s.A.At.Sub(s.Before.A.At)
	for i := range s.Before.A.Queues {
		o := &s.Before.A.Queues[i]
		if o.VHost != q.VHost || o.Name != q.Name || took < time.Second || q.Ready == nil || o.Ready == nil || !unread(q) || !unread(o) {
			continue
		}
		rate := float64(*q.Ready-*o.Ready) / took.Seconds()
		return &rate
	}
	return nil
}

func unread(q *sources.QueueStatistics) bool { return q.Readers != nil && *q.Readers == 0 }
