package rows

import (
	"bytes"

	"github.com/ceilotop/ceilotop/sources"
)

// csvForm is cliff's: a header, and quotes around all but numbers. Python's
// csv doubles quotes, and backslashes too because cliff makes them an escape
// character; None is "".
type csvForm struct {
	names   []string
	visible bool
	scratch []byte
}

func newCSV(o *Options) *csvForm { return &csvForm{names: o.names(), visible: o.Visible} }

func (c *csvForm) head(dst []byte) []byte {
	for i, name := range c.names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = c.quote(dst, name)
	}
	return append(dst, '\n')
}

func (c *csvForm) row(dst []byte, shown []Value, _ bool) []byte {
	for i := range shown {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch v := &shown[i]; v.kind {
		case null:
			dst = append(dst, `""`...)
		case text:
			dst = c.quote(dst, v.text)
		case group:
			c.scratch = appendStr(c.scratch[:0], v)
			dst = c.quote(dst, string(c.scratch))
		default:
			dst = appendStr(dst, v)
		}
	}
	return append(dst, '\n')
}

func (c *csvForm) tail(dst []byte, _ bool) []byte { return dst }

func (c *csvForm) quote(dst []byte, s string) []byte {
	if c.visible {
		s = sources.Visible(s)
	}
	dst = append(dst, '"')
	from := len(dst)
	dst = append(dst, s...)
	if bytes.IndexByte(dst[from:], '"') >= 0 || bytes.IndexByte(dst[from:], '\\') >= 0 {
		dst = dst[:from]
		for i := range len(s) {
			if s[i] == '"' || s[i] == '\\' {
				dst = append(dst, s[i])
			}
			dst = append(dst, s[i])
		}
	}
	return append(dst, '"')
}
