package rows

import "github.com/ceilotop/ceilotop/sources"

// valueForm is cliff's value: values with a blank between them and no header.
type valueForm struct{ visible bool }

func (f *valueForm) head(dst []byte) []byte         { return dst }
func (f *valueForm) tail(dst []byte, _ bool) []byte { return dst }

func (f *valueForm) row(dst []byte, shown []Value, _ bool) []byte {
	for i := range shown {
		if i > 0 {
			dst = append(dst, ' ')
		}
		from := len(dst)
		dst = appendStr(dst, &shown[i])
		if f.visible && !plain(string(dst[from:])) {
			dst = append(dst[:from], sources.Visible(string(dst[from:]))...)
		}
	}
	return append(dst, '\n')
}
