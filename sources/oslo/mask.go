package oslo

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
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
	defer maskers.Put(m)
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

func suspectText(b []byte) bool {
	return suspectRepr(b) || fernet(b, 0) >= 0 || suspectAssignment(b) || suspectURL(b)
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

// suspectAssignment looks for password=….
func suspectAssignment(b []byte) bool {
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], '=')
		if j < 0 {
			return false
		}
		i += j
		lo := keyBefore(b, i)
		// A letter before the key may belong to an escape such as \n.
		if key := string(b[lo:i]); i-lo > 100 || namesSecret(key) || lo < i && namesSecret(key[1:]) {
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
		i += j
		for j = i; j > 0 && !endsAuthority(b[j-1]); j-- {
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

// walk goes once through JSON that is known to be valid.
type walk struct {
	by       *masker
	src, out []byte
	copied   int // src before it is in out
	nested   int
}

// maskNotification masks a notification that a scanner found valid.
func maskNotification(text []byte) []byte {
	m := maskers.Get().(*masker)
	defer maskers.Put(m)
	return m.tree(text, 1)
}

// tree returns src masked, src itself if there is nothing to mask.
func (m *masker) tree(src []byte, nested int) []byte {
	w := walk{by: m, src: src, nested: nested}
	w.value(w.skip(0), false)
	if w.copied == 0 {
		return src
	}
	return append(w.out, src[w.copied:]...)
}

func (w *walk) replace(lo, hi int, by string) {
	if w.out == nil {
		w.out = make([]byte, 0, len(w.src)+64)
	}
	w.out = append(append(w.out, w.src[w.copied:lo]...), by...)
	w.copied = hi
}

func (w *walk) skip(i int) int {
	for i < len(w.src) && space(w.src[i]) {
		i++
	}
	return i
}

// value masks the value at i and returns where it ends. If secret, the whole of
// it goes.
func (w *walk) value(i int, secret bool) int {
	switch w.src[i] {
	case '{', '[':
		if !secret {
			return w.container(i)
		}
		end := w.end(i)
		if j := w.skip(i + 1); j < end-1 {
			w.replace(i, end, `"`+sources.Masked+`"`)
		}
		return end
	case '"':
		end := w.end(i)
		switch content := w.src[i+1 : end-1]; {
		case len(content) == 0:
		case !secret:
			w.string(i+1, end-1)
		case string(content) != sources.Masked:
			w.replace(i+1, end-1, sources.Masked)
		}
		return end
	}
	end := w.end(i)
	if secret && w.src[i] != 'n' {
		w.replace(i, end, `"`+sources.Masked+`"`)
	}
	return end
}

func (w *walk) container(i int) int {
	object := w.src[i] == '{'
	for i = w.skip(i + 1); w.src[i] != '}' && w.src[i] != ']'; {
		secret := false
		if object {
			end := w.end(i)
			key := w.src[i+1 : end-1]
			secret = w.by.namesSecret(w.src, i+1, end-1)
			if shaped := maskShapes(key); !bytes.Equal(shaped, key) {
				w.replace(i+1, end-1, string(shaped))
			}
			i = w.skip(w.skip(end) + 1)
		}
		if i = w.skip(w.value(i, secret)); w.src[i] == ',' {
			i = w.skip(i + 1)
		}
	}
	return i + 1
}

// string masks inside a string that may be JSON itself, or a Python repr, or
// have a token in it.
func (w *walk) string(lo, hi int) {
	content := w.src[lo:hi]
	if bytes.IndexByte(content, '\\') < 0 && !suspectText(content) {
		return
	}
	plain := []byte(unescaped(content))
	masked := plain
	if w.nested < maxNested && opensJSON(plain) && w.by.isJSON(plain) {
		masked = w.by.tree(plain, w.nested+1)
	} else {
		masked = maskText(plain)
	}
	if !bytes.Equal(masked, plain) {
		w.replace(lo, hi, string(appendQuoted(nil, masked)))
	}
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

func opensJSON(b []byte) bool {
	for _, c := range b {
		if !space(c) {
			return c == '{' || c == '[' || c == '"'
		}
	}
	return false
}

func (m *masker) isJSON(b []byte) bool {
	m.text.load(b)
	return utf8.Valid(b) && m.scanner.scan(&m.text)
}

// end returns where the value or key at i ends.
func (w *walk) end(i int) int {
	depth := 0
	for {
		switch w.src[i] {
		case '"':
			for i++; w.src[i] != '"'; i++ {
				if w.src[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		default:
			if depth > 0 {
				break
			}
			for i < len(w.src) && !space(w.src[i]) && w.src[i] != ',' && w.src[i] != '}' && w.src[i] != ']' {
				i++
			}
			return i
		}
		i++
		if depth == 0 {
			return i
		}
	}
}

// appendQuoted appends s as the inside of a JSON string.
func appendQuoted(dst, s []byte) []byte {
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', lowerHex[c>>4], lowerHex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

const lowerHex = "0123456789abcdef"
