package rabbitmq

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// gate is a host in front of a node that a test opens and shuts. Shut, it
// refuses connections and breaks those it had.
type gate struct {
	t      *testing.T
	target string
	addr   *net.TCPAddr

	mu       sync.Mutex
	listener net.Listener
	conns    []net.Conn
	group    sync.WaitGroup
}

func newGate(t *testing.T, target string) *gate {
	t.Helper()
	g := &gate{t: t, target: target}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	g.addr = l.Addr().(*net.TCPAddr)
	check(t, l.Close())
	t.Cleanup(func() {
		g.shut()
		g.group.Wait()
	})
	return g
}

func (g *gate) open() {
	g.t.Helper()
	l, err := net.Listen("tcp", g.addr.String())
	check(g.t, err)
	g.mu.Lock()
	g.listener = l
	g.mu.Unlock()
	g.group.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", g.target)
			if err != nil {
				_ = in.Close()
				continue
			}
			g.mu.Lock()
			g.conns = append(g.conns, in, out)
			g.mu.Unlock()
			g.group.Go(func() { carry(in, out) })
			g.group.Go(func() { carry(out, in) })
		}
	})
}

func carry(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}

func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listener != nil {
		_ = g.listener.Close()
	}
	for _, c := range g.conns {
		_ = c.Close()
	}
	g.listener, g.conns = nil, nil
}

// host is the gate in a URL, with the credentials of the virtual host.
func (g *gate) host(h oslo.Host) oslo.Host {
	h.Port = g.addr.Port
	return h
}

func TestSecondHostServesUntilTheFirstIsBack(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	nova := newService(t, v, "nova")
	u := v.TransportURL(t)
	preferred, other := newGate(t, u.Hosts[0].Address()), newGate(t, u.Hosts[0].Address())
	u.Hosts = []oslo.Host{preferred.host(u.Hosts[0]), other.host(u.Hosts[0])}
	at := func(g *gate) func(sources.BrokerStatus) bool {
		return func(s sources.BrokerStatus) bool {
			return s.State == sources.Live && s.Address == g.addr.String()+"/"+v.Name
		}
	}

	other.open() // the first host is dead
	r := runConfig(t, Config{Name: "B", URL: u})
	r.await(t, "the tap to use the second host", at(other))
	r.received(t, nova.publish(t, 0, 10))

	preferred.open()
	other.shut()
	other.open()
	r.await(t, "the tap to prefer the first host again", at(preferred))
	r.received(t, nova.publish(t, 10, 10))

	preferred.shut()
	other.shut()
	s := r.await(t, "the tap to be retrying", func(s sources.BrokerStatus) bool { return s.State == sources.Retrying && s.Err != nil })
	if s.RetryAt.IsZero() || s.Exchanges != nil || s.QueueDepth != -1 {
		t.Errorf("without a connection the status is %+v", s)
	}
	preferred.open()
	r.await(t, "the tap to be back", at(preferred))
	r.received(t, nova.publish(t, 20, 10))
}

func TestRefusedHostLeavesTheOthersWithOtherCredentials(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	newService(t, v, "nova")
	u := v.TransportURL(t)
	wrong := u.Hosts[0]
	wrong.Password = "wrong"
	u.Hosts = []oslo.Host{wrong, u.Hosts[0]}
	r := runConfig(t, Config{Name: "B", URL: u})
	r.bound(t, "nova")
}

func TestGreetingIsBounded(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts and is silent
	check(t, err)
	defer l.Close() //nolint:errcheck // a listener
	addr := l.Addr().(*net.TCPAddr)
	u, err := oslo.ParseTransportURL("rabbit://u:p@" + addr.String() + "/")
	check(t, err)
	r := runConfig(t, Config{Name: "B", URL: u})
	conn, err := l.Accept()
	check(t, err)
	defer conn.Close() //nolint:errcheck // a connection
	if err := r.stop(t); err != nil {
		t.Errorf("Run returned %v, want nil", err)
	}
}
