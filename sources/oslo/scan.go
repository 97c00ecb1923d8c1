package oslo

import (
	"encoding/binary"
)

// maxDepth is how deep objects and lists may nest. Python's own decoder gives
// up at about the same depth.
const maxDepth = 1000

// span is where a value stands in the text: a string without its quotes, a
// number whole. The empty span means unknown, as does the empty string.
type span struct{ lo, hi uint32 }

// scanner checks in one pass and without recursion that a text is JSON, and
// notes on its way where the values stand that the fields are derived from.
// It accepts what Python's json.loads accepts: NaN and Infinity too, and of
// keys that occur twice the last.
type scanner struct {
	keys keyTable

	values  [places][ids]span
	counts  [places]int32 // of keys, per place
	entered uint32        // bit per place: values and counts are this text's

	payload   span // the whole value, quotes and brackets included
	samples   int
	first     [ids]span // the values of the first sample
	differ    uint64    // bit per id: the samples do not agree
	wraps     int
	nonFinite []span

	secret  bool   // a key names a secret and has a value
	escapes bool   // a string holds an escape
	quotes  bool   // a string holds an escaped quote
	unicode bool   // a string holds \u00 and an ASCII character
	has     uint64 // bit per id: keys of the outermost object

	// For shapes, which learn from what was scanned.
	atoms    [maxValues]atom
	met      int            // atoms, also those for which there was no room
	seen     [places]uint64 // bit per id: keys of the place
	repeated uint64         // bit per id: a key that occurs twice
	trees    []span         // objects and lists that are secrets, not those inside others
	inTree   int            // how deep the one begins that is open, 0 if none is

	stack  [maxDepth + 1]byte
	err    string
	errAt  int
	object bool // the outermost value is an object
}

// inList marks, on the stack, a list; the other bits are the place that its
// objects are.
const inList = 0x80

func (s *scanner) fail(at int, reason string) bool {
	s.err, s.errAt = reason, at
	return false
}

// scan reports whether t is JSON; if not, err and errAt say why.
func (s *scanner) scan(t *text) bool {
	s.entered, s.payload, s.samples, s.differ, s.wraps = 0, span{}, 0, 0, 0
	s.nonFinite = s.nonFinite[:0]
	s.met, s.repeated, s.trees, s.inTree = 0, 0, s.trees[:0], 0
	s.secret, s.escapes, s.quotes, s.unicode = false, false, false, false
	s.object, s.err, s.has = false, "", 0

	b, marks := t.buf[:t.n+slack], t.marks
	var (
		i, k, depth int
		where       byte              // the innermost container
		sub         = placeRoot       // what an object would be that stands here
		to          = &s.values[0][0] // where a string or number found here is noted
		kept        atom              // the same for shapes
		secret      = false           // the value found here is one
		open        = false           // the payload has begun and not ended
		c           byte
	)
value:
	for c = b[i]; c <= ' '; c = b[i] {
		if !space(c) {
			return s.stray(t, i, "a value")
		}
		i++
	}
	switch c {
	case '"':
		for int(marks[k]) < i {
			k++
		}
		k++
		lo := i + 1
		for {
			i = int(marks[k])
			k++
			if b[i] == '"' {
				break
			}
			if !s.escape(b, i, t.n) {
				return false
			}
			if int(marks[k]) == i+1 {
				k++
			}
		}
		*to = span{uint32(lo), uint32(i)}
		if secret && i > lo {
			s.secret = true
		}
		i++
		s.meet(lo-1, i, kept)
	case '{':
		if depth == maxDepth {
			return s.fail(i, "nested deeper than 1,000 levels")
		}
		begin := i
		s.stack[depth] = where
		depth++
		where = sub
		i++
		if where != 0 {
			s.values[where] = [ids]span{}
			s.counts[where] = 0
			s.seen[where] = 0
			s.entered |= 1 << where
			switch where {
			case placeRoot:
				s.object = true
			case placePayload:
				s.wraps = 0
			case placeWrap:
				s.wraps++
			case placeSample:
				s.entered &^= 1 << placeMeta
			}
		}
		for c = b[i]; c <= ' ' && space(c); c = b[i] {
			i++
		}
		if c == '}' {
			goto closing
		}
		if secret {
			s.enterSecret(begin, depth)
		}
		goto key
	case '[':
		if depth == maxDepth {
			return s.fail(i, "nested deeper than 1,000 levels")
		}
		begin := i
		s.stack[depth] = where
		depth++
		where = inList | elements[sub]
		i++
		for c = b[i]; c <= ' ' && space(c); c = b[i] {
			i++
		}
		if c == ']' {
			goto closing
		}
		if secret {
			s.enterSecret(begin, depth)
		}
		sub, to, secret, kept = where&^inList, &s.values[0][0], false, atom{}
		goto value
	case 'n':
		if binary.LittleEndian.Uint32(b[i:i+4]) != 'n'|'u'<<8|'l'<<16|'l'<<24 {
			return s.stray(t, i, "a value")
		}
		s.meet(i, i+4, kept)
		i += 4
	case 't':
		if binary.LittleEndian.Uint32(b[i:i+4]) != 't'|'r'<<8|'u'<<16|'e'<<24 {
			return s.stray(t, i, "a value")
		}
		s.meet(i, i+4, kept)
		i += 4
		s.secret = s.secret || secret
	case 'f':
		if binary.LittleEndian.Uint32(b[i+1:i+5]) != 'a'|'l'<<8|'s'<<16|'e'<<24 {
			return s.stray(t, i, "a value")
		}
		s.meet(i, i+5, kept)
		i += 5
		s.secret = s.secret || secret
	default:
		end, finite := number(b, i)
		if end == 0 {
			return s.stray(t, i, "a value")
		}
		if !finite {
			s.nonFinite = append(s.nonFinite, span{uint32(i), uint32(end)})
		}
		*to = span{uint32(i), uint32(end)}
		s.secret = s.secret || secret
		s.meet(i, end, kept)
		i = end
	}

after:
	if open && depth == 1 {
		s.payload.hi, open = uint32(i), false
	}
	if depth == 0 {
		for ; i < t.n; i++ {
			if !space(b[i]) {
				return s.stray(t, i, "the end")
			}
		}
		return true
	}
	for c = b[i]; c <= ' ' && space(c); c = b[i] {
		i++
	}
	if c != ',' {
		goto closing
	}
	i++
	if where&inList != 0 {
		sub, to, secret, kept = where&^inList, &s.values[0][0], false, atom{}
		goto value
	}

key:
	for c = b[i]; c <= ' ' && space(c); c = b[i] {
		i++
	}
	if c != '"' {
		return s.stray(t, i, "a key in quotes")
	}
	{
		for int(marks[k]) < i {
			k++
		}
		k++
		lo, plain := i+1, true
		for {
			i = int(marks[k])
			k++
			if b[i] == '"' {
				break
			}
			if !s.escape(b, i, t.n) {
				return false
			}
			plain = false
			if int(marks[k]) == i+1 {
				k++
			}
		}
		kind := s.keys.kind(b, lo, i, plain)
		i++
		for c = b[i]; c != ':'; c = b[i] {
			if !space(c) {
				return s.stray(t, i, "a colon")
			}
			i++
		}
		i++
		at, id := where&(places-1), kind&(ids-1)
		s.counts[at]++
		to = &s.values[at][id]
		*to = span{}
		secret = kind&secretKey != 0
		kept = atom{place: at, id: id, secret: secret}
		if at != placeOther && id != idNone {
			s.repeated |= s.seen[at] & (1 << id)
			s.seen[at] |= 1 << id
		}
		sub = inside[at][id]
		s.entered &^= below[sub]
		if sub == placePayload || sub == placeList {
			s.samples, s.differ = 0, 0
		}
		if depth == 1 {
			s.has |= 1 << id
			if id == idPayload && where == placeRoot {
				for c = b[i]; c <= ' ' && space(c); c = b[i] {
					i++
				}
				s.payload, open = span{uint32(i), 0}, true
			}
		}
		goto value
	}

closing:
	if where&inList != 0 {
		if c != ']' {
			return s.stray(t, i, "a comma or ]")
		}
	} else {
		if c != '}' {
			return s.stray(t, i, "a comma or }")
		}
		if where == placeSample {
			s.endSample(b)
		}
	}
	i++
	if depth == s.inTree {
		s.trees[len(s.trees)-1].hi, s.inTree = uint32(i), 0
	}
	depth--
	where = s.stack[depth]
	goto after
}

func (s *scanner) stray(t *text, i int, want string) bool {
	if i >= t.n {
		return s.fail(i, "ends where "+want+" is expected")
	}
	return s.fail(i, want+" is expected")
}
