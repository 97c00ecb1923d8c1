package rows

import (
	"math"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonForm is what json.dumps(rows, indent=2) of Python writes: ASCII, null for
// None, and NaN and Infinity, which JSON does not have.
type jsonForm struct{ keys [][]byte }

func newJSON(o *Options) *jsonForm {
	f := &jsonForm{}
	for _, name := range o.names() {
		f.keys = append(f.keys, append(appendJSON([]byte("    "), name), ": "...))
	}
	return f
}

func (f *jsonForm) head(dst []byte) []byte { return append(dst, '[') }

func (f *jsonForm) row(dst []byte, shown []Value, first bool) []byte {
	if !first {
		dst = append(dst, ',')
	}
	dst = append(dst, "\n  {"...)
	for i := range shown {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(dst, '\n'), f.keys[i]...)
		switch v := &shown[i]; v.kind {
		case null:
			dst = append(dst, "null"...)
		case text:
			dst = appendJSON(dst, v.text)
		case float:
			dst = appendJSONFloat(dst, v.num)
		case group:
			dst = appendObject(dst, *v.group)
		default:
			dst = appendStr(dst, v)
		}
	}
	return append(dst, "\n  }"...)
}

func (f *jsonForm) tail(dst []byte, empty bool) []byte {
	if !empty {
		dst = append(dst, '\n')
	}
	return append(dst, "]\n"...)
}

func appendObject(dst []byte, pairs []pair) []byte {
	if len(pairs) == 0 {
		return append(dst, "{}"...)
	}
	dst = append(dst, '{')
	for i, p := range pairs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendJSON(append(dst, "\n      "...), p.key), ": "...)
		if p.value.Known {
			dst = appendJSON(dst, p.value.Value)
		} else {
			dst = append(dst, "null"...)
		}
	}
	return append(dst, "\n    }"...)
}

func appendJSONFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	return appendFloat(dst, f)
}

// appendJSON appends a string with everything but printable ASCII escaped, as
// ensure_ascii does, which encoding/json does not.
func appendJSON(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = append(dst, s[from:i]...)
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		from = i
		switch r {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\b':
			dst = append(dst, `\b`...)
		case '\f':
			dst = append(dst, `\f`...)
		default:
			if high, low := utf16.EncodeRune(r); low != utf8.RuneError {
				dst = appendHex(append(dst, `\u`...), high, 4, lower)
				r = low
			}
			dst = appendHex(append(dst, `\u`...), r, 4, lower)
		}
	}
	return append(append(dst, s[from:]...), '"')
}

const lower = "0123456789abcdef"
