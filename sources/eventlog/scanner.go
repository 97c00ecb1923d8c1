package eventlog

import (
	"bytes"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Matcher decides which events a View has. It is asked from several goroutines
// at once.
type Matcher interface {
	Match(*sources.Event) bool

	// NeedsBody reports whether Match reads Payload, or the text of the body in
	// Raw; otherwise both are nil. Raw is the notification itself, without
	// oslo.messaging's envelope if that was there.
	NeedsBody() bool
}

// Splitter is a Matcher that a View can ask much faster, because its verdict is
// put together from tests of single fields: a test is then made once for each
// different text in a segment, not once for each event.
type Splitter interface {
	Matcher

	// FieldTests are at most 63; bit i of passed below is the answer of test i.
	FieldTests() []sources.FieldTest
	// Decide gives the verdict if the tests alone decide.
	Decide(passed uint64) (match, sure bool)
	// MatchRest gives it otherwise, from an event whose numbers and times are
	// set, and of the texts those that Reads names.
	MatchRest(passed uint64, e *sources.Event) bool
	Reads() []sources.Field
	// ReadsPayload reports whether the payload is read, when NeedsBody. It is
	// then set where Raw does not have it under the key "payload".
	ReadsPayload() bool
}

const maxTests = 63

// scanner looks at events for one goroutine of a View. What it remembers of the
// dictionaries is of one segment.
type scanner struct {
	l       *Log
	m       Matcher
	stopped <-chan struct{}

	split   Splitter // nil: ask m about whole rows
	tests   []sources.FieldTest
	inKind  []sources.Field // of those, the ones that a kind has
	inRow   []sources.Field // and the others
	reads   []sources.Field
	payload bool

	first   uint64                       // of the segment that the rest is about
	kinds   []uint64                     // verdicts by number; asked marks those made
	memo    [sources.FieldCount][]uint64 // the same for dictionary entries
	texts   [sources.FieldCount][]string // entries as text
	body    bodies
	wire    []byte
	dec     oslo.Decoder
	decoded sources.Event
}

// asked marks a set of answers that was made.
const asked = 1 << 63

func newScanner(v *View) *scanner { return scannerOf(v.l, v.m, v.stopped) }

func scannerOf(l *Log, m Matcher, stopped <-chan struct{}) *scanner {
	s := &scanner{l: l, m: m, stopped: stopped, payload: true}
	s.dec.ShowSecrets = l.o.ShowSecrets
	if split, ok := m.(Splitter); ok && len(split.FieldTests()) <= maxTests {
		s.split, s.tests, s.reads, s.payload = split, split.FieldTests(), split.Reads(), split.ReadsPayload()
	} else {
		for f := range sources.FieldCount {
			s.reads = append(s.reads, f)
		}
	}
	var has [sources.FieldCount]bool
	for _, t := range s.tests {
		if has[t.Field] {
			continue
		}
		has[t.Field] = true
		switch t.Field {
		case sources.FieldProjectID, sources.FieldUserID, sources.FieldResourceID, sources.FieldResourceName,
			sources.FieldRequestID, sources.FieldGlobalRequestID, sources.FieldMessageID:
			s.inRow = append(s.inRow, t.Field)
		default:
			s.inKind = append(s.inKind, t.Field)
		}
	}
	return s
}

func (s *scanner) stopping() bool {
	select {
	case <-s.stopped:
		return true
	default:
		return false
	}
}

// scan appends the events of u that match, the oldest first. What is evicted
// meanwhile is left out.
func (s *scanner) scan(u unit, found []uint64) []uint64 {
	for at := u.lo; at < u.hi; {
		s.l.mu.Lock()
		at = max(at, s.l.first)
		seg := s.l.cut(at)
		s.l.mu.Unlock()
		if seg == nil || at >= u.hi {
			break
		}
		s.enter(seg)
		i, end := int(at-seg.first), int(min(u.hi-seg.first, uint64(len(seg.rows))))
		for ; i < end; i++ {
			if i&63 == 0 && s.stopping() {
				return found
			}
			if s.match(seg, i) {
				found = append(found, seg.first+uint64(i))
			}
		}
		at = seg.first + uint64(end)
	}
	return found
}

// enter forgets what it knew of another segment.
func (s *scanner) enter(seg *segment) {
	if s.first == seg.first {
		return
	}
	s.first = seg.first
	s.kinds = s.kinds[:0]
	for f := range s.memo {
		s.memo[f] = s.memo[f][:0]
		s.texts[f] = s.texts[f][:0]
	}
}

func (s *scanner) match(seg *segment, i int) bool {
	if s.split == nil {
		var e sources.Event
		s.fill(seg, i, &e)
		return s.m.Match(&e)
	}
	passed := s.kind(seg, seg.rows[i].kind)
	for _, f := range s.inRow {
		if f == sources.FieldMessageID {
			passed |= s.ask(f, seg.messageID(&seg.rows[i]))
			continue
		}
		d, id := seg.column(i, f)
		passed |= s.entry(f, d, id)
	}
	if match, sure := s.split.Decide(passed); sure {
		return match
	}
	var e sources.Event
	s.fill(seg, i, &e)
	return s.split.MatchRest(passed, &e)
}

// kind returns the answers of the tests of what a kind has.
func (s *scanner) kind(seg *segment, id uint16) uint64 {
	s.kinds = extend(s.kinds, int(id), len(seg.kinds))
	if s.kinds[id] == 0 {
		passed := uint64(asked)
		for _, f := range s.inKind {
			passed |= s.entry(f, &seg.names, seg.kinds[id].name(f))
		}
		s.kinds[id] = passed
	}
	return s.kinds[id] &^ asked
}

// entry returns the answers of the tests of one field for a dictionary's entry.
func (s *scanner) entry(f sources.Field, d *dict, id uint16) uint64 {
	s.memo[f] = extend(s.memo[f], int(id), d.len())
	if s.memo[f][id] == 0 {
		s.memo[f][id] = asked | s.ask(f, entryOf(f, d, id))
	}
	return s.memo[f][id] &^ asked
}

func (s *scanner) ask(f sources.Field, text string) (passed uint64) {
	for i := range s.tests {
		if t := &s.tests[i]; t.Field == f && t.Pass(text) {
			passed |= 1 << i
		}
	}
	return passed
}

// fill makes e what the matcher reads of row i.
func (s *scanner) fill(seg *segment, i int, e *sources.Event) {
	seg.numbers(i, e)
	for _, f := range s.reads {
		if f == sources.FieldMessageID {
			e.MessageID = seg.messageID(&seg.rows[i])
			continue
		}
		d, id := seg.column(i, f)
		if id == 0 {
			continue
		}
		s.texts[f] = extend(s.texts[f], int(id), d.len())
		if s.texts[f][id] == "" {
			s.texts[f][id] = entryOf(f, d, id)
		}
		e.SetText(f, s.texts[f][id])
	}
	e.Meters = seg.meters(i)
	if s.m.NeedsBody() {
		s.fillBody(seg, i, e)
	}
}

var payloadKey = []byte(`"payload":`)

// fillBody sets Raw, and Payload if it is wanted. A block that does not inflate
// leaves both nil: no text matches.
func (s *scanner) fillBody(seg *segment, i int, e *sources.Event) {
	text, err := s.body.read(s.l.codec, seg, i)
	if err != nil || text == nil {
		return
	}
	e.Raw = text
	extra := seg.extra != nil && seg.extra[i] != 0
	decode := s.payload && (s.split == nil || !bytes.Contains(text, payloadKey))
	if !extra && !decode {
		return
	}
	m := sources.Message{Body: text}
	if seg.rows[i].flags&folded != 0 {
		s.wire = unfold(s.wire[:0], text)
		m.Body = s.wire
	}
	if extra {
		decodeExtras(seg.extras.get(seg.extra[i]), &m)
		if inflated, err := oslo.Inflate(&m); err == nil && seg.rows[i].flags&folded == 0 {
			e.Raw = inflated
		}
	}
	if decode || extra && s.payload {
		s.dec.Decode(&m, &s.decoded)
		e.Payload = s.decoded.Payload
	}
}

// extend makes room for entry i of n in a list that is filled as it is asked.
func extend[T any](list []T, i, n int) []T {
	if i < len(list) {
		return list
	}
	if n <= cap(list) {
		was := len(list)
		list = list[:n]
		clear(list[was:])
		return list
	}
	return append(make([]T, 0, n), list...)[:n]
}
