package oslo

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// match returns the leaf for b, nil if b has no known shape or holds a value
// that needs a closer look, which is one with an escape. Secrets are noted.
func (s *shapes) match(b []byte) *leaf {
	i, quote, open, n := 0, 1, byte('"'), s.roots[0]
	if len(b) > len(usual) && string(b[:len(usual)]) == usual {
		i, quote, open, n = len(usual), 2, '\\', s.roots[1]
	}
	if len(b) == 0 || b[len(b)-1] != '}' { // which ends every number, and never a value
		return nil
	}
	s.eventType, s.secrets = "", s.secrets[:0]
	k, all := 0, uint64(0)
	for n != 0 {
		p := &s.nodes[n]
		at := i + int(p.n)
		if at > len(b) || !p.begins(b, i) || p.n > nodeBytes && string(b[i+nodeBytes:at]) != string(s.rest(p)) {
			n = p.sibling
			continue
		}
		if p.flags&lastNode != 0 && at == len(b) {
			if all&highs != 0 && !utf8.Valid(b) {
				return nil
			}
			s.futile = 0
			return &s.leaves[p.child]
		}
		if p.flags&lastNode != 0 || at == len(b) {
			n = p.sibling
			continue
		}
		lo, hi, end, some := at, at, at, true
		switch c := b[at]; {
		case c == open:
			lo = at + quote
			colons := uint64(0)
			hi, all, colons = stringEnd(b, lo, all)
			end = hi + quote
			if b[lo-1] != '"' || end > len(b) || b[hi] != open || b[end-1] != '"' {
				return nil
			}
			some = hi > lo
			if colons&highs != 0 && suspectColon(b[lo:hi]) {
				return nil
			}
		case c == '-' || digit(c):
			finite := false
			if hi, finite = number(b, at); !finite {
				return nil
			}
			end = hi
		case at+5 > len(b):
			return nil
		default:
			switch binary.LittleEndian.Uint32(b[at : at+4]) {
			case 'n' | 'u'<<8 | 'l'<<16 | 'l'<<24:
				some, end = false, at+4
			case 't' | 'r'<<8 | 'u'<<16 | 'e'<<24:
				end = at + 4
			case 'f' | 'a'<<8 | 'l'<<16 | 's'<<24:
				if b[at+4] != 'e' {
					return nil
				}
				end = at + 5
			default:
				n = p.sibling
				continue
			}
		}
		s.values[k] = span{uint32(lo), uint32(hi)}
		s.ends[k] = uint32(end)
		k++
		i = end
		if p.flags&(secretNode|typeNode) != 0 {
			if p.flags&secretNode != 0 && some && string(b[lo:hi]) != sources.Masked {
				s.secrets = append(s.secrets, span{uint32(at), uint32(end)})
			}
			if p.flags&typeNode != 0 {
				f, known := s.fork(n, b[lo:hi])
				if !known {
					return nil
				}
				s.eventType, n = f.eventType, f.to
				continue
			}
		}
		n = p.child
	}
	return nil
}

// stringEnd returns where the string ends that begins at i, or what is not plain
// in it, and all with the bytes that it passed. A high bit of colons is set if
// among them was a colon behind a letter; it may be set without.
func stringEnd(b []byte, i int, all uint64) (end int, passed, colons uint64) {
	for before := uint64(0); i+8 <= len(b); i += 8 {
		w := load8(b, i)
		// Control characters and the quote are the bytes below 0x21 when one bit
		// of each is turned, which trades the quote for the blank.
		x, y := w^'\\'*ones, w^2*ones
		colon := colonBehindLetter(w, before)
		m := ((x-ones)&^x | (y-0x21*ones)&^y) & highs
		if m != 0 { // of its bits, only the lowest is sure
			below := m&-m - 1
			return i + bits.TrailingZeros64(m)>>3, all | w&below, colons | colon&below
		}
		all |= w
		colons |= colon
		before = w >> 55
	}
	for ; i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' '; i++ {
		all |= uint64(b[i])
		if b[i] == ':' {
			colons = highs
		}
	}
	return i, all, colons
}

// fork returns the fork at a node for an event type, and otherwise the place
// for one.
func (s *shapes) fork(from uint32, eventType []byte) (f *fork, known bool) {
	h := uint64(from)
	for i := 0; i+8 <= len(eventType); i += 8 {
		h = (h ^ load8(eventType, i)) * 0x9e3779b97f4a7c15
		h ^= h >> 32
	}
	for _, c := range eventType[len(eventType)&^7:] {
		h = (h ^ uint64(c)) * 0x9e3779b97f4a7c15
	}
	row := h >> (64 - typeBits)
	for try := range uint64(4) {
		f = &s.types[row^try]
		if f.from == from && f.eventType == string(eventType) {
			return f, true
		}
		if f.from == 0 {
			break
		}
	}
	return f, false
}
