package statistics

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// What befalls a node as a whole, one after the other on one node.
func TestNodeInTrouble(t *testing.T) {
	t.Parallel()
	b := sourcestest.RabbitMQ(t, "collect_statistics_interval = 1000")
	v := b.VHost(t)
	publisher := named(t, v, "nova-compute:99:0b0e5a3c-7f5b-4cd3-8d5a-1f1f1f1f1f1f")
	check(t, publisher.ExchangeDeclare("nova", "topic", false, false, false, false, nil))
	admin := asker(t, v, func(c *Config) { c.User, c.Password = sourcestest.Admin, sourcestest.Admin })
	v.Tag(t, "management")
	manager := asker(t, v)
	state := func(s *sources.Statistics) string {
		for _, c := range s.Connections {
			if c.Program == "nova-compute" && c.PID == 99 {
				return c.State
			}
		}
		return ""
	}

	t.Run("what no queue takes is counted", func(t *testing.T) {
		publish(t, publisher, "nova", "notifications.info", 7)
		eventually(t, admin, "the messages that nobody took", func(s *sources.Statistics) bool { return is(s.Unroutable, 7) })
	})

	t.Run("memory alarm", func(t *testing.T) {
		b.Ctl(t, "set_vm_memory_high_watermark", "0.0001")
		s := eventually(t, admin, "the alarm", func(s *sources.Statistics) bool { return s.Nodes[0].MemoryAlarm })
		if n := s.Nodes[0]; n.DiskAlarm || n.Memory == nil || n.MemoryLimit == nil || *n.Memory < *n.MemoryLimit {
			t.Errorf("the node is %+v", n)
		}
		s = eventually(t, manager, "the alarm, from the health check", func(s *sources.Statistics) bool {
			return len(s.Nodes) == 1 && s.Nodes[0].MemoryAlarm
		})
		if n := s.Nodes[0]; n.Name != "n"+port(b.Port)+"@localhost" || !n.Running || n.DiskAlarm || n.Memory != nil {
			t.Errorf("the node is %+v", n)
		}
		eventually(t, admin, "the connection that has not published since", func(s *sources.Statistics) bool { return state(s) == "blocking" })
		publish(t, publisher, "nova", "notifications.info", 1)
		eventually(t, admin, "the connection that the broker reads no more", func(s *sources.Statistics) bool { return state(s) == "blocked" })
		b.Ctl(t, "set_vm_memory_high_watermark", "0.4")
		eventually(t, admin, "the alarm to go", func(s *sources.Statistics) bool { return !s.Nodes[0].MemoryAlarm && state(s) == "running" })
		eventually(t, manager, "the alarm to go", func(s *sources.Statistics) bool { return len(s.Nodes) == 1 && !s.Nodes[0].MemoryAlarm })
	})

	t.Run("disk alarm", func(t *testing.T) {
		b.Ctl(t, "set_disk_free_limit", "1000000000000000")
		s := eventually(t, admin, "the alarm", func(s *sources.Statistics) bool { return s.Nodes[0].DiskAlarm })
		if n := s.Nodes[0]; n.MemoryAlarm || !is(n.DiskFreeLimit, 1e15) {
			t.Errorf("the node is %+v", n)
		}
		b.Ctl(t, "set_disk_free_limit", "1000000")
	})

	t.Run("the plugin is off", func(t *testing.T) {
		b.Ctl(t, "eval", "application:stop(rabbitmq_management).")
		s := ask(t, admin)
		if s.Management || s.Nodes != nil || s.Version == "" || len(s.Lacks) != 1 || !strings.Contains(s.Lacks[0], "rabbitmq-plugins enable rabbitmq_management") {
			t.Errorf("the statistics are %s", show(s))
		}
		b.Ctl(t, "eval", "application:start(rabbitmq_management).")
		until := admin.again
		if s := ask(t, admin); s.Management && s.At.Before(until) {
			t.Error("it was asked again at once")
		}
		admin.again = time.Time{} // a minute later
		eventually(t, admin, "the plugin to answer", func(s *sources.Statistics) bool {
			admin.again = time.Time{}
			return s.Management && admin.conn == nil
		})
	})

	t.Run("the node is down", func(t *testing.T) {
		b.Stop(t)
		s, err := admin.Ask(t.Context())
		if s != nil || err == nil || !strings.Contains(err.Error(), "connect to 127.0.0.1:"+port(b.Port)) {
			t.Errorf("it answered %v, %v", s, err)
		}
		b.Start(t)
		admin.again = time.Time{}
		ask(t, admin)
	})
}

// A queue that is not there costs the broker two lines in its log each time.
func TestAMissingQueueIsNotAskedForAgainAtOnce(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	a := asker(t, v, func(c *Config) { c.Management, c.Topics = "http://127.0.0.1:1", []string{"notifications", "mine"} })
	if s := ask(t, a); len(s.Queues) != 0 || len(a.missing) != 2*len(levels)+2 {
		t.Errorf("the queues are %+v, and %d are missing", s.Queues, len(a.missing))
	}
	conn := a.conn
	service(t, v, "nova", "mine.info")
	if s := ask(t, a); len(s.Queues) != 0 {
		t.Errorf("it was asked for again at once: %+v", s.Queues)
	}
	a.missing["mine.info"] = absence{time.Now().Add(-missingFor), missingFor}
	a.missing["mine.error"] = a.missing["mine.info"]
	if s := ask(t, a); len(s.Queues) != 1 || s.Queues[0].Name != "mine.info" || a.conn != conn {
		t.Errorf("a minute later the queues are %+v", s.Queues)
	}
	if gone := a.missing["mine.error"]; gone.hold != 2*missingFor || time.Since(gone.seen) > missingFor {
		t.Errorf("what is missing still is %+v, want it left alone for longer", gone)
	}
	a.Close()
	if s := ask(t, a); len(s.Queues) != 1 || a.conn == nil || a.conn == conn {
		t.Errorf("after it was closed the queues are %+v", s.Queues)
	}
}

// A queue of somebody else's connection alone is there, and cannot be asked.
func TestAQueueThatCannotBeAskedForIsSaid(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	ch := service(t, v, "nova", "notifications.info")
	_, err := ch.QueueDeclare("notifications.error", false, false, true, false, nil)
	check(t, err)
	s := ask(t, asker(t, v, func(c *Config) { c.Management = "http://127.0.0.1:1" }))
	if len(s.Queues) != 1 || s.Queues[0].Name != "notifications.info" || len(s.Lacks) != 2 || !strings.Contains(s.Lacks[1], "queue notifications.error could not be asked for: RESOURCE_LOCKED") {
		t.Errorf("the queues are %+v, and it lacks %q", s.Queues, s.Lacks)
	}
}

func TestTheManagementOfAnotherBrokerIsNotBelieved(t *testing.T) {
	t.Parallel()
	v, other := sourcestest.SharedB(t).VHost(t), sourcestest.SharedA(t)
	service(t, v, "nova", "notifications.info")
	s := ask(t, asker(t, v, func(c *Config) {
		c.Management, c.User, c.Password = other.ManagementURL(), sourcestest.Admin, sourcestest.Admin
	}))
	if s.Management || len(s.Queues) != 1 || len(s.Lacks) != 1 || !strings.Contains(s.Lacks[0], "it is another broker's: of the cluster n"+port(other.Port)+"@") {
		t.Errorf("the statistics are %s", show(s))
	}
}

func TestABrokerThatRefusesTheLoginIsAnError(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	s, err := asker(t, v, func(c *Config) { c.URL.Hosts[0].Password = "no-such-password" }).Ask(t.Context())
	if s != nil || err == nil || sources.HintOf(err) == "" || strings.Contains(err.Error(), "no-such-password") {
		t.Errorf("it answered %v, %v, hint %q", s, err, sources.HintOf(err))
	}
	// With another user for the management API nothing of that matters.
	s = ask(t, asker(t, v, func(c *Config) {
		c.URL.Hosts[0].Password, c.User, c.Password = "no-such-password", sourcestest.Admin, sourcestest.Admin
	}))
	if !s.Management {
		t.Errorf("the statistics are %s", show(s))
	}
}

func TestAnAskerEndsWithItsContext(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	v.Tag(t, "management")
	a := asker(t, v)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := a.Ask(ctx); s != nil || err == nil {
		t.Errorf("it answered %v, %v", s, err)
	}
	if s := ask(t, a); !s.Management {
		t.Errorf("after that the statistics are %s", show(s))
	}
}

// Something that accepts connections and is silent costs the time and no more.
func TestASilentBrokerIsAnError(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { check(t, l.Close()) })
	u, err := oslo.ParseTransportURL("rabbit://u:p@" + l.Addr().String() + "/")
	check(t, err)
	a := New(Config{Name: "B", URL: u, Management: "http://" + l.Addr().String()})
	a.patience = 500 * time.Millisecond
	t.Cleanup(a.Close)
	s, err := a.Ask(t.Context())
	if s != nil || err == nil || err.Error() != "ask broker B at "+l.Addr().String()+": it did not answer within 500ms" || sources.HintOf(err) == "" {
		t.Errorf("it answered %v, %v, hint %q", s, err, sources.HintOf(err))
	}
}

// The hosts of a URL are one cluster, of which one will do.
func TestADeadHostLeavesTheOthers(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	v.Tag(t, "management")
	service(t, v, "nova", "notifications.info")
	dead := v.TransportURL(t).Hosts[0]
	dead.Port = 1
	first := func(c *Config) { c.URL.Hosts = append([]oslo.Host{dead}, c.URL.Hosts...) }
	if s := ask(t, asker(t, v, first)); !s.Management {
		t.Errorf("the statistics are %s", show(s))
	}
	s := ask(t, asker(t, v, first, func(c *Config) { c.Management = "http://127.0.0.1:1" }))
	if s.Management || len(s.Queues) != 1 {
		t.Errorf("the statistics are %s", show(s))
	}
}
