package eventlog

import (
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

const (
	defaultEvents = 1_000_000
	defaultBytes  = 256 << 20

	minBytes       = 8 << 20  // less would not hold the codec, the counters and some segments
	segmentRows    = 8192     // dictionary numbers are 16 bits wide
	blockSize      = 1 << 20  // see the package comment for the measurement
	firstBuffer    = 64 << 10 // of a block; it grows, so that a quiet log stays small
	pendingBlocks  = 64       // blocks the worker may be behind; more, and Put compresses itself
	segmentPart    = 16       // a segment takes at most this part of the byte bound
	bodyPart       = 8        // and one body this part
	seenIDs        = 1 << 16  // message ids remembered for duplicates, once or twice over
	maxNames       = 256      // names counted each for services, types and brokers
	maxFieldLength = 4 << 10  // a row's text is cut here; the body has all of it
)

// Options bound a Log. The zero value is what the program uses.
type Options struct {
	MaxEvents   int              // 0: 1,000,000
	MaxBytes    int64            // 0: 256 MiB; less than 8 MiB is raised to it
	Now         func() time.Time // nil: time.Now
	ShowSecrets bool             // Event decodes without masking

	// OnPanic is told of a panic in the background, such as in a Matcher. Nil
	// lets it end the program.
	OnPanic func(v any)
}

// Log is safe for use by many goroutines.
type Log struct {
	o       Options
	now     func() time.Time
	changed chan struct{}
	codec   *codec
	workers sync.WaitGroup
	reader  struct { // remembers one block: whoever saves a list reads in order
		sync.Mutex
		bodies
	}
	decoder struct {
		sync.Mutex
		oslo.Decoder
	}

	mu     sync.Mutex
	segs   []*segment // the oldest first; the last one is open
	first  uint64     // kept is first ≤ seq < next
	next   uint64
	bytes  int64 // of everything below, views and pins
	seen   seen
	count  counters
	views  []*View
	queue  chan job // nil until the first block is full
	closed bool

	behind      int // blocks the worker has not done
	behindBytes int64
}

// New returns an empty log. Close ends its worker.
func New(o Options) *Log {
	if o.MaxEvents <= 0 {
		o.MaxEvents = defaultEvents
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultBytes
	}
	o.MaxBytes = max(o.MaxBytes, minBytes)
	now := o.Now
	if now == nil {
		now = time.Now
	}
	l := &Log{o: o, now: now, changed: make(chan struct{}, 1), codec: newCodec(), first: 1, next: 1}
	l.decoder.ShowSecrets = o.ShowSecrets
	l.seen = newSeen(int(min(seenIDs, o.MaxBytes>>9)))
	l.count = newCounters()
	l.bytes = l.seen.size() + l.count.size() + codecBytes
	l.open()
	return l
}

// Close ends what runs in the background, views included. What is kept stays
// readable, and Put still works: it compresses by itself.
func (l *Log) Close() {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return
	}
	l.closed = true
	if l.queue != nil {
		close(l.queue)
	}
	for _, v := range l.views {
		v.stop()
	}
	l.views = nil
	l.mu.Unlock()
	l.workers.Wait()
}

// Put keeps an event and the message it was decoded from, copying what it
// needs, and returns the event's sequence number; the first is 1.
func (l *Log) Put(m *sources.Message, e *sources.Event) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	again := e.MessageID != "" && l.seen.add(m.Broker, e.MessageID)
	l.count.add(l.now(), e, again)

	seg := l.segs[len(l.segs)-1]
	if seg.full() {
		seg = l.open()
	}
	in := delivery{e: e, body: m.Body, extras: encodeExtras(m)}
	if int64(len(in.body)+len(in.extras)) > l.o.MaxBytes/bodyPart {
		in.body, in.extras = nil, ""
		in.flags |= bodyDropped
		l.count.bodiesDropped++
	}
	if again {
		in.flags |= repeated
	}
	if !seg.room(len(in.body)) {
		l.pack(seg)
	}
	seg.append(&in)
	l.measure(seg)

	seq := l.next
	l.next++
	l.evict()
	wake(l.changed)
	for _, v := range l.views {
		v.note()
	}
	return seq
}

// open seals the last segment and begins another.
func (l *Log) open() *segment {
	if n := len(l.segs); n > 0 {
		old := l.segs[n-1]
		l.pack(old)
		old.seal()
		l.measure(old)
	}
	part := l.o.MaxBytes / segmentPart
	seg := newSegment(l.next, min(segmentRows, max(l.o.MaxEvents, 64), int(part>>10)), int(min(blockSize, part/4)), part)
	l.measure(seg)
	l.segs = append(l.segs, seg)
	return seg
}

// measure brings the count of bytes up to date after seg changed.
func (l *Log) measure(seg *segment) {
	n := seg.size()
	l.bytes += n - seg.bytes
	seg.bytes = n
}

// evict drops the oldest events until the log is within its bounds. By count
// it is exact, though a segment's memory goes only with its last event; by
// bytes it drops whole segments.
func (l *Log) evict() {
	for l.bytes > l.o.MaxBytes && len(l.segs) > 1 {
		l.drop()
	}
	if n := l.next - l.first; n > uint64(l.o.MaxEvents) {
		l.first = l.next - uint64(l.o.MaxEvents)
	}
	for len(l.segs) > 1 && l.segs[1].first <= l.first {
		l.drop()
	}
}

// drop lets go of the oldest segment. What a pin holds stays counted.
func (l *Log) drop() {
	seg := l.segs[0]
	l.segs[0] = nil
	l.segs = l.segs[1:]
	l.first = max(l.first, l.segs[0].first)
	seg.evicted = true
	if seg.pins == 0 {
		l.bytes -= seg.bytes
	}
}

// Changed receives when there is something new to show. It has one reader.
func (l *Log) Changed() <-chan struct{} { return l.changed }

// Bounds returns what is kept: first ≤ seq < next.
func (l *Log) Bounds() (first, next uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first, l.next
}

// background runs f under the log's care: Close waits for it.
func (l *Log) background(f func()) {
	l.workers.Add(1)
	go func() {
		defer l.workers.Done()
		if l.o.OnPanic != nil {
			defer func() {
				if v := recover(); v != nil {
					l.o.OnPanic(v)
				}
			}()
		}
		f()
	}()
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
