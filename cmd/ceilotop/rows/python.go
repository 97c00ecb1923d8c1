package rows

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// appendStr appends str(value) of Python.
func appendStr(dst []byte, v *Value) []byte {
	switch v.kind {
	case text:
		return append(dst, v.text...)
	case group:
		return appendDict(dst, *v.group)
	case whole:
		return strconv.AppendInt(dst, int64(v.num), 10)
	case float:
		return appendFloat(dst, v.num)
	}
	return append(dst, "None"...)
}

// appendFloat appends repr(f): the shortest digits that read back as f, with a
// point or an exponent, and the exponent from 1e16 up and below 1e-4.
func appendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	}
	if size := math.Abs(f); size != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	if bytes.IndexByte(dst[from:], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}

// appendDict appends repr() of a dictionary: {'resource_id': 'x', 'user_id': None}.
func appendDict(dst []byte, pairs []pair) []byte {
	dst = append(dst, '{')
	for i, p := range pairs {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(appendRepr(dst, p.key), ": "...)
		if p.value.Known {
			dst = appendRepr(dst, p.value.Value)
		} else {
			dst = append(dst, "None"...)
		}
	}
	return append(dst, '}')
}

// appendRepr appends repr() of a text. It is in single quotes unless it has
// some and no double ones; what cannot be printed is escaped.
func appendRepr(dst []byte, s string) []byte {
	quote := byte('\'')
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		quote = '"'
	}
	dst = append(dst, quote)
	for _, r := range s {
		switch {
		case r == rune(quote), r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case unicode.IsPrint(r):
			dst = utf8.AppendRune(dst, r)
		case r < 0x100:
			dst = appendHex(append(dst, `\x`...), r, 2, lower)
		case r < 0x10000:
			dst = appendHex(append(dst, `\u`...), r, 4, lower)
		default:
			dst = appendHex(append(dst, `\U`...), r, 8, lower)
		}
	}
	return append(dst, quote)
}

func appendHex(dst []byte, r rune, digits int, alphabet string) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, alphabet[r>>shift&15])
	}
	return dst
}

// isoformat writes a UTC time as datetime.isoformat does: without a zone, with
// microseconds unless there are none.
func isoformat(t time.Time) string {
	t = t.UTC()
	if t.Nanosecond()/1000 == 0 {
		return t.Format("2006-01-02T15:04:05")
	}
	return t.Format("2006-01-02T15:04:05.000000")
}
