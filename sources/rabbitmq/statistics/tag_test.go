package statistics

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// What is seen depends on the tag of the user who asks.
func TestWithoutATagOnlyNamedQueuesAreSeen(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	publish(t, service(t, v, "nova", "notifications.info", "other"), "nova", "notifications.info", 3)
	a := asker(t, v)
	s := eventually(t, a, "the messages", func(s *sources.Statistics) bool {
		q := queue(s, v.Name, "notifications.info")
		return q != nil && is(q.Ready, 3)
	})
	q := queue(s, v.Name, "notifications.info")
	if s.Management || len(s.Queues) != 1 || !is(q.Readers, 0) || q.Messages != nil || q.Bytes != nil || q.Growth != nil || q.Published != nil {
		t.Errorf("the statistics are %s", show(s))
	}
	if len(s.Lacks) != 1 || !strings.Contains(s.Lacks[0], "lacks a tag") || !strings.Contains(s.Lacks[0], "rabbitmqctl set_user_tags "+v.User+" monitoring") {
		t.Errorf("it lacks %q", s.Lacks)
	}
	if s.Version == "" || s.Unroutable != nil || s.QueuesInAll != nil {
		t.Errorf("the broker is %s", show(s))
	}
}
