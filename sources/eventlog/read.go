package eventlog

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// ErrEvicted says that an event is not kept: it was dropped to make room, or
// has not come yet.
var ErrEvicted = errors.New("not kept any more")

// ErrBodyDropped says that only an event's row is kept: its body was too large.
var ErrBodyDropped = errors.New("its body was too large to keep")

// Row fills e with all fields but Payload and Raw. It reports false when seq is
// not kept. Texts longer than 4 kB are cut, and end in "…".
func (l *Log) Row(seq uint64, e *sources.Event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	seg := l.find(seq)
	if seg == nil {
		return false
	}
	seg.fill(int(seq-seg.first), e)
	return true
}

// Event returns the whole event, decoded again, in memory of its own. With
// ErrBodyDropped it is the row.
func (l *Log) Event(seq uint64) (sources.Event, error) {
	l.mu.Lock()
	seg := l.cut(seq)
	l.mu.Unlock()
	return l.event(seg, seq)
}

// Message returns the message as it was received, secrets masked. With
// ErrBodyDropped it has no body.
func (l *Log) Message(seq uint64) (sources.Message, error) {
	l.mu.Lock()
	seg := l.cut(seq)
	l.mu.Unlock()
	return l.message(seg, seq)
}

// find returns the segment that has seq, nil if it is not kept.
func (l *Log) find(seq uint64) *segment {
	if seq < l.first || seq >= l.next {
		return nil
	}
	i := sort.Search(len(l.segs), func(i int) bool { return l.segs[i].first > seq })
	return l.segs[i-1]
}

// cut is find for a reader that gives the lock back.
func (l *Log) cut(seq uint64) *segment {
	seg := l.find(seq)
	if seg == nil {
		return nil
	}
	return seg.cut()
}

func (l *Log) message(seg *segment, seq uint64) (sources.Message, error) {
	if seg == nil {
		return sources.Message{}, fmt.Errorf("event %d: %w", seq, ErrEvicted)
	}
	i := int(seq - seg.first)
	r, k := &seg.rows[i], seg.kind(i)
	m := sources.Message{
		ReceivedAt: timeOf(r.received), Broker: seg.names.get(k.broker), Exchange: seg.names.get(k.exchange),
		RoutingKey: seg.names.get(k.key), Redelivered: r.flags&redelivered != 0, Properties: oslosProperties,
	}
	if seg.extra != nil && seg.extra[i] != 0 {
		decodeExtras(seg.extras.get(seg.extra[i]), &m)
	}
	if r.flags&bodyDropped != 0 {
		return m, fmt.Errorf("event %d of %d bytes: %w", seq, r.size, ErrBodyDropped)
	}
	l.reader.Lock()
	defer l.reader.Unlock()
	text, err := l.reader.read(l.codec, seg, i)
	if err != nil {
		return m, err
	}
	if r.flags&folded != 0 {
		m.Body = unfold(make([]byte, 0, len(text)+len(text)/8+len(envelopeHead)), text)
	} else {
		m.Body = append([]byte{}, text...)
	}
	return m, nil
}

func (l *Log) event(seg *segment, seq uint64) (sources.Event, error) {
	m, err := l.message(seg, seq)
	var row sources.Event
	if seg != nil {
		seg.fill(int(seq-seg.first), &row)
	}
	if err != nil {
		return row, err
	}
	e := l.decode(&m)
	e.Seq, e.Duplicate, e.Size, e.Meters = row.Seq, row.Duplicate, row.Size, row.Meters
	return e, nil
}

// decode decodes m into memory that is not the decoder's.
func (l *Log) decode(m *sources.Message) (e sources.Event) {
	l.decoder.Lock()
	defer l.decoder.Unlock()
	l.decoder.Decode(m, &e)
	if e.Payload != nil {
		e.Payload = append([]byte{}, e.Payload...)
	}
	if e.Raw != nil {
		e.Raw = append([]byte{}, e.Raw...)
	}
	return e
}

func (s *segment) kind(i int) *kind { return &s.kinds[s.rows[i].kind] }

// fill makes e row i.
func (s *segment) fill(i int, e *sources.Event) {
	*e = sources.Event{}
	s.numbers(i, e)
	for f := range sources.FieldCount {
		e.SetText(f, s.text(i, f))
	}
	e.Meters = s.meters(i)
}

func (s *segment) meters(i int) []string {
	id := s.kind(i).meters
	if id == 0 {
		return nil
	}
	text := s.names.get(id)[len(meterMark):]
	if text == "" {
		return []string{}
	}
	return strings.Split(text, meterMark)
}

// numbers sets the fields of e that are no text.
func (s *segment) numbers(i int, e *sources.Event) {
	r := &s.rows[i]
	e.Seq = s.first + uint64(i)
	e.ReceivedAt, e.Timestamp = timeOf(r.received), time.Time{}
	if r.timestamp != unknownTime {
		e.Timestamp = time.UnixMicro(r.timestamp).UTC()
	}
	e.Size = int(r.size)
	e.Duplicate = r.flags&repeated != 0
	e.Redelivered = r.flags&redelivered != 0
}

func (s *segment) text(i int, f sources.Field) string {
	if f == sources.FieldMessageID {
		return s.messageID(&s.rows[i])
	}
	d, id := s.column(i, f)
	return entryOf(f, d, id)
}

// entryOf is the text of field f in an entry of its dictionary: that of requests
// has two fields.
func entryOf(f sources.Field, d *dict, id uint16) string {
	if f == sources.FieldGlobalRequestID {
		return d.owner(id)
	}
	return d.get(id)
}

// column returns the dictionary that field f of row i is kept in, and the
// number of its entry. Message ids are in none.
func (s *segment) column(i int, f sources.Field) (*dict, uint16) {
	r := &s.rows[i]
	switch f {
	case sources.FieldProjectID:
		return &s.accounts, r.project
	case sources.FieldUserID:
		return &s.accounts, r.user
	case sources.FieldResourceID:
		return &s.ids, r.resource
	case sources.FieldResourceName:
		return &s.titles, r.title
	case sources.FieldRequestID, sources.FieldGlobalRequestID:
		return &s.requests, r.request
	}
	return &s.names, s.kinds[r.kind].name(f)
}

// name returns the entry of a field that belongs to the kind.
func (k *kind) name(f sources.Field) uint16 {
	switch f {
	case sources.FieldBroker:
		return k.broker
	case sources.FieldExchange:
		return k.exchange
	case sources.FieldRoutingKey:
		return k.key
	case sources.FieldEventType:
		return k.eventType
	case sources.FieldPriority:
		return k.priority
	case sources.FieldPublisherID:
		return k.publisher
	case sources.FieldService:
		return k.service
	case sources.FieldHost:
		return k.host
	}
	return k.err
}

func (s *segment) messageID(r *row) string {
	switch {
	case r.flags&noMessage != 0:
		return ""
	case r.flags&oddMessage != 0:
		return s.odd.get(uint16(r.message[0]) | uint16(r.message[1])<<8)
	case r.flags&bareMessage != 0:
		return decodeText(append([]byte{bareID}, r.message[:]...))
	}
	return decodeText(append([]byte{dashedID}, r.message[:]...))
}

func timeOf(ns int64) time.Time {
	if ns == unknownTime {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

// bodies reads bodies one after the other, inflating each block once. It
// belongs to one reader.
type bodies struct {
	scratch []byte
	block   *block
	text    []byte // of block; scratch, or the block's own
	whole   []byte // what read put together
}

// read returns the body of row i of seg, but for its envelope; valid until the
// next read.
func (b *bodies) read(c *codec, seg *segment, i int) ([]byte, error) {
	text, err := b.kept(c, seg, i)
	if err != nil || seg.rows[i].flags&cutOut == 0 {
		return text, err
	}
	b.whole = restoreID(b.whole[:0], text, seg.messageID(&seg.rows[i]))
	return b.whole, nil
}

func (b *bodies) kept(c *codec, seg *segment, i int) ([]byte, error) {
	start := int(seg.rows[i].body)
	end := seg.curStart + len(seg.cur)
	if i+1 < len(seg.rows) {
		end = int(seg.rows[i+1].body)
	}
	if start == end {
		return nil, nil
	}
	if start >= seg.curStart {
		return seg.cur[start-seg.curStart : end-seg.curStart], nil
	}
	n := sort.Search(len(seg.blocks), func(i int) bool { return seg.blocks[i].start > start }) - 1
	if blk := seg.blocks[n]; blk != b.block {
		if f := blk.form.Load(); f.packed {
			text, err := c.inflate(b.scratch, f.data)
			if err != nil {
				return nil, err
			}
			b.scratch, b.text = text, text
		} else {
			b.text = f.data
		}
		b.block = blk
	}
	return b.text[start-b.block.start : end-b.block.start], nil
}
