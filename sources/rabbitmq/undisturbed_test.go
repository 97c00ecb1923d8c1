package rabbitmq

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// In the environment, it makes this program a tap and nothing else.
const childURL = "CEILOTOP_TEST_TAP"

func childTap(url string) {
	u, err := oslo.ParseTransportURL(url)
	if err != nil {
		panic(err)
	}
	tap := New(Config{Name: "B", URL: u, OnStatus: func(s sources.BrokerStatus) { fmt.Println(s.State, s.Queue) }})
	_ = tap.Run(context.Background(), func(*sources.Message) {})
	os.Exit(1)
}

func TestCeilometerReceivesEveryMessage(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	nova, cinder := newService(t, v, "nova"), newService(t, v, "openstack")
	agent := newAgent(t, v)
	var sent []string
	publish := func() {
		sent = append(sent, nova.publish(t, len(sent), 1000)...)
		sent = append(sent, cinder.publish(t, len(sent), 1000)...)
	}
	publish()

	first, slow := run(t, v), run(t, v)
	first.bound(t, "nova", "openstack")
	slow.bound(t, "nova", "openstack")
	before := len(sent)
	slow.hold.Lock()
	publish()
	agent.received(t, sent)

	killed := killTap(t, v)
	publish()
	agent.received(t, sent)
	eventually(t, "the queue of a killed tap to disappear", func() bool {
		return !slices.Contains(taps(t, v), killed)
	}, func() string { return strings.Join(taps(t, v), " ") })

	slow.hold.Unlock()
	publish()
	agent.received(t, sent)
	first.received(t, sent[before:])
	slow.received(t, sent[before:])
	for _, r := range []*running{first, slow} {
		s := r.tap.Status()
		if s.Received != uint64(len(sent)-before) || s.PossiblyDropped != 0 {
			t.Errorf("received %d and possibly dropped %d, want %d and 0", s.Received, s.PossiblyDropped, len(sent)-before)
		}
	}
}

// killTap runs a tap in a process of its own, kills it while it is live, and
// returns its queue.
func killTap(t *testing.T, v *sourcestest.VHost) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+v.URL())
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	var queue string
	for lines := bufio.NewScanner(out); queue == "" && lines.Scan(); {
		queue, _ = strings.CutPrefix(lines.Text(), "live ")
		if queue == lines.Text() {
			queue = ""
		}
	}
	if !slices.Contains(taps(t, v), queue) {
		t.Fatalf("the queue %q of a tap in another process is not there", queue)
	}
	check(t, cmd.Process.Kill())
	_ = cmd.Wait()
	return queue
}

func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	nova := newService(t, v, "nova")
	r := run(t, v)
	r.bound(t, "nova")
	r.received(t, nova.publish(t, 0, 500))
	host, _ := os.Hostname()
	name := fmt.Sprintf("ceilotop:%s:%d", host, os.Getpid())
	eventually(t, "the connection to be listed as "+name, func() bool { return slices.Contains(connections(t, v), name) },
		func() string { return strings.Join(connections(t, v), " ") })

	nova.publish(t, 500, 2000) // leaving in the middle of a flood
	if err := r.stop(t); err != nil {
		t.Fatalf("Run returned %v, want nil", err)
	}
	if left := taps(t, v); left != nil {
		t.Errorf("after Run returned, these queues are left: %v", left)
	}
	eventually(t, "the connection to disappear", func() bool { return !slices.Contains(connections(t, v), name) },
		func() string { return strings.Join(connections(t, v), " ") })
	exchanges, err := v.Broker.Client().ListExchangesIn(v.Name)
	check(t, err)
	for _, e := range exchanges {
		if e.Name != "" && e.Name != "nova" && !strings.HasPrefix(e.Name, "amq.") {
			t.Errorf("the exchange %s appeared", e.Name)
		}
	}
}

func connections(t *testing.T, v *sourcestest.VHost) (names []string) {
	t.Helper()
	list, err := v.Broker.Client().ListVhostConnections(v.Name)
	check(t, err)
	for _, c := range list {
		name, _ := c.ClientProperties["connection_name"].(string)
		names = append(names, name)
	}
	return names
}

func TestMessageArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	nova := newService(t, v, "nova")
	got := make(chan *sources.Message, 1)
	tap := New(Config{Name: "B", URL: v.TransportURL(t), Topics: []string{"notifications"}})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- tap.Run(ctx, func(m *sources.Message) { got <- m }) }()
	eventually(t, "the tap to be live", func() bool { return tap.Status().State == sources.Live }, func() string { return "" })
	body := nova.publish(t, 0, 1)[0]
	m := <-got
	cancel()
	check(t, <-done)
	p := m.Properties
	if m.Broker != "B" || m.Exchange != "nova" || m.RoutingKey != info || string(m.Body) != body || m.Redelivered || m.Headers != nil ||
		p.ContentType != "application/json" || p.ContentEncoding != "utf-8" || p.DeliveryMode != 2 || p.Timestamp != nil {
		t.Errorf("got %+v", m)
	}
	if m.ReceivedAt.IsZero() {
		t.Error("it does not say when it was received")
	}
}
