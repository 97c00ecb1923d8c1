package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// side is one broker as it is seen now and as it was seen before.
type side struct {
	seen   *Seen
	name   string
	now    *sources.Statistics
	before *sources.Statistics // nil: it was not seen before
}

// broker is one of A and B; its now is nil for one that was not seen.
func (s *Seen) broker(p Part) side {
	one := side{seen: s, name: "A", now: s.A}
	if p == BrokerB {
		one.name, one.now = "B", s.B
	}
	if s.Before != nil {
		one.before = s.Before.A
		if p == BrokerB {
			one.before = s.Before.B
		}
	}
	return one
}

// onEach judges A and B. One that could not be asked makes what is said about it
// unknown, and nothing else.
func onEach(judge func(side) []Finding) func(*Seen) []Finding {
	return func(s *Seen) []Finding {
		var all []Finding
		asked := false
		for _, p := range []Part{BrokerA, BrokerB} {
			one := s.broker(p)
			if err := s.Lacks[p]; err != nil {
				all = append(all, Finding{Result: Unknown, Subject: one.String(), Why: err.Error(), Fix: sources.HintOf(err)})
			} else if one.now != nil {
				asked = true
				all = append(all, judge(one)...)
			}
		}
		if !asked && len(all) == 0 {
			return []Finding{{Result: NotApplicable, Why: "no broker is known"}}
		}
		return all
	}
}

// onB judges broker B. The check Needs it.
func onB(judge func(side) []Finding) func(*Seen) []Finding {
	return func(s *Seen) []Finding { return judge(s.broker(BrokerB)) }
}

func (b side) String() string { return "broker " + b.name }

// closed says that the management API did not answer, without which a check
// knows nothing, or that one of those tables is not whole, so that what is not in
// it may be there all the same; nil: all was seen.
func (b side) closed(tables ...sources.Table) []Finding {
	fix := "rabbitmq-plugins enable rabbitmq_management, and give ceilotop's user the tag monitoring"
	if b.now.Management {
		if !slices.ContainsFunc(tables, func(t sources.Table) bool { return !b.now.Whole(t) }) {
			return nil
		}
		fix = "look again, and at the load of the broker's host"
	}
	why := strings.Join(b.now.Lacks, "; ")
	if why == "" {
		why = "its management API did not answer"
	}
	return []Finding{{Result: Unknown, Subject: b.String(), Why: why, Fix: fix}}
}

// of is a queue's name with its broker and virtual host: B:/:notifications.info.
func (b side) of(q *sources.QueueStatistics) string {
	return b.name + ":" + q.VHost + ":" + q.Name
}

func (b side) link(q *sources.QueueStatistics) *QueueName {
	return &QueueName{Broker: b.name, VHost: q.VHost, Name: q.Name}
}

// earlier is the queue as it was seen before; nil: it was not.
func (b side) earlier(q *sources.QueueStatistics) *sources.QueueStatistics {
	if b.before == nil {
		return nil
	}
	for i := range b.before.Queues {
		if o := &b.before.Queues[i]; o.VHost == q.VHost && o.Name == q.Name {
			return o
		}
	}
	return nil
}

// growth is by how many messages a second a queue grows: what the broker says,
// or else what two sights tell. Nil is unknown.
func (b side) growth(q *sources.QueueStatistics) *float64 {
	if q.Growth != nil {
		return q.Growth
	}
	o := b.earlier(q)
	if o == nil || o.Messages == nil || q.Messages == nil {
		return nil
	}
	took := b.now.At.Sub(b.before.At)
	if took < time.Second {
		return nil
	}
	rate := float64(*q.Messages-*o.Messages) / took.Seconds()
	return &rate
}

// held is how many messages a queue has. With the management API closed those
// that somebody has taken and not acknowledged are not among them. Nil is unknown.
func held(q *sources.QueueStatistics) *int {
	if q.Messages != nil {
		return q.Messages
	}
	return q.Ready
}

// depth is what is known about a queue, as evidence.
func (b side) depth(q *sources.QueueStatistics) Evidence {
	e := Evidence{Queue: b.link(q)}
	switch {
	case held(q) == nil && q.Readers == nil:
		e.Text = "neither its messages nor its consumers are known"
	case held(q) == nil:
		e.Text = fmt.Sprintf("%s, its messages are not known", consumers(*q.Readers))
	case q.Readers == nil:
		e.Text = fmt.Sprintf("%s, its consumers are not known", messages(*held(q)))
	default:
		e.Text = fmt.Sprintf("%s; %s", messages(*held(q)), consumers(*q.Readers))
	}
	return e
}

// evidence is a queue's depth, and its growth where that is known and not none.
func (b side) evidence(q *sources.QueueStatistics) []Evidence {
	all := []Evidence{b.depth(q)}
	if g := b.growth(q); g != nil && *g > 0 {
		all = append(all, Evidence{Text: fmt.Sprintf("it grows by %s messages a second", decimal(*g)), Queue: b.link(q)})
	}
	return all
}

func messages(n int) string {
	if n == 1 {
		return "1 message"
	}
	return fmt.Sprintf("%d messages", n)
}

func consumers(n int) string {
	switch n {
	case 0:
		return "no consumer"
	case 1:
		return "1 consumer"
	}
	return fmt.Sprintf("%d consumers", n)
}

// decimal is a rate for people: 0.3, 12, 1500.
func decimal(rate float64) string {
	if rate < 10 {
		return fmt.Sprintf("%.1f", rate)
	}
	return fmt.Sprintf("%.0f", rate)
}
