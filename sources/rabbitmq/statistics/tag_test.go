package statistics

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"

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

func TestManagementShowsTheUsersOwnVirtualHosts(t *testing.T) {
	t.Parallel()
	v, other := sourcestest.SharedB(t).VHost(t), sourcestest.SharedB(t).VHost(t)
	v.Tag(t, "management")
	publish(t, service(t, v, "nova", "notifications.info", "other"), "nova", "notifications.info", 3)
	service(t, other, "nova", "notifications.info")
	s := eventually(t, asker(t, v), "the messages", func(s *sources.Statistics) bool {
		q := queue(s, v.Name, "notifications.info")
		return q != nil && is(q.Messages, 3) && is(q.Bytes, 30)
	})
	if !s.Management || queue(s, v.Name, "other") == nil || queue(s, other.Name, "notifications.info") != nil {
		t.Errorf("the queues are %+v", s.Queues)
	}
	if len(s.Nodes) != 1 || !s.Nodes[0].Running || s.Nodes[0].MemoryAlarm || s.Nodes[0].Memory != nil {
		t.Errorf("the nodes are %+v, want the one of the virtual host and nothing of its memory", s.Nodes)
	}
	if len(s.Lacks) != 1 || !strings.Contains(s.Lacks[0], "rabbitmqctl set_user_tags "+v.User+" monitoring") {
		t.Errorf("it lacks %q", s.Lacks)
	}
}

// Every virtual host is shown to an administrator, and to others those that they
// may enter, whatever they may do there.
func TestMonitoringShowsNodesAndWhatTheUserMayEnter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		tag    string
		enters bool
		shown  bool
	}{
		{"monitoring", false, false},
		{"monitoring", true, true},
		{"administrator", false, true},
	} {
		t.Run(fmt.Sprint(tt.tag, tt.enters), func(t *testing.T) {
			t.Parallel()
			v, other := sourcestest.SharedB(t).VHost(t), sourcestest.SharedB(t).VHost(t)
			v.Tag(t, tt.tag)
			if tt.enters {
				nothing := rabbithole.Permissions{Configure: "^$", Write: "^$", Read: "^$"}
				answer, err := v.Broker.Client().UpdatePermissionsIn(other.Name, v.User, nothing)
				check(t, err)
				check(t, answer.Body.Close())
			}
			service(t, other, "nova", "notifications.info")
			s := eventually(t, asker(t, v), "what is shown", func(s *sources.Statistics) bool {
				if len(s.Nodes) != 1 || s.Nodes[0].Memory == nil {
					return false // the node has just started
				}
				if tt.shown {
					return queue(s, other.Name, "notifications.info") != nil
				}
				return len(s.Lacks) == 1
			})
			if (queue(s, other.Name, "notifications.info") != nil) != tt.shown {
				t.Errorf("the queues are %+v", s.Queues)
			}
			lacks := strings.Join(s.Lacks, "\n")
			if tt.tag == "administrator" && lacks != "" || !tt.shown && !strings.Contains(lacks, "those of the virtual hosts that it may enter (rabbitmqctl set_permissions -p VHOST "+v.User) {
				t.Errorf("it lacks %q", s.Lacks)
			}
			n := s.Nodes[0]
			if !n.Running || n.MemoryLimit == nil || n.DiskFree == nil || n.DiskFreeLimit == nil || n.MemoryGrowth == nil {
				t.Errorf("the nodes are %s", show(s))
			}
			if s.Version == "" || s.QueuesInAll == nil || *s.QueuesInAll < 1 {
				t.Errorf("the broker is %s", show(s))
			}
		})
	}
}

// The management API may be asked as somebody else.
func TestTheConfiguredUserAsks(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	s := ask(t, asker(t, v, func(c *Config) { c.User, c.Password = sourcestest.Admin, sourcestest.Admin }))
	if !s.Management || len(s.Lacks) != 0 {
		t.Errorf("the statistics are %s", show(s))
	}
	s = ask(t, asker(t, v, func(c *Config) { c.User, c.Password = sourcestest.Admin, "no-such-password" }))
	if s.Management || len(s.Lacks) != 1 || !strings.Contains(s.Lacks[0], "refuses the password of user admin") {
		t.Errorf("with a wrong password the statistics are %s", show(s))
	}
	if strings.Contains(show(s), "no-such-password") {
		t.Error("the password is in the answer")
	}
}

// oslo gives its connections a name, from which the process is known.
func TestThePictureOfAVirtualHost(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	v.Tag(t, "monitoring")
	nova := service(t, v, "nova", "notifications.info", "versioned_notifications.info")
	check(t, nova.QueueBind("notifications.info", "notifications.info", "nova", false, nil))
	_, err := nova.QueueDeclare("a pool", true, true, false, false, amqp.Table{"x-message-ttl": int32(600_000)})
	check(t, err)
	check(t, nova.QueueBind("a pool", "notifications.info", "nova", false, nil))
	_, err = nova.QueueDeclare("compute", false, false, false, false, nil)
	check(t, err)
	check(t, nova.QueueBind("compute", "compute", "nova", false, nil)) // RPC
	check(t, nova.ExchangeDeclare("silent", "topic", true, true, false, false, nil))

	agent := named(t, v, "ceilometer-agent-notification:4711:0b0e5a3c-7f5b-4cd3-8d5a-1f1f1f1f1f1f")
	check(t, agent.Qos(100, 0, false))
	deliveries, err := agent.Consume("notifications.info", "7", false, false, false, false, nil)
	check(t, err)
	go func() {
		for d := range deliveries {
			_ = d.Ack(false)
		}
	}()
	a := asker(t, v)
	s := eventually(t, a, "rates and consumers", func(s *sources.Statistics) bool {
		publish(t, nova, "nova", "notifications.info", 10)
		q := queue(s, v.Name, "notifications.info")
		return q != nil && q.Published != nil && *q.Published > 0 && q.Acked != nil && *q.Acked > 0 && len(s.Consumers) == 1 && len(s.Connections) == 2 &&
			exchange(s, "nova").Published != nil
	})
	// Other tests may have queues on this broker, which the user is not shown.
	lacks := slices.DeleteFunc(slices.Clone(s.Lacks), func(l string) bool { return strings.Contains(l, " is shown only ") })
	if len(lacks) != 0 {
		t.Errorf("it lacks %q", lacks)
	}
	c := s.Consumers[0]
	want := sources.Consumer{VHost: v.Name, Queue: "notifications.info", Tag: "7", Connection: c.Connection, Peer: "127.0.0.1", User: sourcestest.Admin, Prefetch: 100, AckRequired: true}
	if c != want {
		t.Errorf("the consumer is %+v", c)
	}
	for _, connection := range s.Connections {
		program, pid := "", 0
		if connection.Name == c.Connection {
			program, pid = "ceilometer-agent-notification", 4711
		} else if connection.Published == nil || *connection.Published <= 0 {
			t.Errorf("the publisher's connection is %+v", connection)
		}
		if connection.Program != program || connection.PID != pid || connection.Peer != "127.0.0.1" || connection.State != "running" || connection.Since.IsZero() || connection.User != sourcestest.Admin {
			t.Errorf("a connection is %+v", connection)
		}
	}
	bindings := []sources.Binding{
		{VHost: v.Name, Exchange: "nova", Queue: "a pool", Key: "notifications.info"},
		{VHost: v.Name, Exchange: "nova", Queue: "notifications.info", Key: "notifications.info"},
		{VHost: v.Name, Exchange: "nova", Queue: "versioned_notifications.info", Key: "versioned_notifications.info"},
	}
	if fmt.Sprint(s.Bindings) != fmt.Sprint(bindings) {
		t.Errorf("the bindings are %+v", s.Bindings)
	}
	pool := queue(s, v.Name, "a pool")
	if pool == nil || !pool.Durable || !pool.AutoDelete || pool.Exclusive || pool.Type != "classic" || fmt.Sprint(pool.Arguments["x-message-ttl"]) != "600000" || pool.Growth == nil {
		t.Errorf("the pool's queue is %+v", pool)
	}
	if q := queue(s, v.Name, "versioned_notifications.info"); q.Published != nil || !is(q.Readers, 0) || !is(q.Messages, 0) {
		t.Errorf("of a queue that nobody has published to the broker gives no rate, and it is %+v", q)
	}
	if e := exchange(s, "silent"); !e.Durable || !e.AutoDelete || e.Type != "topic" || e.Published != nil {
		t.Errorf("an exchange is %+v", e)
	}
}

func exchange(s *sources.Statistics, name string) (found sources.Exchange) {
	for _, e := range s.Exchanges {
		if e.Name == name {
			return e
		}
	}
	return found
}

// named connects under a name, as oslo.messaging does.
func named(t *testing.T, v *sourcestest.VHost, name string) *amqp.Channel {
	t.Helper()
	conn, err := amqp.DialConfig(fmt.Sprintf("amqp://%s:%d", v.Broker.Host, v.Broker.Port), amqp.Config{
		SASL: []amqp.Authentication{&amqp.PlainAuth{Username: sourcestest.Admin, Password: sourcestest.Admin}}, Vhost: v.Name,
		Properties: amqp.Table{"connection_name": name},
	})
	check(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	ch, err := conn.Channel()
	check(t, err)
	return ch
}
