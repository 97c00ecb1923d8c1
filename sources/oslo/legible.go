package oslo

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// transcoded returns a body that is UTF-16 or UTF-32, or that begins with a
// byte order mark, as plain UTF-8, and nil if it is none of these. It goes by
// the first bytes, as Python's json.loads does; half a character at the end of
// a body that was cut becomes U+FFFD.
func transcoded(b []byte) []byte {
	if rest, is := bytes.CutPrefix(b, []byte("\xef\xbb\xbf")); is {
		return rest
	}
	if len(b) < 4 {
		return nil
	}
	zeros := 0
	for i := range 4 {
		if b[i] == 0 {
			zeros |= 1 << i
		}
	}
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe, 0, 0}):
		return fromUTF32(b[4:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte{0, 0, 0xfe, 0xff}):
		return fromUTF32(b[4:], binary.BigEndian)
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return fromUTF16(b[2:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return fromUTF16(b[2:], binary.BigEndian)
	case zeros == 0b1110:
		return fromUTF32(b, binary.LittleEndian)
	case zeros == 0b0111:
		return fromUTF32(b, binary.BigEndian)
	case zeros&0b0011 == 0b0010:
		return fromUTF16(b, binary.LittleEndian)
	case zeros&0b0011 == 0b0001:
		return fromUTF16(b, binary.BigEndian)
	}
	return nil
}

func fromUTF16(b []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	out := make([]byte, 0, len(units)+16)
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return cut(out, b)
}

func fromUTF32(b []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(b)/4+16)
	for ; len(b) >= 4; b = b[4:] {
		out = utf8.AppendRune(out, rune(order.Uint32(b)))
	}
	return cut(out, b)
}

func cut(out, rest []byte) []byte {
	if len(rest) > 0 {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// legible reports whether b is text in which a secret would be found: not what
// was compressed or encrypted, or an encoding that nobody named. A few bad bytes
// do not keep ASCII from being read.
func legible(b []byte) bool {
	if len(b) == 0 || utf8.Valid(b) && bytes.IndexFunc(b, illegible) < 0 {
		return true
	}
	for _, magic := range [...]string{"\x1f\x8b", "BZh", "\x78\x01", "\x78\x5e", "\x78\x9c", "\x78\xda", "\x28\xb5\x2f\xfd", "\xfd7zXZ"} {
		if bytes.HasPrefix(b, []byte(magic)) {
			return false
		}
	}
	bad := 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == 0 { // between the letters of a secret it would hide it
			return false
		}
		if r == utf8.RuneError && size == 1 || illegible(r) {
			bad++
		}
		i += size
	}
	return bad*16 <= len(b)
}

// illegible are the control characters that text does not have.
func illegible(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v' && r != '\b' && r != '\a' && r != 0x1b || r == 0x7f
}
