package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

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
