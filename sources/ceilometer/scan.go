package ceilometer

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// The scanner walks the bytes of one row in place and hands out its fields as
// they are. It takes what encoding/json takes, and NaN and Infinity, which
// Python writes; it does not accept deeper nesting than deepest.
const deepest = 200

// errShort says that the bytes end before the value does.
var errShort = errors.New("the value is not whole")

// malformed is a place at which the answer is no JSON.
type malformed struct {
	at   int
	what string
}

func (m *malformed) Error() string { return m.what }

func wrong(b []byte, i int, wanted string) error {
	return &malformed{i, fmt.Sprintf("%q where %s is expected", b[i:min(i+1, len(b))], wanted)}
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// object calls field with each key of the object at b[i], unquoted, and its raw
// value, and returns where the object ends.
func object(b []byte, i, depth int, field func(key, raw []byte) error) (int, error) {
	if depth > deepest {
		return i, &malformed{i, fmt.Sprintf("more than %d levels of nesting", deepest)}
	}
	if i = skipSpace(b, i); i >= len(b) {
		return i, errShort
	}
	if b[i] != '{' {
		return i, wrong(b, i, "an object")
	}
	for first := true; ; first = false {
		if i = skipSpace(b, i+1); i >= len(b) {
			return i, errShort
		}
		if first && b[i] == '}' {
			return i + 1, nil
		}
		if b[i] != '"' {
			return i, wrong(b, i, "a key")
		}
		end, err := skipString(b, i)
		if err != nil {
			return end, err
		}
		key := b[i:end]
		if i = skipSpace(b, end); i >= len(b) {
			return i, errShort
		}
		if b[i] != ':' {
			return i, wrong(b, i, "a colon")
		}
		if i = skipSpace(b, i+1); i >= len(b) {
			return i, errShort
		}
		if end, err = skipValue(b, i, depth+1); err != nil {
			return end, err
		}
		if field != nil {
			if bytes.IndexByte(key, '\\') < 0 {
				key = key[1 : len(key)-1]
			} else {
				key = unquote(key)
			}
			if err := field(key, b[i:end]); err != nil {
				return i, err
			}
		}
		if i = skipSpace(b, end); i >= len(b) {
			return i, errShort
		}
		if b[i] == '}' {
			return i + 1, nil
		}
		if b[i] != ',' {
			return i, wrong(b, i, "a comma or }")
		}
	}
}

func skipArray(b []byte, i, depth int) (int, error) {
	if depth > deepest {
		return i, &malformed{i, fmt.Sprintf("more than %d levels of nesting", deepest)}
	}
	for first := true; ; first = false {
		if i = skipSpace(b, i+1); i >= len(b) {
			return i, errShort
		}
		if first && b[i] == ']' {
			return i + 1, nil
		}
		end, err := skipValue(b, i, depth+1)
		if err != nil {
			return end, err
		}
		if i = skipSpace(b, end); i >= len(b) {
			return i, errShort
		}
		if b[i] == ']' {
			return i + 1, nil
		}
		if b[i] != ',' {
			return i, wrong(b, i, "a comma or ]")
		}
	}
}

// skipValue returns where the value that begins at b[i] ends.
func skipValue(b []byte, i, depth int) (int, error) {
	switch c := b[i]; c {
	case '"':
		return skipString(b, i)
	case '{':
		return object(b, i, depth, nil)
	case '[':
		return skipArray(b, i, depth)
	case 'n':
		return skipWord(b, i, "null")
	case 't':
		return skipWord(b, i, "true")
	case 'f':
		return skipWord(b, i, "false")
	case 'N':
		return skipWord(b, i, "NaN")
	case 'I':
		return skipWord(b, i, "Infinity")
	default:
		if c == '-' || c >= '0' && c <= '9' {
			return skipNumber(b, i)
		}
	}
	return i, wrong(b, i, "a value")
}

func skipWord(b []byte, i int, word string) (int, error) {
	end := i + len(word)
	if n := min(end, len(b)); string(b[i:n]) != word[:n-i] {
		return i, wrong(b, i, "a value")
	}
	if end > len(b) {
		return i, errShort
	}
	return end, nil
}

func skipString(b []byte, i int) (int, error) {
	for i++; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1, nil
		case c < 0x20:
			return i, wrong(b, i, "a character of a text")
		case c == '\\':
			if i++; i >= len(b) {
				return i, errShort
			}
			switch b[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					if i++; i >= len(b) {
						return i, errShort
					}
					if hexDigit(b[i]) < 0 {
						return i, wrong(b, i, "a hexadecimal digit")
					}
				}
			default:
				return i, wrong(b, i, "an escape")
			}
		}
	}
	return i, errShort
}

// skipNumber checks JSON's grammar of numbers. One that reaches the end of the
// bytes may go on.
func skipNumber(b []byte, i int) (int, error) {
	if b[i] == '-' {
		if i++; i < len(b) && b[i] == 'I' {
			return skipWord(b, i, "Infinity")
		}
	}
	digits := func() error {
		start := i
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
		}
		if i == len(b) {
			return errShort
		}
		if i == start {
			return wrong(b, i, "a digit")
		}
		return nil
	}
	start := i
	if err := digits(); err != nil {
		return i, err
	}
	if b[start] == '0' && i > start+1 {
		return start, wrong(b, start, "a number without leading zeros")
	}
	if b[i] == '.' {
		i++
		if err := digits(); err != nil {
			return i, err
		}
	}
	if b[i] == 'e' || b[i] == 'E' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if err := digits(); err != nil {
			return i, err
		}
	}
	return i, nil
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c - 'a' + 10)
	case c >= 'A' && c <= 'F':
		return rune(c - 'A' + 10)
	}
	return -1
}

// plain reports whether a quoted text stands for itself: ASCII with no escape.
func plain(quoted []byte) bool {
	for _, c := range quoted {
		if c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unquote resolves the escapes of a text that skipString has accepted. Half of
// a surrogate pair and bytes that are no UTF-8 become U+FFFD.
func unquote(quoted []byte) []byte {
	out := make([]byte, 0, len(quoted))
	for b := quoted[1 : len(quoted)-1]; len(b) > 0; {
		switch {
		case b[0] == '\\' && b[1] == 'u':
			r := unicodeEscape(b)
			b = b[6:]
			if utf16.IsSurrogate(r) {
				low := rune(-1)
				if len(b) >= 6 && b[0] == '\\' && b[1] == 'u' {
					low = unicodeEscape(b)
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					b = b[6:]
				}
			}
			out = utf8.AppendRune(out, r)
		case b[0] == '\\':
			c := b[1]
			if i := bytes.IndexByte([]byte("bfnrt"), c); i >= 0 {
				c = "\b\f\n\r\t"[i]
			}
			out = append(out, c)
			b = b[2:]
		default:
			r, size := utf8.DecodeRune(b)
			out = utf8.AppendRune(out, r)
			b = b[size:]
		}
	}
	return out
}

func unicodeEscape(b []byte) rune {
	return hexDigit(b[2])<<12 | hexDigit(b[3])<<8 | hexDigit(b[4])<<4 | hexDigit(b[5])
}

// float is the number that a raw value stands for.
func float(raw []byte) (float64, error) { return strconv.ParseFloat(string(raw), 64) }
