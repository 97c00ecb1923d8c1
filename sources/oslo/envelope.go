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

// Most strings end and the next one begins in one of two ways, here as words.
const (
	endComma = '\\' | '"'<<8 | ','<<16 | ' '<<24 | '\\'<<32 | '"'<<40
	endColon = '\\' | '"'<<8 | ':'<<16 | ' '<<24 | '\\'<<32 | '"'<<40
	endBegin = '"' | ' '<<16 | '"'<<24 // without the backslashes and the sign
)

// openUsual takes the notification out of an envelope of the usual form, in one
// pass that also marks it, and reports whether the body has that form. Other
// forms are as good, only slower.
func (t *text) openUsual(body []byte) bool {
	if len(body) < len(usual)+2 || string(body[:len(usual)]) != usual || string(body[len(body)-2:]) != `"}` {
		return false
	}
	src := body[len(usual):]
	n := len(src) - 2 // the string; its quote follows, so src[i+1] is always there
	t.reserve(src)
	dst, marks := t.buf, t.marks
	var (
		i, j, k int
		all     uint64 // high bits: not ASCII
		low     uint64 // high bits: control characters
		quotes  int
	)
	for i+8 <= n {
		w := load8(src, i)
		store8(dst, j, w)
		all |= w
		low |= (w - 0x20*ones) &^ w
		x := w ^ '\\'*ones
		m := (x - ones) &^ x & highs // of the bits, only the lowest is sure
		if m == 0 {
			i += 8
			j += 8
			continue
		}
		step := bits.TrailingZeros64(m) >> 3
		i += step
		j += step
		if i+8 <= n {
			w = load8(src, i) & (1<<48 - 1)
			if w == endComma || w == endColon {
				store4(dst, j, endBegin|uint32(w>>8)&0xff00)
				marks[k], marks[k+1] = uint32(j), uint32(j+3)
				k += 2
				quotes += 2
				i += len(`\", \"`)
				j += len(`", "`)
				continue
			}
		}
		if src[i+1] == '"' {
			quotes++
			dst[j] = '"'
		} else if src[i+1] != '\\' {
			return false
		}
		marks[k] = uint32(j)
		k++
		i += 2
		j++
	}
	for ; i < n; i++ {
		c := src[i]
		all |= uint64(c)
		if c < 0x20 {
			return false
		}
		if c == '\\' {
			i++
			if c = src[i]; c == '"' {
				quotes++
			} else if c != '\\' {
				return false
			}
			marks[k] = uint32(j)
			k++
		}
		dst[j] = c
		j++
	}
	// The last quote must not be an escaped one, and all others must be.
	if i != n || low&highs != 0 || bytes.Count(src[:n], []byte{'"'}) != quotes {
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
