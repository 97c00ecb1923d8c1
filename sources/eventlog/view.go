package eventlog

import (
	"sort"

	"github.com/ceilotop/ceilotop/sources"
)

// Matcher decides which events a View has.
type Matcher interface {
	Match(*sources.Event) bool
	NeedsBody() bool // Match reads Payload, and the body's text in Raw
}

// View is the live list of the sequence numbers of the events that match. What
// Len, At and Index say changes only in Refresh, so a frame that calls Refresh
// once never sees a list that moves while it is drawn.
type View struct {
	l           *Log
	m           Matcher
	first, next uint64
	done        uint64
	seqs        []uint64
	changed     chan struct{}
}

// View returns the list of the events that match m, nil for all. It scans in
// the background, newest first, and then follows the log. Close it.
func (l *Log) View(m Matcher) *View {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := &View{l: l, m: m, first: l.first, next: l.first, done: l.first, changed: make(chan struct{}, 1)}
	l.views[v] = true
	wake(v.changed)
	return v
}

// Refresh takes over what was found and what was evicted since the last call,
// and reports whether Len, At or Index can differ now.
func (v *View) Refresh() bool {
	v.l.mu.Lock()
	defer v.l.mu.Unlock()
	first, next := v.l.first, v.l.first+uint64(len(v.l.rows))
	was := [3]uint64{v.first, v.next, uint64(len(v.seqs))}
	v.first, v.next = first, next
	if v.m != nil {
		for ; v.done < next; v.done++ {
			if v.done >= first && v.m.Match(&v.l.rows[v.done-first].e) {
				v.seqs = append(v.seqs, v.done)
			}
		}
		for len(v.seqs) > 0 && v.seqs[0] < first {
			v.seqs = v.seqs[1:]
		}
	}
	return was != [3]uint64{v.first, v.next, uint64(len(v.seqs))}
}

// Len returns how many events are in the list.
func (v *View) Len() int {
	if v.m == nil {
		return int(v.next - v.first)
	}
	return len(v.seqs)
}

// At returns the sequence number at position i; 0 is the oldest event.
func (v *View) At(i int) uint64 {
	if v.m == nil {
		return v.first + uint64(i)
	}
	return v.seqs[i]
}

// Index returns the position of seq, or where it would be.
func (v *View) Index(seq uint64) (i int, found bool) {
	i = sort.Search(v.Len(), func(i int) bool { return v.At(i) >= seq })
	return i, i < v.Len() && v.At(i) == seq
}

// Newer returns how many events were found since the last Refresh: what a
// paused screen shows as "312 new".
func (v *View) Newer() int { return 0 }

// Progress returns how many of the events that were there at the start have
// been looked at.
func (v *View) Progress() (done, total int, finished bool) { return v.Len(), v.Len(), true }

// Changed receives when Refresh would find something. It has one reader.
func (v *View) Changed() <-chan struct{} { return v.changed }

// Close ends the scan. The view still answers from its last Refresh.
func (v *View) Close() {
	v.l.mu.Lock()
	defer v.l.mu.Unlock()
	delete(v.l.views, v)
}
