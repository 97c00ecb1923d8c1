package statistics

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// Of a broker with more queues than are read there are those that matter: of
// notifications, whoever reads them, and those with the most messages.
func TestABrokerWithManyQueues(t *testing.T) {
	t.Parallel()
	b := sourcestest.RabbitMQ(t, "collect_statistics_interval = 1000")
	v, other := b.VHost(t), b.VHost(t)
	nova := service(t, v, "nova", "notifications.info", "notifications.error", "custom.info")
	_, err := nova.QueueDeclare("a pool", false, false, false, false, nil)
	check(t, err)
	check(t, nova.QueueBind("a pool", "notifications.info", "nova", false, nil))
	_, err = nova.Consume("a pool", "pool", true, false, false, false, nil)
	check(t, err)
	service(t, other, "nova", "versioned_notifications.info")
	for i := range 510 {
		_, err := nova.QueueDeclare(fmt.Sprintf("reply_%03d", i), false, false, false, false, nil)
		check(t, err)
	}
	publish(t, nova, "", "reply_400", sortFrom+9)
	publish(t, nova, "nova", "custom.info", 4)

	a := asker(t, v, func(c *Config) { c.User, c.Password = sourcestest.Admin, sourcestest.Admin })
	later := func() { a.searched, a.sorted = some{}, some{} } // a minute later
	s := eventually(t, a, "all that matters", func(s *sources.Statistics) bool {
		later()
		full, custom := queue(s, v.Name, "reply_400"), queue(s, v.Name, "custom.info")
		return is(s.QueuesInAll, 515) && full != nil && is(full.Messages, sortFrom+9) && custom != nil && is(custom.Messages, 4) && custom.Published != nil && len(s.Consumers) == 1
	})
	if len(s.Lacks) != 0 || len(s.Queues) > pageSize+10 {
		t.Errorf("there are %d queues, and it lacks %q", len(s.Queues), s.Lacks)
	}
	for at, readers := range map[[2]string]int{
		{v.Name, "notifications.info"}: 0, {v.Name, "notifications.error"}: 0, {v.Name, "custom.info"}: 0,
		{other.Name, "versioned_notifications.info"}: 0, {v.Name, "a pool"}: 1,
	} {
		q := queue(s, at[0], at[1])
		if q == nil || !is(q.Readers, readers) || q.Messages == nil || q.Growth == nil {
			t.Errorf("queue %v is %+v", at, q)
		}
	}
	// It is the broker's own list by messages, which has no more than these.
	if q := queue(s, v.Name, "reply_400"); !is(q.Ready, sortFrom+9) || !is(q.Unacked, 0) || q.Readers != nil || q.Growth != nil {
		t.Errorf("the fullest queue is %+v", q)
	}
	if c := s.Consumers[0]; c.Queue != "a pool" || c.AckRequired {
		t.Errorf("the consumer is %+v", c)
	}

	ask(t, a)
	searched, sorted := a.searched.at, a.sorted.at
	_, err = nova.QueueDelete("notifications.error", false, false, false)
	check(t, err)
	s = ask(t, a)
	if !a.searched.at.Equal(searched) || !a.sorted.at.Equal(sorted) || queue(s, v.Name, "reply_400") == nil {
		t.Error("the long lists were asked for again at once")
	}
	before := a.sorted
	a.sorted = some{at: time.Now().Add(-20 * someFor), took: someFor}
	if ask(t, a); a.sorted.queues != nil {
		t.Error("a list that took a minute was asked for again after twenty")
	}
	a.sorted = before
	a.searched.at = time.Now().Add(-someFor)
	if s = ask(t, a); a.searched.at.Equal(searched) || queue(s, v.Name, "notifications.error") != nil && !sortedOnly(s, v.Name) {
		t.Errorf("a minute later the queues are %+v", s.Queues)
	}
}

// sortedOnly reports whether a queue that is gone stands there from the list by
// messages, which is up to a minute old.
func sortedOnly(s *sources.Statistics, vhost string) bool {
	q := queue(s, vhost, "notifications.error")
	return q.Growth == nil && q.Readers == nil
}

// A broker that is told to keep no statistics knows how many messages wait.
func TestABrokerThatKeepsNoStatistics(t *testing.T) {
	t.Parallel()
	b := sourcestest.RabbitMQ(t, "management.disable_stats = true", "management.enable_queue_totals = true")
	v := b.VHost(t)
	v.Tag(t, "monitoring")
	publish(t, service(t, v, "nova", "notifications.info"), "nova", "notifications.info", 3)
	a := asker(t, v)
	s := eventually(t, a, "the messages", func(s *sources.Statistics) bool {
		q := queue(s, v.Name, "notifications.info")
		return q != nil && is(q.Messages, 3)
	})
	q := queue(s, v.Name, "notifications.info")
	if !is(q.Ready, 3) || q.Growth != nil || q.Published != nil || q.Bytes != nil {
		t.Errorf("the queue is %+v", q)
	}
	if len(s.Lacks) != 1 || !strings.Contains(s.Lacks[0], "keeps no statistics") {
		t.Errorf("it lacks %q", s.Lacks)
	}
	if len(s.Nodes) != 1 || s.Nodes[0].MemoryAlarm || s.Nodes[0].Memory != nil {
		t.Errorf("the nodes are %+v", s.Nodes)
	}
	b.Ctl(t, "set_vm_memory_high_watermark", "0.0001")
	eventually(t, a, "the alarm, from the health check", func(s *sources.Statistics) bool {
		return len(s.Nodes) == 1 && s.Nodes[0].MemoryAlarm && s.Nodes[0].Running && !s.Nodes[0].DiskAlarm
	})
}

// Only messages in queues that nothing has shown are worth the longest list.
func TestTheFullestQueuesAreSoughtOnlyForMessagesUnfound(t *testing.T) {
	t.Parallel()
	count := func(n int) *int { return &n }
	for _, c := range []struct {
		all  *int
		want bool
	}{{nil, true}, {count(700), false}, {count(700 + sortFrom - 1), false}, {count(700 + sortFrom), true}} {
		w := &work{s: &sources.Statistics{Messages: c.all, Queues: []sources.QueueStatistics{{Messages: count(700)}, {}}}}
		if w.unfound() != c.want {
			t.Errorf("of %v messages in all 700 were found: %v", c.all, !c.want)
		}
	}
}
