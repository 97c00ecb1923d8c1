package rabbitmq

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// board holds the status that everybody may read. What changes with every
// message is atomic; the rest is a value that is replaced as a whole.
type board struct {
	received atomic.Uint64
	bytes    atomic.Uint64 // of all bodies received
	depth    atomic.Int64  // of the own queue, -1 unknown
	dropped  atomic.Uint64
	caughtUp atomic.Int64 // Unix time in ns, 0 never

	shown  atomic.Pointer[sources.BrokerStatus]
	mu     sync.Mutex // one writer at a time, so that OnStatus sees changes in order
	notify func(sources.BrokerStatus)
}

func (b *board) init(c Config) {
	s := sources.BrokerStatus{Broker: c.Name, State: sources.Connecting, Since: time.Now()}
	if len(c.URL.Hosts) > 0 {
		s.Address = address(c.URL.Hosts[0], c.URL.VirtualHost)
	}
	b.depth.Store(-1)
	b.shown.Store(&s)
	b.notify = c.OnStatus
}

// change replaces the status by what edit makes of a copy, and tells. Slices in
// the copy are shared with readers: edit replaces them and never writes to one.
func (b *board) change(edit func(*sources.BrokerStatus)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := *b.shown.Load()
	before := s.State
	edit(&s)
	if s.State != before {
		s.Since = time.Now()
	}
	b.shown.Store(&s)
	if b.notify != nil {
		b.notify(b.now())
	}
}

func (b *board) now() sources.BrokerStatus {
	s := *b.shown.Load()
	s.Received = b.received.Load()
	s.QueueDepth = int(b.depth.Load())
	s.PossiblyDropped = b.dropped.Load()
	if at := b.caughtUp.Load(); at != 0 {
		s.CaughtUp = time.Unix(0, at).UTC()
	}
	return s
}
