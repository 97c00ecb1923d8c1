package rabbitmq

import (
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestFloodBeyondTheQueueIsCounted(t *testing.T) {
	t.Parallel()
	const more = 8000
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
	check(t, nova.ch.Confirm(false))
	confirms := nova.ch.NotifyPublish(make(chan amqp.Confirmation, 1000))
	const all = maxMessages + prefetch + more
	go func() {
		for range all {
			_ = nova.ch.Publish("nova", info, false, false, amqp.Publishing{Body: []byte(`{}`)})
		}
	}()
	for range all {
		<-confirms
	}
	s := asking.await(t, "the depth and a possible drop", func(s sources.BrokerStatus) bool { return s.PossiblyDropped > 0 })
	if s.QueueDepth != maxMessages {
		t.Errorf("the queue holds %d messages, want its bound, %d", s.QueueDepth, maxMessages)
	}
	if s.Received > 1 {
		t.Errorf("%d messages were received although the sink is stuck in the first", s.Received)
	}
	if s.PossiblyDropped > more {
		t.Errorf("possibly dropped %d, more than were: %d", s.PossiblyDropped, more)
	}
	// The management API counts what was routed, so the bound is near the truth.
	s = told.await(t, "the management API's count", func(s sources.BrokerStatus) bool { return s.PossiblyDropped > more/2 })
	if s.PossiblyDropped > more {
		t.Errorf("possibly dropped %d, more than were: %d", s.PossiblyDropped, more)
	}
	for _, r := range []*running{asking, told} {
		r.hold.Unlock()
		r.await(t, "what is left to come", func(s sources.BrokerStatus) bool { return s.QueueDepth == 0 && s.Received >= maxMessages })
	}
	s = told.await(t, "the exact count", func(s sources.BrokerStatus) bool { return s.PossiblyDropped == all-s.Received })
	if s.PossiblyDropped > more {
		t.Errorf("possibly dropped %d, more than %d", s.PossiblyDropped, more)
	}
}
