package eventlog

import (
	"runtime"
	"sort"
	"sync"
	"time"
)

// View is the live list of the sequence numbers of the events that match. It
// scans in the background, newest first, so that the first screen is there at
// once, and then follows the log.
//
// What Len, At, Index and Progress say changes only in Refresh, so a frame that
// calls Refresh once never sees a list that moves while it is drawn, and a
// paused screen is one that does not call it: At goes on giving numbers that
// the log has dropped meanwhile. These five belong to one goroutine.
type View struct {
	l       *Log
	m       Matcher // nil: everything, and none of the lists below
	base    uint64  // what was there when the view was made is below
	changed chan struct{}
	woken   chan struct{} // Put came; has room for one
	stopped chan struct{}
	counted int64 // bytes, as last added to the log's; guarded by the log's lock
	closed  bool  // guarded by the log's lock

	mu        sync.Mutex
	old       []uint64         // below base, the newest first
	live      []uint64         // from base on, the oldest first
	first     uint64           // of the log, when last looked
	dropped   int              // of live, since evicted
	units     []unit           // of the first scan, the newest first
	results   map[int][]uint64 // of units done before one that is newer
	taken     int              // units given to a worker
	merged    int              // units in old
	done, sum int              // events looked at, and to look at
	shown     struct {         // as of the last Refresh
		first, next uint64 // of the log
		old, live   []uint64
		upto        int // how many of live there ever were
		done        int
		finished    bool
	}
}

// unit is a range of events that one worker scans: lo ≤ seq < hi.
type unit struct{ lo, hi uint64 }

const (
	firstUnit = 256  // rows: a screenful is found within a millisecond or two
	lastUnit  = 4096 // and the blocks at a unit's two ends are inflated twice
	followGap = 10 * time.Millisecond
)

// View returns the list of the events that match m; nil has all of them, needs
// no scan and costs no memory. Close it. A changed filter is a new View.
func (l *Log) View(m Matcher) *View {
	if all, ok := m.(interface{ Everything() bool }); ok && all.Everything() {
		m = nil
	}
	v := &View{
		l: l, m: m, changed: make(chan struct{}, 1), woken: make(chan struct{}, 1), stopped: make(chan struct{}),
		results: make(map[int][]uint64),
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	v.base = l.next
	wake(v.changed)
	if l.closed {
		v.stop()
		return v
	}
	l.views = append(l.views, v)
	if m == nil {
		return v
	}
	size := uint64(firstUnit)
	for hi := v.base; hi > l.first; {
		lo := max(hi, l.first+size) - size
		v.units = append(v.units, unit{lo, hi})
		hi, size = lo, min(2*size, lastUnit)
	}
	v.sum = int(v.base - l.first)
	for range min(runtime.GOMAXPROCS(0), 4, len(v.units)) {
		l.background(v.scan)
	}
	l.background(v.follow)
	return v
}

// Refresh takes over what was found and what was evicted since the last call,
// and reports whether Len, At, Index or Progress can differ now.
func (v *View) Refresh() bool {
	first, next := v.l.Bounds()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.trim(first)
	s, was := &v.shown, v.shown
	s.first, s.next = first, next
	s.old, s.live, s.upto = v.old, v.live, v.dropped+len(v.live)
	s.done, s.finished = v.done, v.merged == len(v.units)
	if v.m == nil {
		return s.first != was.first || s.next != was.next
	}
	return len(s.old) != len(was.old) || len(s.live) != len(was.live) || s.upto != was.upto ||
		s.done != was.done || s.finished != was.finished
}

// trim forgets what the log dropped. Old is only cut at its end, and then never
// grows again, since that would be older still: what a frame still reads there
// is not written over.
func (v *View) trim(first uint64) {
	v.first = max(v.first, first)
	if n := len(v.old); n > 0 && v.old[n-1] < first {
		v.old = v.old[:sort.Search(n, func(i int) bool { return v.old[i] < first })]
	}
	if v.base <= first {
		v.old = nil
	}
	if len(v.live) > 0 && v.live[0] < first {
		n := sort.Search(len(v.live), func(i int) bool { return v.live[i] >= first })
		v.live = v.live[n:]
		v.dropped += n
	}
}

// Len returns how many events are in the list.
func (v *View) Len() int {
	if v.m == nil {
		return int(v.shown.next - v.shown.first)
	}
	return len(v.shown.old) + len(v.shown.live)
}

// At returns the sequence number at position i; 0 is the oldest event.
func (v *View) At(i int) uint64 {
	s := &v.shown
	switch n := len(s.old); {
	case v.m == nil:
		return s.first + uint64(i)
	case i < n:
		return s.old[n-1-i]
	default:
		return s.live[i-n]
	}
}

// Index returns the position of seq, or where it would be.
func (v *View) Index(seq uint64) (i int, found bool) {
	if v.m == nil {
		i = int(min(max(seq, v.shown.first), v.shown.next) - v.shown.first)
	} else {
		i = sort.Search(v.Len(), func(i int) bool { return v.At(i) >= seq })
	}
	return i, i < v.Len() && v.At(i) == seq
}

// Newer returns how many matching events came since the last Refresh, for the
// "312 new" of a paused screen. Unlike the others it is of this moment.
func (v *View) Newer() int {
	_, next := v.l.Bounds()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.m == nil {
		return int(next - v.shown.next)
	}
	return v.dropped + len(v.live) - v.shown.upto
}

// Progress returns how many of the events that were there at the start have
// been looked at.
func (v *View) Progress() (done, total int, finished bool) {
	if v.m == nil {
		return 0, 0, true
	}
	return v.shown.done, v.sum, v.shown.finished
}

// Changed receives when Refresh would find something. It has one reader.
func (v *View) Changed() <-chan struct{} { return v.changed }

// Close ends the scan, without waiting for it. The view still answers from its
// last Refresh.
func (v *View) Close() {
	v.l.mu.Lock()
	defer v.l.mu.Unlock()
	for i, other := range v.l.views {
		if other == v {
			v.l.views = append(v.l.views[:i:i], v.l.views[i+1:]...)
		}
	}
	v.stop()
	v.l.bytes -= v.counted
	v.counted = 0
}

// stop ends the view's goroutines. The log's lock is held.
func (v *View) stop() {
	if !v.closed {
		v.closed = true
		close(v.stopped)
	}
}

// note is Put's word that an event came. The log's lock is held.
func (v *View) note() {
	if v.m == nil {
		wake(v.changed)
	} else {
		wake(v.woken)
	}
}

// account adds what the lists take to the log's bytes.
func (v *View) account() {
	v.l.mu.Lock()
	defer v.l.mu.Unlock()
	if v.closed {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	n := int64(8*(cap(v.old)+cap(v.live)) + 16*cap(v.units))
	v.l.bytes += n - v.counted
	v.counted = n
	v.l.evict()
}
