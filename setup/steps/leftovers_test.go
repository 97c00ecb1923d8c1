package steps_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
)

// TestTheCommandForALeftQueueNamesItsVirtualHost: rabbitmqctl takes / where none
// is named, and deletes the queue of that name there.
func TestTheCommandForALeftQueueNamesItsVirtualHost(t *testing.T) {
	t.Parallel()
	for path, name := range map[string]string{"other": "'other'", "%2Fos": "'/os'", "": "'/'", "/": "'/'"} {
		p := newton(func(_ *setup.Answers, f *setup.Facts) {
			f.Brokers = []setup.Broker{{Name: "A", URL: mustURL("rabbit://openstack:rpcsecret@192.0.2.11:5672/" + path)}}
			f.Servers.BrokerA.Queues = []setup.Queue{{Name: "notifications.info", Messages: 5}}
		})
		want := "rabbitmqctl delete_queue -p " + name + " 'notifications.info'"
		if s := step(t, p, "Q1"); len(s.Manual) != 1 || !strings.HasPrefix(s.Manual[0], want+" ") {
			t.Errorf("the virtual host %q: %q, want %s", path, s.Manual, want)
		}
	}
}
