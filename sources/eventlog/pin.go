package eventlog

import (
	"slices"
	"sort"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	pinSegments = 4
	pinBytes    = 16 << 20
)

// Pin keeps events readable although the log drops them, as a paused screen
// needs. It asks the log first, so it reads whatever is kept at all.
type Pin struct {
	l    *Log
	segs []*segment // the oldest first; guarded by the log's lock, nil when released
}

// Pin keeps the events lo ≤ seq ≤ hi and those around them, as far as four
// segments and 16 MiB go, the newest first. Release it.
func (l *Log) Pin(lo, hi uint64) *Pin {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := &Pin{l: l}
	for i := len(l.segs) - 1; i >= 0; i-- {
		if seg := l.segs[i]; seg.first <= hi && seg.first+uint64(len(seg.rows)) > lo && !p.add(seg) {
			break
		}
	}
	return p
}

// PinRows keeps single events, such as a screenful of a filtered view: their
// segments as Pin does, or, when they are spread too far, copies of the events,
// as many as go into 16 MiB.
func (l *Log) PinRows(seqs ...uint64) *Pin {
	p := &Pin{l: l}
	var alone []*segment
	var aloneAt []uint64
	l.mu.Lock()
	for _, seq := range seqs {
		if seg := l.find(seq); seg != nil && !p.add(seg) {
			alone, aloneAt = append(alone, seg.cut()), append(aloneAt, seq)
		}
	}
	room := l.pinRoom() - p.size()
	l.mu.Unlock()
	for i, seg := range alone {
		one := l.single(seg, aloneAt[i])
		if room -= one.size(); room < 0 {
			break
		}
		l.mu.Lock()
		one.pins, one.evicted = 1, true
		l.measure(one)
		l.evict()
		p.insert(one)
		l.mu.Unlock()
	}
	return p
}

// single copies one event into a segment of its own.
func (l *Log) single(seg *segment, seq uint64) *segment {
	i := int(seq - seg.first)
	in := delivery{e: new(sources.Event), flags: seg.rows[i].flags & (repeated | bodyDropped)}
	seg.fill(i, in.e)
	if m, err := l.message(seg, seq); err == nil {
		in.body, in.extras = m.Body, encodeExtras(&m)
	} else {
		in.flags |= bodyDropped
	}
	one := newSegment(seq, 1, 0, 0)
	one.append(&in)
	one.endBlock()
	one.seal()
	return one
}

func (l *Log) pinRoom() int64 { return min(pinBytes, l.o.MaxBytes/4) }

func (p *Pin) size() (n int64) {
	for _, seg := range p.segs {
		n += seg.bytes
	}
	return n
}

// add reports false when the pin is full.
func (p *Pin) add(seg *segment) bool {
	if slices.Contains(p.segs, seg) {
		return true
	}
	if len(p.segs) == pinSegments || len(p.segs) > 0 && p.size()+seg.bytes > p.l.pinRoom() {
		return false
	}
	seg.pins++
	p.insert(seg)
	return true
}

func (p *Pin) insert(seg *segment) {
	i := sort.Search(len(p.segs), func(i int) bool { return p.segs[i].first > seg.first })
	p.segs = slices.Insert(p.segs, i, seg)
}

// Bounds returns the range that the pin's events lie in; with PinRows there may
// be others between them.
func (p *Pin) Bounds() (first, next uint64) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if len(p.segs) == 0 {
		return 0, 0
	}
	last := p.segs[len(p.segs)-1]
	return p.segs[0].first, last.first + uint64(len(last.rows))
}

// Row is as Log.Row.
func (p *Pin) Row(seq uint64, e *sources.Event) bool {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	seg := p.find(seq)
	if seg == nil {
		return false
	}
	seg.fill(int(seq-seg.first), e)
	return true
}

// Event is as Log.Event.
func (p *Pin) Event(seq uint64) (sources.Event, error) { return p.l.event(p.cut(seq), seq) }

// Message is as Log.Message.
func (p *Pin) Message(seq uint64) (sources.Message, error) { return p.l.message(p.cut(seq), seq) }

// find returns the segment that has seq, the log's or the pin's.
func (p *Pin) find(seq uint64) *segment {
	if seg := p.l.find(seq); seg != nil {
		return seg
	}
	for _, seg := range p.segs {
		if seq >= seg.first && seq < seg.first+uint64(len(seg.rows)) {
			return seg
		}
	}
	return nil
}

func (p *Pin) cut(seq uint64) *segment {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	seg := p.find(seq)
	if seg == nil {
		return nil
	}
	return seg.cut()
}

// Release lets go of the events. It may be called twice.
func (p *Pin) Release() {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	for _, seg := range p.segs {
		if seg.pins--; seg.pins == 0 && seg.evicted {
			p.l.bytes -= seg.bytes
		}
	}
	p.segs = nil
}
