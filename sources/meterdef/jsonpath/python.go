package jsonpath

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
)

// True reports whether Python takes v for true.
func True(v Value) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int64:
		return v != 0
	case *big.Int:
		return v.Sign() != 0
	case float64:
		return v != 0
	case string:
		return v != ""
	case []Value:
		return len(v) > 0
	case *Object:
		return len(v.Keys) > 0
	}
	return true
}

// Text is Python's str(v).
func Text(v Value) string {
	if s, ok := v.(string); ok {
		return s
	}
	return string(appendRepr(nil, v))
}

func appendRepr(b []byte, v Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "None"...)
	case bool:
		if v {
			return append(b, "True"...)
		}
		return append(b, "False"...)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case *big.Int:
		return v.Append(b, 10)
	case float64:
		return appendFloat(b, v)
	case string:
		return appendQuoted(b, v)
	case []Value:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = appendRepr(b, e)
		}
		return append(b, ']')
	case *Object:
		b = append(b, '{')
		for i, key := range v.Keys {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(appendQuoted(b, key), ": "...)
			b = appendRepr(b, v.Values[key])
		}
		return append(b, '}')
	}
	return b
}

// appendFloat is Python's repr: the shortest that reads back the same, with an
// exponent from 1e16 and below 1e-4, and always a sign that it is no integer.
func appendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(b, "inf"...)
	case math.IsInf(f, -1):
		return append(b, "-inf"...)
	case math.IsNaN(f):
		return append(b, "nan"...)
	}
	if a := math.Abs(f); a != 0 && (a >= 1e16 || a < 1e-4) {
		return strconv.AppendFloat(b, f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return append(b, s...)
}

func appendQuoted(b []byte, s string) []byte {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b = append(b, quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case unicode.IsPrint(r):
			b = append(b, string(r)...)
		case r < 0x100:
			b = append(b, `\x`...)
			b = append(b, hex(r, 2)...)
		case r < 0x10000:
			b = append(b, `\u`...)
			b = append(b, hex(r, 4)...)
		default:
			b = append(b, `\U`...)
			b = append(b, hex(r, 8)...)
		}
	}
	return append(b, quote)
}

func hex(r rune, digits int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", digits-len(s)) + s
}

// Equal is Python's ==, to which True is 1 and 1 is 1.0.
func Equal(a, b Value) bool {
	if order, ok := compareNumbers(a, b); ok {
		return order == 0
	}
	switch a := a.(type) {
	case nil:
		return b == nil
	case string:
		s, ok := b.(string)
		return ok && s == a
	case []Value:
		list, ok := b.([]Value)
		if !ok || len(list) != len(a) {
			return false
		}
		for i := range a {
			if !Equal(a[i], list[i]) {
				return false
			}
		}
		return true
	case *Object:
		o, ok := b.(*Object)
		if !ok || len(o.Keys) != len(a.Keys) {
			return false
		}
		for _, key := range a.Keys {
			v, ok := o.Get(key)
			if !ok || !Equal(a.Values[key], v) {
				return false
			}
		}
		return true
	}
	return false
}

// compare is the order that Python's < sees; ok is false where it has none.
func compare(a, b Value) (order int, ok bool) {
	if order, ok := compareNumbers(a, b); ok {
		return order, true
	}
	switch a := a.(type) {
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b), true
		}
	case []Value:
		b, ok := b.([]Value)
		if !ok {
			return 0, false
		}
		for i := range min(len(a), len(b)) {
			if !Equal(a[i], b[i]) {
				return compare(a[i], b[i])
			}
		}
		return len(a) - len(b), true
	}
	return 0, false
}

// compareNumbers reports unordered, as not a number is, by 2.
func compareNumbers(a, b Value) (order int, ok bool) {
	x, y := exact(a), exact(b)
	if x == nil || y == nil {
		f, fok := a.(float64)
		g, gok := b.(float64)
		switch {
		case fok && (gok || y != nil) || gok && (fok || x != nil):
			if !fok {
				f, _ = x.Float64()
			}
			if !gok {
				g, _ = y.Float64()
			}
			return compareFloats(f, g), true
		}
		return 0, false
	}
	return x.Cmp(y), true
}

func compareFloats(f, g float64) int {
	switch {
	case f < g:
		return -1
	case f > g:
		return 1
	case f == g:
		return 0
	}
	return 2
}

// exact is a number without rounding, nil for what is none or not finite.
func exact(v Value) *big.Rat {
	switch v := v.(type) {
	case bool, int64, *big.Int:
		i, _ := integer(v)
		return new(big.Rat).SetInt(i)
	case float64:
		return new(big.Rat).SetFloat64(v)
	}
	return nil
}

// integer is an integer's value, of which a bool is one.
func integer(v Value) (*big.Int, bool) {
	switch v := v.(type) {
	case bool:
		if v {
			return big.NewInt(1), true
		}
		return new(big.Int), true
	case int64:
		return big.NewInt(v), true
	case *big.Int:
		return v, true
	}
	return nil, false
}

// normal returns the integer as a Value.
func normal(i *big.Int) Value {
	if i.IsInt64() {
		return i.Int64()
	}
	return i
}
