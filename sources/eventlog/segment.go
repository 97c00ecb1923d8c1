package eventlog

import (
	"math"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// segment holds up to segmentRows events as columns. What was written is never
// changed, only added to, so a copy of the struct (see cut) can be read without
// the log's lock while the original goes on.
type segment struct {
	first uint64 // sequence number of row 0
	rows  []row
	kinds []kind

	names    dict // what a kind is made of
	accounts dict // projects and users
	ids      dict // resources
	titles   dict // their names
	requests dict
	odd      dict // message ids that are no UUIDs

	extra  []uint16 // numbers in extras for each row; nil when all are 0
	extras dict     // properties and headers that are not oslo.messaging's

	blocks     []*block
	cur        []byte // the block being filled
	curStart   int
	blockSize  int
	blockBytes int64

	kindIDs map[kind]uint16 // nil when sealed
	bytes   int64           // as last measured
	part    int64           // bytes it may take
	pins    int
	evicted bool
}

// row is an event's own part. 56 bytes, no pointers.
type row struct {
	received  int64 // ns since 1970
	timestamp int64 // µs since 1970
	message   [16]byte
	body      uint32 // where its text starts in the segment
	size      uint32
	kind      uint16
	project   uint16
	user      uint16
	resource  uint16
	title     uint16
	request   uint16
	flags     uint16
}

// kind is what many events have in common, as entries of names.
type kind struct {
	broker, exchange, key, eventType, priority, publisher, service, host, meters, err uint16
}

const (
	folded      = 1 << iota // the body is kept without its envelope
	repeated                // this broker delivered the message id before
	redelivered             //
	bodyDropped             // the body was too large
	oddMessage              // message holds a number in odd
	bareMessage             // the message id had no dashes
	noMessage               // there was none
	cutOut                  // the body's text is kept without the message id, see cutID

	unknownTime = math.MinInt64

	// meterMark begins the text of the meters, and separates them: no meters
	// is not the same as not attributed.
	meterMark = "\x00"
)

func newSegment(first uint64, rows, blockSize int, part int64) *segment {
	return &segment{
		first: first, rows: make([]row, 0, rows), kindIDs: make(map[kind]uint16),
		names: newDict(), accounts: newDict(), ids: newDict(), titles: newDict(), requests: newDict(),
		odd: newDict(), extras: newDict(), blockSize: blockSize, part: part,
	}
}

func (s *segment) dicts() [7]*dict {
	return [...]*dict{&s.names, &s.accounts, &s.ids, &s.titles, &s.requests, &s.odd, &s.extras}
}

func (s *segment) full() bool {
	for _, d := range s.dicts() {
		if d.full() {
			return true
		}
	}
	return len(s.rows) == cap(s.rows) || s.bytes > s.part || s.curStart > 1<<30
}

// size counts what the segment takes. Twenty bytes a kind and two for its
// number, half of the map's slots free: 56.
func (s *segment) size() int64 {
	n := int64(cap(s.rows)*56+cap(s.kinds)*20+len(s.kindIDs)*56+cap(s.extra)*2+cap(s.cur)+cap(s.blocks)*8) + s.blockBytes + 1024
	for _, d := range s.dicts() {
		n += d.size()
	}
	return n
}

// seal drops what only append needs, and the spare room.
func (s *segment) seal() {
	s.kindIDs, s.cur = nil, nil
	s.kinds = append([]kind(nil), s.kinds...)
	if len(s.rows) < cap(s.rows) {
		s.rows = append(make([]row, 0, len(s.rows)), s.rows...)
	}
	for _, d := range s.dicts() {
		d.seal()
	}
}

// cut is what the segment has now, readable without the log's lock. A sealed
// segment is its own: what still changes is the form of its blocks, atomically,
// and the log's own notes, which a reader has no business with.
func (s *segment) cut() *segment {
	if s.kindIDs == nil {
		return s
	}
	c := *s
	c.kindIDs = nil
	return &c
}

// delivery is what append keeps.
type delivery struct {
	e      *sources.Event
	body   []byte
	extras string
	flags  uint16
}

func (s *segment) append(in *delivery) {
	e := in.e
	name := func(t string) uint16 { return s.names.put(clip(t)) }
	k := kind{
		broker: name(e.Broker), exchange: name(e.Exchange), key: name(e.RoutingKey), eventType: name(e.EventType),
		priority: name(e.Priority), publisher: name(e.PublisherID), service: name(e.Service), host: name(e.Host),
		err: name(e.Err),
	}
	if e.Meters != nil {
		k.meters = s.names.put(meterMark + strings.Join(e.Meters, meterMark))
	}
	r := row{
		received: nanoseconds(e.ReceivedAt), timestamp: unknownTime,
		size: uint32(min(e.Size, math.MaxUint32)), kind: s.kindID(k),
		project: s.accounts.put(clip(e.ProjectID)), user: s.accounts.put(clip(e.UserID)),
		resource: s.ids.put(clip(e.ResourceID)), title: s.titles.put(clip(e.ResourceName)),
		request: s.requests.putOwned(clip(e.RequestID), clip(e.GlobalRequestID)),
	}
	if !e.Timestamp.IsZero() {
		r.timestamp = e.Timestamp.UnixMicro()
	}
	s.setMessageID(&r, e.MessageID)
	r.flags |= in.flags
	if e.Redelivered {
		r.flags |= redelivered
	}
	r.body = uint32(s.curStart + len(s.cur))
	r.flags |= s.addBody(in.body, &r, e.MessageID)
	if in.extras != "" && s.extra == nil {
		s.extra = make([]uint16, len(s.rows), cap(s.rows))
	}
	if s.extra != nil {
		s.extra = append(s.extra, s.extras.put(in.extras))
	}
	s.rows = append(s.rows, r)
}

func (s *segment) kindID(k kind) uint16 {
	id, ok := s.kindIDs[k]
	if !ok {
		id = uint16(len(s.kinds))
		s.kinds = append(s.kinds, k)
		s.kindIDs[k] = id
	}
	return id
}

func (s *segment) setMessageID(r *row, id string) {
	switch {
	case id == "":
		r.flags |= noMessage
	case len(id) == 36 && packID(&r.message, id):
	case len(id) == 32 && packID(&r.message, id):
		r.flags |= bareMessage
	default:
		r.flags |= oddMessage
		n := s.odd.put(clip(id))
		r.message = [16]byte{byte(n), byte(n >> 8)}
	}
}

// room reports whether a body of n bytes still goes into the current block.
func (s *segment) room(n int) bool { return len(s.cur) == 0 || len(s.cur)+n <= s.blockSize }

// addBody appends a body, which fits or has the block to itself.
func (s *segment) addBody(body []byte, r *row, id string) (flags uint16) {
	if len(body) == 0 {
		return 0
	}
	if s.cur == nil {
		s.cur = make([]byte, 0, max(min(s.blockSize, firstBuffer), len(body)))
	}
	was := len(s.cur)
	var isFolded bool
	if s.cur, isFolded = fold(s.cur, body); isFolded {
		flags |= folded
	} else {
		s.cur = append(s.cur, body...)
	}
	if r.flags&(noMessage|oddMessage|bareMessage) == 0 && cutID(s.cur[was:], id) {
		s.cur = s.cur[:len(s.cur)-len(id)]
		flags |= cutOut
	}
	return flags
}

// endBlock makes a block of what was added since the last one; nil if nothing.
func (s *segment) endBlock() *block {
	if len(s.cur) == 0 {
		return nil
	}
	b := newBlock(s.curStart, s.cur)
	s.blocks = append(s.blocks, b)
	s.blockBytes += b.size()
	s.curStart += len(s.cur)
	s.cur = nil
	return b
}

func nanoseconds(t time.Time) int64 {
	if t.IsZero() || t.Year() < 1678 || t.Year() > 2261 {
		return unknownTime
	}
	return t.UnixNano()
}
