package oslo

import (
	"bytes"
	"math/bits"
	"strconv"
	"strings"
)

// usual is how every release of oslo.messaging begins a body: Python's json
// writes keys in the order of the dict, with a blank after colon and comma.
const usual = `{"oslo.version": "2.0", "oslo.message": "`

// openUsual takes the notification out of an envelope of the usual form, in one
// pass that also marks it, and reports whether the body has that form. Other
// forms are as good, only slower.
func (t *text) openUsual(body []byte) bool {
	if len(body) < len(usual)+2 || string(body[:len(usual)]) != usual || string(body[len(body)-2:]) != `"}` {
		return false
	}
	src := body[len(usual) : len(body)-2]
	t.reserve(len(src))
	dst, marks := t.buf, t.marks
	var (
		i, j, k   int
		all, ctrl uint64
		quotes    int
	)
	for i+8 <= len(src) {
		w := load8(src, i)
		store8(dst, j, w)
		all |= w
		ctrl |= below20(w)
		m := zeros(w ^ '\\'*ones)
		if m == 0 {
			i += 8
			j += 8
			continue
		}
		step := bits.TrailingZeros64(m) >> 3
		i += step
		j += step
		if i+1 >= len(src) {
			return false
		}
		switch src[i+1] {
		case '"':
			quotes++
			dst[j] = '"'
		case '\\':
		default:
			return false
		}
		marks[k] = uint32(j)
		k++
		i += 2
		j++
	}
	for i < len(src) {
		c := src[i]
		all |= uint64(c)
		if c < 0x20 {
			return false
		}
		if c == '\\' {
			if i++; i >= len(src) {
				return false
			}
			switch c = src[i]; c {
			case '"':
				quotes++
			case '\\':
			default:
				return false
			}
			marks[k] = uint32(j)
			k++
		}
		dst[j] = c
		i++
		j++
	}
	// All quotes in between were escaped, or this is not one string.
	if ctrl != 0 || bytes.Count(src, []byte{'"'}) != quotes {
		return false
	}
	t.nonASCII = all&highs != 0
	t.end(j, k)
	return true
}

// compatible is oslo.messaging's version_is_compatible(2.0, version).
func compatible(version string) bool {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return false
	}
	for i, want := range [...]int{2, 0, 0} {
		if i == len(parts) {
			break
		}
		if n, err := strconv.Atoi(parts[i]); err != nil || n != want {
			return false
		}
	}
	return true
}
