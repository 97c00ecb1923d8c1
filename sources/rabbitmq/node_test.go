package rabbitmq

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// What befalls a node as a whole. Both parts use one node, one after the other.
func TestNodeInTrouble(t *testing.T) {
	t.Parallel()
	b := sourcestest.RabbitMQ(t)
	v := b.VHost(t)
	monitored := withManagement(t, v)
	newService(t, v, "nova")
	asking, told := run(t, v), run(t, v, monitored)
	taps := []*running{asking, told}

	t.Run("memory alarm", func(t *testing.T) {
		for _, r := range taps {
			r.bound(t, "nova")
		}
		b.Ctl(t, "set_vm_memory_high_watermark", "0.0001")
		s := told.await(t, "the alarm to be shown", func(s sources.BrokerStatus) bool { return len(s.Alarms) > 0 })
		if !strings.Contains(s.Alarms[0], "memory alarm on n") {
			t.Errorf("the alarms are %q", s.Alarms)
		}
		b.Ctl(t, "set_vm_memory_high_watermark", "0.4")
		told.await(t, "the alarm to go", func(s sources.BrokerStatus) bool { return len(s.Alarms) == 0 })
	})

	t.Run("restart", func(t *testing.T) {
		b.Stop(t)
		for _, r := range taps {
			s := r.await(t, "the tap to be retrying", func(s sources.BrokerStatus) bool { return s.State == sources.Retrying })
			if s.Exchanges != nil || s.Err == nil {
				t.Errorf("without a node the status is %+v", s)
			}
		}
		b.Start(t)
		for _, r := range taps {
			r.await(t, "the tap to be live again, with no exchange there", func(s sources.BrokerStatus) bool {
				return s.State == sources.Live && len(s.Exchanges) == 0
			})
		}
		nova := newService(t, v, "nova")
		for _, r := range taps {
			r.bound(t, "nova")
		}
		bodies := nova.publish(t, 0, 100)
		for _, r := range taps {
			r.received(t, bodies)
		}
	})
}
