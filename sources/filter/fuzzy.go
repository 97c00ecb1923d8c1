package filter

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// fuzzyText has its characters in order, with anything between them. What
// sahilm/fuzzy finds counts, so that a list that ranks by it agrees; a look
// without its bookkeeping comes first, because most texts do not match.
type fuzzyText struct{ letters, folded string }

func newFuzzy(letters string) pattern { return &fuzzyText{letters, strings.ToLower(letters)} }

// field leaves identifiers out: 32 digits hold almost any four in order.
func (f *fuzzyText) field(text string) bool { return !isIdentifier(text) && f.matches(text) }

func (f *fuzzyText) matches(text string) bool {
	return f.inOrder(text) && len(fuzzy.FindNoSort(f.letters, []string{text})) > 0
}

// body asks about each text between two quotes: a key, a value that is a string,
// or the numbers between them.
func (f *fuzzyText) body(text []byte) bool {
	plain := unescape(text)
	defer plain.free()
	if !isASCII(f.letters) {
		for b, more := plain.b, true; more; {
			var piece []byte
			if piece, b, more = bytes.Cut(b, []byte{'"'}); f.field(string(piece)) {
				return true
			}
		}
		return false
	}
	text = plain.b
	start, at := 0, 0 // of the piece; how many letters it has so far
	for i := 0; i < len(text); i++ {
		switch c := lowered[text[i]]; {
		case c == '"':
			start, at = i+1, 0
		case c == f.folded[at]:
			if at++; at < len(f.folded) {
				continue
			}
			end := bytes.IndexByte(text[i:], '"')
			if end < 0 {
				end = len(text) - i
			}
			if f.field(string(text[start : i+end])) {
				return true
			}
			i, at = i+end-1, 0
		}
	}
	return false
}

// lowered has each byte, but capitals of ASCII in lower case.
var lowered = func() (t [256]byte) {
	for i := range t {
		t[i] = lower(byte(i))
	}
	return t
}()

func (f *fuzzyText) inOrder(text string) bool { return inOrder(f.letters, text) }

// inOrder reports whether text has the letters in order, whatever their case.
func inOrder[T string | []byte](letters string, text T) bool {
	at := 0
	for i := 0; i < len(text) && at < len(letters); {
		if letters[at] < utf8.RuneSelf && text[i] < utf8.RuneSelf {
			if lower(text[i]) == lower(letters[at]) {
				at++
			}
			i++
			continue
		}
		want, wantSize := utf8.DecodeRuneInString(letters[at:])
		got, size := utf8.DecodeRuneInString(string(text[i:min(len(text), i+utf8.UTFMax)]))
		if got == want || unicode.ToLower(got) == unicode.ToLower(want) {
			at += wantSize
		}
		i += size
	}
	return at == len(letters)
}

// isIdentifier reports whether text is a UUID, with dashes, without, or after
// "req-".
func isIdentifier(text string) bool {
	if len(text) == 40 && text[:4] == "req-" {
		text = text[4:]
	}
	if len(text) != 32 && len(text) != 36 {
		return false
	}
	digits := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c-'0' < 10, c-'a' < 6:
			digits++
		case c != '-':
			return false
		}
	}
	return digits == 32
}
