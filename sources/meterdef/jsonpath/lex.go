package jsonpath

import (
	"fmt"
	"strconv"
	"strings"
)

// Error is a path that cannot be read.
type Error struct {
	Path   string
	At     int // byte of the path
	Reason string
}

func (e *Error) Error() string {
	return fmt.Sprintf("no path: %s, at character %d", e.Reason, len([]rune(e.Path[:e.At]))+1)
}

// kind of a token; a sign is its own character.
type kind int

const (
	kindEnd kind = -1 - iota
	kindName
	kindNumber
	kindFloat
	kindBool
	kindNamed   // between backquotes
	kindCompare // in filters
	kindSort
	kindDescend // ..
	kindWhere
)

type token struct {
	kind  kind
	text  string // the name, the sign of a comparison, the direction of a sort
	value Value  // of a number or a bool
	at    int
}

// lex cuts a path into tokens in the order in which the library's lexer tries
// them.
func lex(path string) ([]token, error) {
	var all []token
	for at := 0; at < len(path); {
		rest := path[at:]
		if strings.IndexByte(" \t\n", rest[0]) >= 0 {
			at++
			continue
		}
		t, n, err := next(rest)
		if err != "" {
			return nil, &Error{path, at + n, err}
		}
		t.at = at
		all = append(all, t)
		at += n
	}
	return append(all, token{kind: kindEnd, at: len(path)}), nil
}

func next(s string) (t token, n int, err string) {
	if s[0] == '\'' || s[0] == '"' || s[0] == '`' {
		return quoted(s)
	}
	for _, word := range []string{"true", "false"} {
		if strings.HasPrefix(s, word) {
			return token{kind: kindBool, value: word == "true"}, len(word), ""
		}
	}
	if n := sorting(s); n > 0 {
		return token{kind: kindSort, text: s[n-1 : n]}, n, ""
	}
	if n := name(s); n > 0 {
		t := token{kind: kindName, text: s[:n]}
		if t.text == "where" {
			t.kind = kindWhere
		}
		return t, n, ""
	}
	if n := digits(s); n > 0 {
		if m := strings.TrimPrefix(s[n:], "."); len(m) < len(s)-n && digits(m) > 0 && m[0] != '-' {
			n += 1 + digits(m)
			f, _ := strconv.ParseFloat(s[:n], 64)
			return token{kind: kindFloat, value: f}, n, ""
		}
		return token{kind: kindNumber, value: number(s[:n])}, n, ""
	}
	for _, sign := range []string{"==", "<=", ">=", "!=", "=", "<", ">", "~"} {
		if strings.HasPrefix(s, sign) {
			return token{kind: kindCompare, text: sign}, len(sign), ""
		}
	}
	if strings.HasPrefix(s, "..") {
		return token{kind: kindDescend}, 2, ""
	}
	if strings.IndexByte("*.[]()$,:|&?@+-", s[0]) >= 0 {
		return token{kind: kind(s[0])}, 1, ""
	}
	return t, 0, "an unexpected " + strconv.Quote(string([]rune(s)[0]))
}

// quoted reads a name in quotes or an operator in backquotes, where a backslash
// stands for the character behind it.
func quoted(s string) (t token, n int, err string) {
	t.kind = kindName
	if s[0] == '`' {
		t.kind = kindNamed
	}
	var text strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			t.text = text.String()
			return t, i + 1, ""
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] == '\n' {
				return t, i - 1, "a backslash at the end of a line"
			}
		case s[i] == '\\':
			return t, i, "a backslash at the end"
		}
		text.WriteByte(s[i])
	}
	return t, 0, "a quotation that does not end"
}

// sorting is the length of a sort's sign, with a comma and blanks before it.
func sorting(s string) int {
	n := len(s) - len(strings.TrimPrefix(s, ","))
	for n < len(s) && strings.IndexByte(" \t\n\r\f\v\x1c\x1d\x1e\x1f", s[n]) >= 0 {
		n++
	}
	if n < len(s) && (s[n] == '/' || s[n] == '\\') {
		return n + 1
	}
	return 0
}

func name(s string) int {
	n := 0
	if s[0] == '@' {
		n++
	}
	if n == len(s) || !letter(s[n]) {
		return 0
	}
	for n < len(s) && (letter(s[n]) || '0' <= s[n] && s[n] <= '9' || s[n] == '@' || s[n] == '-') {
		n++
	}
	return n
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }

// digits is the length of an integer with or without a minus.
func digits(s string) int {
	n := 0
	if n < len(s) && s[n] == '-' {
		n++
	}
	first := n
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	if n == first {
		return 0
	}
	return n
}
