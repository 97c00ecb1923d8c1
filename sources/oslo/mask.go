package oslo

import (
	"bytes"
	"sync"
	"unicode/utf8"
)

// maxNested is how many times JSON inside a JSON string is opened to look for
// secrets. An envelope takes one; below the limit the text is searched as it is.
const maxNested = 8

var maskers = sync.Pool{New: func() any { return new(masker) }}

// MaskJSON replaces the secrets in text by ******: by key, wherever an object
// or a Python dict shows itself, also inside strings; and by shape, which are
// Fernet tokens and passwords in URLs. null, empty strings and empty containers
// stay. JSON stays JSON, envelopes stay envelopes, and what is no JSON at all is
// masked too. If there is nothing to mask, text itself is returned; otherwise
// text is unchanged and the copy is new.
func MaskJSON(text []byte) []byte {
	m := maskers.Get().(*masker)
	defer m.done()
	m.text.load(text)
	if !m.scanner.scan(&m.text) {
		return maskText(text)
	}
	if !m.scanner.suspect(&m.text) {
		return text
	}
	return m.tree(text, 0)
}

// suspect reports whether the text just scanned may hold a secret. It may be
// wrong in that direction only.
func (s *scanner) suspect(t *text) bool {
	return s.secret || s.quotes || s.unicode || suspectText(t.bytes())
}

func suspectText(b []byte) bool { return suspectMarks(b) || suspectColon(b) }

// suspectMarks looks for all but colons, of which JSON is full.
func suspectMarks(b []byte) bool {
	return suspectRepr(b) || suspectCapital(b) || suspectAssignment(b) || suspectURL(b)
}

// suspectCapital looks for Fernet tokens and private keys, of which nearly every
// one has a capital A at the same place.
func suspectCapital(b []byte) bool {
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], 'A')
		if j < 0 {
			return false
		}
		i += j
		if i == 0 {
			continue
		}
		switch b[i-1] {
		case 'g':
			if fernetEnd(b, i-1) > 0 {
				return true
			}
		case 'V':
			if privateKey(b, i) > 0 {
				return true
			}
		}
	}
}

// suspectColon looks for password: … without quotes. JSON is full of colons, but
// has few behind a letter, so eight bytes at a time are asked for these.
func suspectColon(b []byte) bool {
	i, before := 0, uint64(0)
	for ; i+8 <= len(b); i += 8 {
		w := load8(b, i)
		if colonBehindLetter(w, before)&highs != 0 && suspectColonIn(b, i, i+8) {
			return true
		}
		before = w >> 55
	}
	return suspectColonIn(b, i, len(b))
}

// colonBehindLetter has the high bit of a byte set if it is a colon and the byte
// before it a letter, and rarely without. before is the word before, less its
// lowest 55 bits.
func colonBehindLetter(w, before uint64) uint64 {
	return ((w ^ ':'*ones) - ones) & (w<<9 | before) // letters have a bit that quotes, blanks and digits lack
}

func suspectColonIn(b []byte, lo, hi int) bool {
	for i := lo; i < hi; i++ {
		if b[i] != ':' {
			continue
		}
		if from, to := bareKey(b, i); from < to && mayNameSecret(b[from:to]) {
			return true
		}
	}
	return false
}

// suspectRepr looks for 'password': in the repr of a Python dict.
func suspectRepr(b []byte) bool {
	for i := 0; ; {
		j := bytes.IndexByte(b[i:], '\'')
		if j < 0 {
			return false
		}
		for i += j + 1; i < len(b) && b[i] == ' '; i++ {
		}
		if i < len(b) && b[i] == ':' && keyed(b, i) {
			return true
		}
	}
}

// suspectAssignment looks for password=… and password = ….
func suspectAssignment(b []byte) bool {
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], '=')
		if j < 0 {
			return false
		}
		i += j
		end := i
		for end > 0 && b[end-1] == ' ' {
			end--
		}
		if mayNameSecret(b[keyBefore(b, end):end]) {
			return true
		}
	}
}

// suspectURL looks for an at sign in the authority of a URL.
func suspectURL(b []byte) bool {
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], '@')
		if j < 0 {
			return false
		}
		last := i // the at sign before was not in an authority: no need to look behind it
		i += j
		for j = i; j > last && !endsAuthority(b[j-1]); j-- {
		}
		if j >= 3 && string(b[j-3:j]) == "://" {
			return true
		}
	}
}

// masker masks JSON; it is kept for the memory that it has of keys.
type masker struct {
	text    text
	scanner scanner
}

func (m *masker) done() {
	m.text.shrink()
	maskers.Put(m)
}

// tree returns src masked, which m has just scanned; src itself if there is
// nothing to mask.
func (m *masker) tree(src []byte, nested int) []byte {
	w := walk{by: m, src: src, nested: nested, keys: m.scanner.secret, clean: !suspectText(src)}
	return w.all()
}

// namesSecret asks for the key src[lo:hi], with the scanner's memory of keys
// where that can be read.
func (m *masker) namesSecret(src []byte, lo, hi int) bool {
	if lo+slack > len(src) {
		return namesSecret(unescaped(src[lo:hi]))
	}
	plain := bytes.IndexByte(src[lo:hi], '\\') < 0
	return m.scanner.keys.kind(src, lo, hi, plain)&secretKey != 0
}

func (m *masker) isJSON(b []byte) bool {
	m.text.load(b)
	return utf8.Valid(b) && m.scanner.scan(&m.text)
}
