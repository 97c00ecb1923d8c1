package oslo

import (
	"math/bits"
	"slices"

	"github.com/ceilotop/ceilotop/sources"
)

// shapes remembers how notifications were built, because services build them
// alike: between the values of two instance.update stand the same bytes, key
// for key. A body that differs from one already checked only in its strings,
// numbers and words is JSON too once these are checked, and its fields stand
// where they stood before. So it needs neither unescaping nor scanning, and the
// promise that every byte was checked holds.
//
// What stands between values is a tree: each node has the bytes before a value,
// and its child what comes after the value. Nodes that follow the same bytes
// with different ones are siblings.
type shapes struct {
	nodes  []node // 0 is none
	fixed  []byte // the bytes of nodes for which these have no room
	leaves []leaf
	roots  [2]uint32 // first nodes: plain, enveloped
	types  [1 << typeBits]fork
	missed int // bodies that found no place since the tree was planted
	futile int // bodies learned since one was last recognized

	// Of the body that was matched last:
	eventType string
	secrets   []span            // what is to be masked, with quotes
	values    [maxValues]span   // without quotes
	ends      [maxValues]uint32 // where the values end with their quotes
}

const (
	maxValues = 512 // of a notification worth remembering
	typeBits  = 10
)

// node has most of its bytes in itself, next to where they are asked for.
type node struct {
	first   [4]uint64 // its first bytes, then zeros
	lo      uint32    // where the others are, in fixed
	n       uint16
	flags   uint8
	child   uint32 // of a last node: the leaf
	sibling uint32
}

const nodeBytes = 32

// begins reports whether b goes on at i as the node begins. There are no
// branches for the length, which is as good as random.
func (p *node) begins(b []byte, i int) bool {
	if i+nodeBytes > len(b) {
		return p.beginsShort(b[i:])
	}
	w, m := b[i:i+nodeBytes], &masks[min(p.n, nodeBytes)]
	return (load8(w, 0)^p.first[0])&m[0]|(load8(w, 8)^p.first[1])&m[1]|
		(load8(w, 16)^p.first[2])&m[2]|(load8(w, 24)^p.first[3])&m[3] == 0
}

func (p *node) beginsShort(b []byte) bool {
	var w [nodeBytes]byte
	copy(w[:], b)
	return p.begins(w[:], 0)
}

// masks has as many ones as there are bits in so many bytes.
var masks = func() (m [nodeBytes + 1][4]uint64) {
	for n := range m {
		for i := range n {
			m[n][i/8] |= 0xff << (i % 8 * 8)
		}
	}
	return m
}()

const (
	secretNode = 1 << iota // the value is a secret unless it is empty
	typeNode               // the value is the event type, by which types finds the child
	lastNode               // there is no value, the body ends here
)

// fork is where notifications of a type go on: nearly all begin alike, so that
// one list of siblings would be long.
type fork struct {
	from, to  uint32
	eventType string
}

// leaf is what the scanner noted about all notifications of a shape.
type leaf struct {
	entered      uint32
	wraps        int
	keys         int32 // of the payload
	fields       []field
	escaped      bool          // in an envelope
	begins, ends position      // the payload
	secrets      [][2]position // objects and lists
}

// field says which value is noted where.
type field struct {
	value     uint16
	place, id byte
}

// position is so many bytes behind the end of a value, or behind the beginning
// of the body if value is -1.
type position struct{ value, plus int }

// position returns where p is in the body that was matched.
func (s *shapes) position(p position) int {
	if p.value < 0 {
		return p.plus
	}
	return int(s.ends[p.value]) + p.plus
}

// mask returns a copy of the body that was matched without its secrets, nil if
// it has none.
func (s *shapes) mask(b []byte, l *leaf) []byte {
	for _, v := range l.secrets {
		s.secrets = append(s.secrets, span{uint32(s.position(v[0])), uint32(s.position(v[1]))})
	}
	if len(s.secrets) == 0 {
		return nil
	}
	slices.SortFunc(s.secrets, func(v, w span) int { return int(v.lo) - int(w.lo) })
	by := `"` + sources.Masked + `"`
	if l.escaped {
		by = `\"` + sources.Masked + `\"`
	}
	out := make([]byte, 0, len(b)+len(s.secrets)*len(by))
	done := uint32(0)
	for _, v := range s.secrets {
		out = append(append(out, b[done:v.lo]...), by...)
		done = v.hi
	}
	return append(out, b[done:]...)
}

// recall notes the values of the body that was matched where scan would have.
func (s *scanner) recall(l *leaf, values []span) {
	s.entered, s.wraps, s.samples, s.counts[placePayload] = l.entered, l.wraps, 0, l.keys
	for left := l.entered; left != 0; left &= left - 1 {
		s.values[bits.TrailingZeros32(left)] = [ids]span{}
	}
	for _, f := range l.fields {
		s.values[f.place&(places-1)][f.id&(ids-1)] = values[f.value]
	}
}
