package oslo

import (
	"bytes"
	"slices"
)

// The tree is planted anew when it has grown this large, or when that many
// bodies have found no place in it: what it holds is no longer what comes.
const (
	maxText     = 1 << 14
	maxNodes    = 1 << 14
	maxFixed    = 1 << 19
	maxSiblings = 16
	maxMissed   = 1 << 12
	maxFutile   = 1 << 8 // from here on only one body in eight is worth the effort
)

// learn takes the shape of body, in which s has just found t to be JSON. If
// escaped, t stands in body with a backslash before each quote.
func (l *shapes) learn(body []byte, t *text, s *scanner, escaped bool) {
	if t.n > maxText || s.met > maxValues || s.repeated != 0 || s.escapes || s.samples > 0 || t.loose {
		return
	}
	if l.futile++; l.futile > maxFutile && l.futile%8 != 0 {
		return
	}
	if suspectColon(t.bytes()) { // match looks for that in values, and a key may hold it
		return
	}
	if len(l.nodes) == 0 || len(l.nodes)+maxValues >= maxNodes || len(l.fixed)+2*t.n >= maxFixed || l.missed == maxMissed {
		l.plant()
	}
	l.nodes = slices.Grow(l.nodes, maxValues+1) // so that link stays where it points to
	end := leaf{entered: s.entered, wraps: s.wraps, keys: s.counts[placePayload], escaped: escaped}
	if !s.wrapped() {
		end.entered &^= 1 << placeWrap // nobody asks
	}
	link, at := &l.roots[0], 0
	if escaped {
		link, at = &l.roots[1], len(usual)
	}
	done := uint32(0)
	for k, v := range s.atoms[:s.met] {
		lo := at + t.length(done, v.lo, escaped)
		n := l.node(link, body[at:lo])
		if n == 0 {
			return
		}
		at, done = lo+t.length(v.lo, v.hi, escaped), v.hi
		p := &l.nodes[n]
		link = &p.child
		if v.secret {
			p.flags |= secretNode
		}
		if v.place == placeRoot && v.id == idEventType {
			if link = l.forkAt(n, t.buf[v.lo:v.hi]); link == nil {
				return
			}
		}
		if v.place != 0 && v.id != 0 && end.entered&(1<<v.place) != 0 {
			end.fields = append(end.fields, field{uint16(k), v.place, v.id})
		}
	}
	n := l.node(link, body[at:])
	if n == 0 || l.nodes[n].flags&lastNode != 0 {
		return
	}
	end.begins, end.ends = s.position(t, s.payload.lo, escaped), s.position(t, s.payload.hi, escaped)
	for _, v := range s.trees {
		end.secrets = append(end.secrets, [2]position{s.position(t, v.lo, escaped), s.position(t, v.hi, escaped)})
	}
	l.nodes[n].flags |= lastNode
	l.nodes[n].child = uint32(len(l.leaves))
	l.leaves = append(l.leaves, end)
}

func (l *shapes) plant() {
	l.nodes = append(l.nodes[:0], node{})
	l.fixed, l.leaves, l.missed = l.fixed[:0], nil, 0
	clear(l.roots[:])
	clear(l.types[:])
}

// node returns the node at link, or a sibling of it, with these bytes and makes
// one if there is none. It returns 0 if there can be none.
func (l *shapes) node(link *uint32, b []byte) uint32 {
	for range maxSiblings {
		if *link == 0 {
			*link = uint32(len(l.nodes))
			l.nodes = append(l.nodes, l.newNode(b))
			return *link
		}
		p := &l.nodes[*link]
		if int(p.n) == len(b) && p.begins(b, 0) && string(l.rest(p)) == string(b[min(p.n, nodeBytes):]) {
			return *link
		}
		link = &p.sibling
	}
	l.missed++
	return 0
}

func (l *shapes) newNode(b []byte) node {
	p := node{lo: uint32(len(l.fixed)), n: uint16(len(b))}
	var first [nodeBytes]byte
	l.fixed = append(l.fixed, b[copy(first[:], b):]...)
	for i := range p.first {
		p.first[i] = load8(first[:], 8*i)
	}
	return p
}

// rest returns the bytes of a node that are not in the node itself.
func (l *shapes) rest(p *node) []byte {
	return l.fixed[p.lo:][:max(p.n, nodeBytes)-nodeBytes]
}

// forkAt returns the link from n to what follows this event type.
func (l *shapes) forkAt(n uint32, v []byte) *uint32 {
	if v[0] != '"' || len(v) > longest {
		return nil
	}
	l.nodes[n].flags |= typeNode
	name := v[1 : len(v)-1]
	f, known := l.fork(n, name)
	if !known {
		*f = fork{from: n, eventType: string(name)}
	}
	return &f.to
}

// position returns where at is in texts of this shape.
func (s *scanner) position(t *text, at uint32, escaped bool) position {
	p, from := position{value: -1}, uint32(0)
	for k, v := range s.atoms[:s.met] {
		if v.hi > at {
			break
		}
		p.value, from = k, v.hi
	}
	p.plus = t.length(from, at, escaped)
	if escaped && p.value < 0 {
		p.plus += len(usual)
	}
	return p
}

// length returns how long t.buf[lo:hi] is in the body.
func (t *text) length(lo, hi uint32, escaped bool) int {
	n := int(hi - lo)
	if escaped {
		n += bytes.Count(t.buf[lo:hi], []byte{'"'})
	}
	return n
}
