package prompt

import (
	"errors"
	"io"
	"strings"
)

// longest is more than any answer has.
const longest = 64 << 10

var errLong = errors.New("a line is longer than 64 KiB")

// lines reads line by line and takes nothing from behind one, which a reader of
// passwords may want.
type lines struct{ in io.Reader }

// next is the next line without its end. A last one without an end counts.
func (l *lines) next() (string, error) {
	var b strings.Builder
	var c [1]byte
	for b.Len() < longest {
		n, err := l.in.Read(c[:])
		if n == 1 {
			if c[0] == '\n' {
				return strings.TrimSuffix(b.String(), "\r"), nil
			}
			b.WriteByte(c[0])
		}
		if err != nil {
			if errors.Is(err, io.EOF) && b.Len() > 0 {
				return b.String(), nil
			}
			return "", err
		}
	}
	return "", errLong
}
