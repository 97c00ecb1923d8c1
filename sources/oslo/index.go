package oslo

import (
	"encoding/binary"
	"math/bits"
)

// slack is how many zero bytes follow every text that is scanned, so that eight
// bytes can be loaded anywhere in it and a byte can be looked at past its end.
const slack = 16

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	lows  = 0x7f7f7f7f7f7f7f7f
)

// zeros has the high bit of each byte set where x's byte is zero, and no other
// bit: unlike the shorter (x-ones)&^x it is exact in every byte.
func zeros(x uint64) uint64 { return ^(((x & lows) + lows) | x | lows) }

// below20 is not zero if x has a byte below 0x20; its lowest bit is in the
// first such byte.
func below20(x uint64) uint64 { return (x - 0x20*ones) &^ x & highs }

func load8(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+8]) }

// text is JSON together with the positions of all quotes, backslashes and
// control characters in it. With them a string costs two comparisons, however
// long it is, because nothing else in it needs to be looked at.
type text struct {
	buf      []byte // slack zero bytes follow the n that count
	n        int
	marks    []uint32 // ends with n
	loose    bool     // holds control characters: line breaks between tokens, at best
	nonASCII bool
}

func (t *text) bytes() []byte { return t.buf[:t.n] }

// keepScratch is the largest scratch memory kept from one message to the next.
const keepScratch = 1 << 20

// shrink lets go of the memory that a huge text needed.
func (t *text) shrink() {
	if cap(t.buf) > keepScratch {
		*t = text{}
	}
}

// reserve makes room for src and its marks. Those of a huge text are counted
// first: four bytes for each byte of it would be too much.
func (t *text) reserve(src []byte) {
	n := len(src)
	if n > keepScratch {
		t.marks = make([]uint32, countMarks(src)+2)
	}
	if cap(t.buf) < n+slack {
		t.buf = make([]byte, n+n/4+slack+64)
	}
	t.buf = t.buf[:cap(t.buf)]
	if cap(t.marks) < n+2 && n <= keepScratch {
		t.marks = make([]uint32, n+n/4+66)
	}
	t.marks = t.marks[:cap(t.marks)]
	t.loose, t.nonASCII = false, false
}

func countMarks(b []byte) (n int) {
	for _, c := range b {
		if c < ' ' || c == '"' || c == '\\' {
			n++
		}
	}
	return n
}

// end closes the text at n bytes and k marks.
func (t *text) end(n, k int) {
	t.n = n
	clear(t.buf[n : n+slack])
	t.marks[k] = uint32(n)
	t.marks = t.marks[:k+1]
}

// load copies src and marks it.
func (t *text) load(src []byte) {
	t.reserve(src)
	n := copy(t.buf, src)
	clear(t.buf[n : n+slack])
	k, all := 0, uint64(0)
	for i := 0; i < n; i += 8 {
		w := load8(t.buf, i)
		all |= w
		m := zeros(w^'"'*ones) | zeros(w^'\\'*ones)
		if i+8 > n {
			// The slack is zero bytes, which are not control characters of the text.
			w |= ^uint64(0) << (8 * uint(n-i))
		}
		if below20(w) != 0 {
			t.loose = true
			for j := range 8 {
				if byte(w>>(8*j)) < 0x20 {
					m |= 0x80 << (8 * j)
				}
			}
		}
		for m != 0 {
			t.marks[k] = uint32(i + bits.TrailingZeros64(m)>>3)
			k++
			m &= m - 1
		}
	}
	t.nonASCII = all&highs != 0
	t.end(n, k)
}

func store8(b []byte, i int, w uint64) { binary.LittleEndian.PutUint64(b[i:i+8], w) }

func store4(b []byte, i int, w uint32) { binary.LittleEndian.PutUint32(b[i:i+4], w) }
