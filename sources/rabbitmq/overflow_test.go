package rabbitmq

import (
	"bytes"
	"net/url"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// The bodies are large, so that the bound in bytes is reached with few of them.
func TestFloodBeyondTheQueueIsCounted(t *testing.T) {
	t.Parallel()
	const (
		size = 8 << 10
		fit  = maxBytes / size
		more = 2000
		all  = prefetch + fit + more
	)
	v := sourcestest.SharedA(t).VHost(t)
	nova := newService(t, v, "nova")
	_, err := nova.ch.QueueDelete(info, false, false, false) // nobody needs the flood
	check(t, err)
	asking := run(t, v)
	told := run(t, v, withManagement(t, v))
	for _, r := range []*running{asking, told} {
		r.bound(t, "nova")
		r.hold.Lock()
	}
	body := bytes.Repeat([]byte{'x'}, size)
	for range all {
		check(t, nova.ch.Publish("nova", info, false, false, amqp.Publishing{Body: body}))
	}
	s := asking.await(t, "the depth and a possible drop", func(s sources.BrokerStatus) bool { return s.PossiblyDropped > 0 })
	if s.QueueDepth > fit || s.QueueDepth < fit*9/10 {
		t.Errorf("%d messages wait in the queue, want its bound, %d", s.QueueDepth, fit)
	}
	if s.Received > 1 {
		t.Errorf("%d messages were received although the sink is stuck in the first", s.Received)
	}
	// The management API counts what was routed, so the bound is near the truth.
	s = told.await(t, "the management API's count", func(s sources.BrokerStatus) bool { return s.PossiblyDropped > more/2 })
	if lost := uint64(all - fit); s.PossiblyDropped > lost {
		t.Errorf("possibly dropped %d, more than were: %d", s.PossiblyDropped, lost)
	}
	for _, r := range []*running{asking, told} {
		r.hold.Unlock()
		r.await(t, "what is left to come", func(s sources.BrokerStatus) bool { return s.QueueDepth == 0 && s.Received >= fit })
	}
	told.await(t, "the exact count", func(s sources.BrokerStatus) bool { return s.PossiblyDropped == all-s.Received })
	if s := asking.tap.Status(); s.PossiblyDropped > all-s.Received {
		t.Errorf("possibly dropped %d, more than were: %d", s.PossiblyDropped, all-s.Received)
	}
}

func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedA(t).VHost(t)
	newService(t, v, "nova")
	r := run(t, v)
	r.bound(t, "nova")
	columns := url.Values{"columns": {"arguments,durable,auto_delete,exclusive"}}
	q, err := v.Broker.Client().GetQueueWithParameters(v.Name, r.tap.Status().Queue, columns)
	check(t, err)
	for name, want := range map[string]float64{"x-max-length": 50_000, "x-max-length-bytes": 64 << 20, "x-message-ttl": 60_000} {
		if q.Arguments[name] != want {
			t.Errorf("%s is %v, want %v", name, q.Arguments[name], want)
		}
	}
	if len(q.Arguments) != 3 || q.Durable || !bool(q.AutoDelete) || !q.Exclusive {
		t.Errorf("the queue is %+v", q)
	}
}
