package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// ward is a cloud of real servers that is healthy, and in which things are
// broken and mended: two brokers, Keystone where it is installed, and somebody
// who reads B's queues as Ceilometer's agent does.
type ward struct {
	t              *testing.T
	a, b           *sourcestest.VHost
	frontA, frontB *front
	keystone       *sourcestest.Identity
	root           string
	agent          *amqp.Connection
}

var wardLevels = []string{"audit", "critical", "debug", "error", "info", "sample", "warn"}

func newWard(t *testing.T, brokerB *sourcestest.Broker) *ward {
	t.Helper()
	w := &ward{t: t, a: sourcestest.SharedA(t).VHost(t), b: brokerB.VHost(t)}
	for _, v := range []*sourcestest.VHost{w.a, w.b} {
		v.Tag(t, "management") // of one's own virtual hosts alone
	}
	w.frontA, w.frontB = newFront(t, w.a.Broker), newFront(t, w.b.Broker)
	replace := []string{
		"rabbit://openstack:Rpc7secretRpc@192.0.2.11:5672/", w.frontA.url(w.a),
		"rabbit://ceilometer:Tel7secretTel@192.0.2.71:5672/", w.frontB.url(w.b),
	}
	if sourcestest.HaveKeystone() {
		w.keystone = sourcestest.Keystone(t)
		replace = append(replace, "auth_url = http://192.0.2.11:5000/v3", "auth_url = "+w.keystone.URL+"/v3",
			"username = ceilometer", "username = "+w.keystone.UserName, "password = Key7stone", "password = "+w.keystone.Password,
			"project_name = service", "project_name = "+w.keystone.Project,
			"domain_name = Default", "domain_name = "+w.keystone.DomainName)
	}
	w.root = cloudOf(t, "zed-debian", replace...)
	ch := w.b.Channel(t)
	for _, exchange := range []string{"nova", "glance", "keystone", "openstack", "neutron"} {
		done(t, ch.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	}
	for _, level := range wardLevels {
		w.declare(t, ch, "notifications."+level, false)
	}
	w.startAgent(t)
	return w
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// declare makes a queue and binds it as a publisher does.
func (w *ward) declare(t *testing.T, ch *amqp.Channel, queue string, durable bool) {
	t.Helper()
	_, err := ch.QueueDeclare(queue, durable, false, false, false, nil)
	done(t, err)
	for _, exchange := range []string{"nova", "glance", "keystone", "openstack", "neutron"} {
		done(t, ch.QueueBind(queue, queue, exchange, false, nil))
	}
}

// startAgent reads B's queues.
func (w *ward) startAgent(t *testing.T) {
	t.Helper()
	w.agent = w.consume(t, "ceilometer-agent-notification", "notifications.audit", "notifications.critical", "notifications.debug", "notifications.error", "notifications.info", "notifications.sample", "notifications.warn")
}

// consume reads queues over a connection that is named as oslo.messaging does. It
// has ceilotop's own user: with the tag management a user sees the connections
// of no other.
func (w *ward) consume(t *testing.T, program string, queues ...string) *amqp.Connection {
	t.Helper()
	conn, err := amqp.DialConfig(fmt.Sprintf("amqp://%s:%d", w.b.Broker.Host, w.b.Broker.Port), amqp.Config{
		SASL:  []amqp.Authentication{&amqp.PlainAuth{Username: w.b.User, Password: w.b.Password}},
		Vhost: w.b.Name, Heartbeat: 30 * time.Second,
		Properties: amqp.Table{"connection_name": program + ":4711:8f0e2c3a-0000-4000-8000-000000000000"},
	})
	done(t, err)
	w.t.Cleanup(func() { conn.Close() }) // an agent outlives what it was started in
	ch, err := conn.Channel()
	done(t, err)
	done(t, ch.Qos(100, 0, false))
	for _, queue := range queues {
		deliveries, err := ch.Consume(queue, "", false, false, false, false, nil)
		done(t, err)
		go func() {
			for d := range deliveries {
				_ = d.Ack(false)
			}
		}()
	}
	return conn
}

// send publishes notifications until the test, or what it returns, ends.
func (w *ward) send(t *testing.T, v *sourcestest.VHost, exchange string, age time.Duration, times int) (stop func()) {
	t.Helper()
	ch := v.Channel(t)
	done(t, ch.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	ended := make(chan struct{})
	var once sync.Once
	var sending sync.WaitGroup
	sending.Go(func() {
		for n := 0; ; n++ {
			message := fmt.Sprintf(`{"message_id": "00000000-0000-4000-8000-%012d", "publisher_id": "compute.ctl1", "event_type": "compute.instance.update", "priority": "INFO", "timestamp": "%s", "payload": {}}`,
				time.Now().UnixNano()%1e12, time.Now().UTC().Add(-age).Format("2006-01-02 15:04:05.000000"))
			body, _ := json.Marshal(map[string]string{"oslo.version": "2.0", "oslo.message": message})
			for range times {
				_ = ch.PublishWithContext(t.Context(), exchange, "notifications.info", false, false, amqp.Publishing{ContentType: "application/json", Body: body})
			}
			select {
			case <-ended:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	stop = func() { once.Do(func() { close(ended) }); sending.Wait() }
	t.Cleanup(stop)
	return stop
}

// fill makes a queue with messages that nobody reads.
func fillQueue(t *testing.T, v *sourcestest.VHost, queue string, n int) {
	t.Helper()
	ch := v.Channel(t)
	_, err := ch.QueueDeclare(queue, false, false, false, false, nil)
	done(t, err)
	for range n {
		done(t, ch.PublishWithContext(t.Context(), "", queue, false, false, amqp.Publishing{Body: []byte("{}")}))
	}
}

func dropQueue(t *testing.T, v *sourcestest.VHost, queue string) {
	t.Helper()
	_, err := v.Channel(t).QueueDelete(queue, false, false, false)
	done(t, err)
}

// edit replaces a text in a file of the cloud and returns what takes it back.
func (w *ward) edit(t *testing.T, name, old, with string) (back func()) {
	t.Helper()
	path := filepath.Join(w.root, name)
	text, err := os.ReadFile(path)
	done(t, err)
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	done(t, os.WriteFile(path, []byte(strings.Replace(string(text), old, with, 1)), 0o640))
	return func() { done(t, os.WriteFile(path, text, 0o640)) }
}

// examine is what ceilotop doctor finds: the checks that warn, or worse.
func examine(t *testing.T, getenv func(string) string, options ...string) (ids []string, said string) {
	t.Helper()
	var stdout, stderr strings.Builder
	run(t.Context(), append([]string{"doctor", "-f", "json"}, options...), strings.NewReader(""), &stdout, &stderr, getenv)
	var found []findingJSON
	if err := json.Unmarshal([]byte(stdout.String()), &found); err != nil {
		t.Errorf("%v: %s%s", err, stdout.String(), stderr.String())
	}
	bad := make(map[string]bool)
	for _, f := range found {
		if f.Result == "critical" || f.Result == "warning" {
			bad[f.Check] = true
			text, _ := json.Marshal(f)
			said += string(text) + "\n"
		}
	}
	return slices.Sorted(maps.Keys(bad)), said
}

func (w *ward) examine(t *testing.T) (ids []string, said string) {
	t.Helper()
	return examine(t, func(string) string { return "" }, "--root", w.root)
}

// await examines until the checks are those, for as long as a broker's own
// statistics may be old.
func (w *ward) await(t *testing.T, want ...string) {
	t.Helper()
	var ids []string
	var said string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if ids, said = w.examine(t); slices.Equal(ids, want) {
			return
		}
	}
	t.Fatalf("it finds %q, want %q:\n%s", ids, want, said)
}

// front stands before a broker, with its management API at the port where it is
// looked for: 10000 above.
type front struct {
	host      string
	port      int
	listeners []net.Listener
	to        []string

	mu   sync.Mutex
	open map[net.Conn]bool
}

func newFront(t *testing.T, b *sourcestest.Broker) *front {
	t.Helper()
	f := &front{host: "127.0.0.1", open: make(map[net.Conn]bool), to: []string{
		net.JoinHostPort(b.Host, fmt.Sprint(b.Port)), net.JoinHostPort(b.Host, fmt.Sprint(b.ManagementPort)),
	}}
	for range 50 {
		amqpSide, err := net.Listen("tcp", "127.0.0.1:0")
		done(t, err)
		f.port = amqpSide.Addr().(*net.TCPAddr).Port
		admin, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", f.port+10000))
		if err != nil {
			amqpSide.Close()
			continue
		}
		f.listeners = []net.Listener{amqpSide, admin}
		break
	}
	if f.listeners == nil {
		t.Fatal("no two ports that are 10000 apart")
	}
	f.serve()
	t.Cleanup(f.stop)
	return f
}

func (f *front) url(v *sourcestest.VHost) string {
	return strings.Replace(v.URL(), fmt.Sprintf("@%s:%d/", v.Broker.Host, v.Broker.Port), fmt.Sprintf("@%s:%d/", f.host, f.port), 1)
}

func (f *front) serve() {
	for i, l := range f.listeners {
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go f.pass(c, f.to[i])
			}
		}()
	}
}

func (f *front) pass(c net.Conn, to string) {
	d, err := net.Dial("tcp", to)
	if err != nil {
		c.Close()
		return
	}
	f.mu.Lock()
	f.open[c], f.open[d] = true, true
	f.mu.Unlock()
	go func() { _, _ = io.Copy(d, c); d.Close() }()
	_, _ = io.Copy(c, d)
	c.Close()
	f.mu.Lock()
	delete(f.open, c)
	delete(f.open, d)
	f.mu.Unlock()
}

// stop closes the ports and cuts all connections.
func (f *front) stop() {
	for _, l := range f.listeners {
		l.Close()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.open {
		c.Close()
	}
}

// start opens the same ports again.
func (f *front) start(t *testing.T) {
	t.Helper()
	for i, l := range f.listeners {
		var err error
		f.listeners[i], err = net.Listen("tcp", l.Addr().String())
		done(t, err)
	}
	f.serve()
}
