package oslo

import (
	"bytes"

	"github.com/ceilotop/ceilotop/sources"
)

// walk goes once through JSON that is known to be valid.
type walk struct {
	by       *masker
	src, out []byte
	copied   int // src before it is in out
	nested   int
	keys     bool // a key may name a secret that is not empty
	clean    bool // but for what escapes hide, nothing has the shape of a secret
	keysOnly bool // no string has anything to mask
}

// mask masks a notification that s found valid in t.
func (s *scanner) mask(t *text) []byte {
	m := maskers.Get().(*masker)
	defer m.done()
	w := walk{by: m, src: t.bytes(), nested: 1, keys: s.secret, clean: !suspectText(t.bytes())}
	w.keysOnly = w.clean && !s.quotes && !s.unicode
	return w.all()
}

func (w *walk) all() []byte {
	w.value(w.skip(0), false)
	if w.copied == 0 {
		return w.src
	}
	return append(w.out, w.src[w.copied:]...)
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
		case !secret && w.keysOnly:
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
			secret = w.keys && w.by.namesSecret(w.src, i+1, end-1)
			if shaped := w.shaped(key); !bytes.Equal(shaped, key) {
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

// shaped masks a key that has a secret in itself.
func (w *walk) shaped(key []byte) []byte {
	if w.keysOnly || w.clean && bytes.IndexByte(key, '\\') < 0 {
		return key
	}
	return maskText(key)
}

// string masks inside a string that may be JSON itself, or a Python repr, or
// have a token in it.
func (w *walk) string(lo, hi int) {
	content := w.src[lo:hi]
	if bytes.IndexByte(content, '\\') < 0 && (w.clean || !suspectText(content)) {
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

func opensJSON(b []byte) bool {
	for _, c := range b {
		if !space(c) {
			return c == '{' || c == '[' || c == '"'
		}
	}
	return false
}

// end returns where the value or key at i ends.
func (w *walk) end(i int) int {
	depth := 0
	for {
		switch w.src[i] {
		case '"':
			for i, _, _ = stringEnd(w.src, i+1, 0); w.src[i] != '"'; {
				i, _, _ = stringEnd(w.src, i+2, 0) // behind an escape
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
