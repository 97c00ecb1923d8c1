package sourcestest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// pair is a key of flattened metadata and its value, always a text.
type pair struct{ key, value string }

// flatten makes metadata flat as the API does (flatten_metadata in
// api/controllers/v2/utils.py): {"a": {"b": {"c": 1}}} is a.b:c="1". Flat
// metadata stays as it is.
func flatten(metadata map[string]any) []pair {
	var pairs []pair
	var walk func(prefix string, m map[string]any)
	walk = func(prefix string, m map[string]any) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if sub, ok := m[k].(map[string]any); ok {
				walk(prefix+k+".", sub)
				continue
			}
			key := strings.ReplaceAll(prefix+k, ".", ":")
			pairs = append(pairs, pair{strings.Replace(key, ":", ".", 1), pythonText(m[k])})
		}
	}
	walk("", metadata)
	return pairs
}

// pythonText is Python's str(v).
func pythonText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return pythonRepr(v)
}

// pythonRepr is Python's repr(v).
func pythonRepr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return pythonFloat(v)
	case json.Number:
		return v.String()
	case string:
		return pythonQuoted(v)
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, pythonRepr(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, pythonRepr(k)+": "+pythonRepr(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	panic(fmt.Sprintf("sourcestest: metadata may not hold a %T", v))
}

func pythonQuoted(s string) string {
	quote := "'"
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = `"`
	}
	var b strings.Builder
	b.WriteString(quote)
	for _, r := range s {
		switch {
		case r == '\\', string(r) == quote:
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String() + quote
}

// pythonFloat is Python's repr of a float, which json.dumps writes too: always
// with a point or an exponent, and with one from 1e16 and below 1e-4.
func pythonFloat(v float64) string {
	s := strconv.FormatFloat(v, 'e', -1, 64)
	mantissa, exponent, found := strings.Cut(s, "e")
	if !found {
		return map[string]string{"NaN": "NaN", "+Inf": "Infinity", "-Inf": "-Infinity"}[s]
	}
	if e, _ := strconv.Atoi(exponent); e < -4 || e >= 16 {
		return mantissa + "e" + exponent
	}
	if s = strconv.FormatFloat(v, 'f', -1, 64); !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// appendString appends s as json.dumps writes it: in ASCII, with surrogate
// pairs.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r >= 0x20 && r < 0x7f:
			b = append(b, byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\b':
			b = append(b, `\b`...)
		case r == '\f':
			b = append(b, `\f`...)
		case r == 0x7f:
			b = utf8.AppendRune(b, r)
		case r < 0x10000:
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		}
	}
	return append(b, '"')
}
