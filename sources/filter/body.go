package filter

import (
	"bytes"
	"encoding/json"
	"strconv"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

var envelope = []byte(`"oslo.message"`)

// bodyText is what a search over the body looks at: the notification as JSON
// text. A second envelope, JSON text in a JSON text, is taken off.
func bodyText(e *sources.Event) []byte {
	if e.Raw == nil {
		return e.Payload
	}
	head := e.Raw[:min(len(e.Raw), 64)]
	if i := bytes.Index(head, []byte(`"oslo.`)); i < 0 || i > 4 {
		return e.Raw
	}
	var outer struct {
		Message string `json:"oslo.message"`
	}
	if !bytes.Contains(e.Raw, envelope) || json.Unmarshal(e.Raw, &outer) != nil || outer.Message == "" {
		return e.Raw
	}
	return []byte(outer.Message)
}

// plain is text in memory that may be borrowed.
type plain struct {
	b        []byte
	borrowed *[]byte
}

var plainPool = sync.Pool{New: func() any { return new([]byte) }}

func (p plain) free() {
	if p.borrowed != nil && cap(*p.borrowed) <= 1<<20 {
		plainPool.Put(p.borrowed)
	}
}

// unescape turns Python's \uXXXX for what is not ASCII into UTF-8, and leaves
// every other escape alone. Text without any is returned as it is.
func unescape(text []byte) plain {
	i := bytes.Index(text, []byte(`\u`))
	if i < 0 {
		return plain{b: text}
	}
	p := plainPool.Get().(*[]byte)
	out := (*p)[:0]
	for ; i >= 0; i = bytes.IndexByte(text, '\\') {
		out = append(out, text[:i]...)
		text = text[i:]
		n := 2 // an escape that stays
		if r, size := escapedRune(text); r >= utf8.RuneSelf {
			out = utf8.AppendRune(out, r)
			text = text[size:]
			continue
		}
		n = min(n, len(text))
		out = append(out, text[:n]...)
		text = text[n:]
	}
	out = append(out, text...)
	*p = out
	return plain{out, p}
}

// escapedRune reads \uXXXX, or two of them that are one character.
func escapedRune(text []byte) (r rune, size int) {
	r = hexRune(text)
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(text) > 6 {
		if both := utf16.DecodeRune(r, hexRune(text[6:])); both != utf8.RuneError {
			return both, 12
		}
	}
	return -1, 0
}

func hexRune(text []byte) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return -1
	}
	v, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(v)
}
