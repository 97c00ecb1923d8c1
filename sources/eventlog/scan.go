package eventlog

import (
	"runtime"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// scan is one worker of the first scan: it takes unit after unit, the newest
// first, and puts what it found where it belongs.
func (v *View) scan() {
	s := newScanner(v)
	for {
		v.mu.Lock()
		n := v.taken
		v.taken++
		v.mu.Unlock()
		if n >= len(v.units) || s.stopping() {
			return
		}
		found := s.scan(v.units[n], nil)
		if s.stopping() {
			return
		}
		v.merge(n, found)
		// The reader of Changed may wait for a processor that these workers
		// have: 10 ms until the scheduler would take it from them.
		runtime.Gosched()
	}
}

// merge keeps the matches of unit n until those of every newer one are there:
// the list grows at its old end only, so no position in sight ever changes.
func (v *View) merge(n int, found []uint64) {
	first, _ := v.l.Bounds()
	v.mu.Lock()
	v.first = max(v.first, first)
	v.results[n] = found
	for {
		found, ok := v.results[v.merged]
		if !ok {
			break
		}
		delete(v.results, v.merged)
		for i := len(found) - 1; i >= 0 && found[i] >= v.first; i-- {
			v.old = append(v.old, found[i])
		}
		v.done += int(v.units[v.merged].hi - v.units[v.merged].lo)
		v.merged++
	}
	v.mu.Unlock()
	v.account()
	v.publish()
}

// follow scans what Put brings. It rests between two looks, so that a flood
// costs a hundred wake-ups a second and not one per event.
func (v *View) follow() {
	s := newScanner(v)
	rest := time.NewTimer(0)
	defer rest.Stop()
	for at := v.base; ; {
		select {
		case <-v.woken:
		case <-v.stopped:
			return
		}
		first, next := v.l.Bounds()
		var found []uint64
		for at = max(at, first); at < next && !s.stopping(); {
			hi := min(next, at+lastUnit)
			found = s.scan(unit{at, hi}, found)
			at = hi
		}
		v.mu.Lock()
		v.live = append(v.live, found...)
		lost := len(v.shown.old) > 0 && v.shown.old[len(v.shown.old)-1] < first ||
			len(v.shown.live) > 0 && v.shown.live[0] < first
		v.trim(first)
		v.mu.Unlock()
		if len(found) > 0 {
			v.account()
		}
		if len(found) > 0 || lost {
			v.publish()
		}
		rest.Reset(followGap)
		select {
		case <-rest.C:
		case <-v.stopped:
			return
		}
	}
}

func (v *View) publish() {
	wake(v.changed)
	wake(v.l.changed)
}

// Each gives each the kept events from seq on that match, the oldest first, and
// returns the number behind the last one looked at: the next seq of whoever
// follows. Of an event only the fields that m reads are set, and its numbers
// and times; it is valid during the call.
func (l *Log) Each(seq uint64, m Splitter, each func(*sources.Event)) (next uint64) {
	first, next := l.Bounds()
	s := scannerOf(l, m, nil)
	for at := max(seq, first); at < next; at += lastUnit {
		var found []uint64
		if found = s.scan(unit{at, min(at+lastUnit, next)}, nil); len(found) == 0 {
			continue
		}
		for _, seq := range found {
			l.mu.Lock()
			seg := l.cut(seq)
			l.mu.Unlock()
			if seg == nil {
				continue // evicted meanwhile
			}
			s.enter(seg)
			var e sources.Event
			s.fill(seg, int(seq-seg.first), &e)
			each(&e)
		}
	}
	return max(seq, next)
}
