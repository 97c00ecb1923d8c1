package events

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// Elements of one container that are shown before "… N more". A polling
	// batch has some hundred samples; a list of 100,000 would take a second.
	treeItems = 500
	// Each "… N more" that is opened multiplies the number for its container.
	treeMore = 10
	// Lines of a whole tree; beyond it containers stay empty until opened.
	treeLines = 50_000
	// Deeper than this the text is shown as it is. The decoder refuses 10,000.
	treeDepth = 200
	// Bytes of one value.
	treeText = 8192
)

// tree makes the lines of a JSON text that is known to be valid.
type tree struct {
	json  []byte
	lines []line
	items map[int]int // the number of elements shown, by offset of the container
	words func(count int) string
	bytes func(size int) string
}

// value adds the value at i under name and returns the offset behind it.
func (t *tree) value(name string, depth, i int) int {
	i = space(t.json, i)
	if i >= len(t.json) {
		return i
	}
	switch c := t.json[i]; {
	case (c == '{' || c == '[') && depth < treeDepth:
		return t.container(name, depth, i)
	default:
		end := skip(t.json, i)
		l := line{kind: literal, depth: depth, name: name, offset: i}
		switch raw := t.json[i:end]; {
		case c == '"':
			t.text(l, unquote(raw))
			return end
		case c == '-' || c >= '0' && c <= '9':
			l.kind, l.value = number, t.cut(string(raw))
		default:
			l.value = t.cut(string(raw))
		}
		t.lines = append(t.lines, l)
		return end
	}
}

// text adds a string; one of several lines, such as a traceback, keeps them.
func (t *tree) text(l line, s string) {
	l.kind = text
	first, rest, several := strings.Cut(s, "\n")
	l.value = t.cut(first)
	at := len(t.lines)
	t.lines = append(t.lines, l)
	for n := 0; several; n++ {
		if n == treeItems {
			t.lines = append(t.lines, line{kind: tail, depth: l.depth + 1, value: t.bytes(len(rest))})
			break
		}
		first, rest, several = strings.Cut(rest, "\n")
		t.lines = append(t.lines, line{kind: tail, depth: l.depth + 1, value: t.cut(first)})
	}
	t.lines[at].end = len(t.lines)
}

// container adds an object or a list with as many elements as are shown.
func (t *tree) container(name string, depth, start int) int {
	at := len(t.lines)
	l := line{kind: array, depth: depth, name: name, offset: start}
	if t.json[start] == '{' {
		l.kind = object
	}
	t.lines = append(t.lines, l)
	show := treeItems
	if n := t.items[start]; n > 0 {
		show = n
	} else if len(t.lines) > treeLines {
		show = 0
	}
	count, i := 0, start+1
	for {
		i = space(t.json, i)
		if i < len(t.json) && t.json[i] == ',' {
			i = space(t.json, i+1)
		}
		if i >= len(t.json) || t.json[i] == '}' || t.json[i] == ']' {
			i++
			break
		}
		key := strconv.Itoa(count)
		if l.kind == object {
			end := skip(t.json, i)
			if count < show {
				key = t.cut(unquote(t.json[i:end]))
			}
			i = space(t.json, end) + 1 // the colon
		}
		if count < show {
			i = t.value(key, depth+1, i)
		} else {
			i = skip(t.json, space(t.json, i))
		}
		count++
	}
	if count > show {
		t.lines = append(t.lines, line{kind: more, depth: depth + 1, value: t.words(count - show), offset: start})
	}
	t.lines[at].end = len(t.lines)
	t.lines[at].value = brackets(l.kind, count)
	return min(i, len(t.json))
}

func brackets(k kind, count int) string {
	if k == object {
		return "{" + group(count) + "}"
	}
	return "[" + group(count) + "]"
}

func (t *tree) cut(s string) string {
	if len(s) <= treeText {
		return sources.Visible(s)
	}
	// Not in the middle of a character.
	kept := strings.ToValidUTF8(s[:treeText], "")
	return sources.Visible(kept) + " " + t.bytes(len(s)-len(kept))
}

func unquote(raw []byte) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// skip returns the offset behind the value at i, and at least i+1, so that
// text which is no JSON after all ends too.
func skip(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = quoted(b, i) - 1
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth <= 0 {
				return i + 1
			}
		default:
			if depth == 0 {
				return scalar(b, i)
			}
		}
	}
	return len(b)
}

func scalar(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case ',', '}', ']', ' ', '\t', '\n', '\r', ':':
			return i
		}
	}
	return i
}

// quoted returns the offset behind the string at i.
func quoted(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
