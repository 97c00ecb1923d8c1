package ceilometer

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/ceilotop/ceilotop/sources"
)

// list reads the rows of an answer one by one. Its memory is one buffer, which
// grows only for a row that is longer than it.
type list struct {
	from   io.Reader
	buffer []byte
	lo, hi int // buffer[lo:hi] was read and not yet used
	failed error
	rows   int
	begun  bool
	most   int // bytes of a row, longestRow if 0
}

const (
	firstBuffer = 128 << 10
	longestRow  = 32 << 20
	// A row that is longer than this and not yet whole is scanned again from its
	// start only when a quarter more of it has come, lest the work be quadratic.
	impatience = 64 << 10
)

// next reads a row with decode, which returns how many bytes it took. It
// returns io.EOF after the last row of a list that is whole.
func (l *list) next(decode func([]byte) (int, error)) error {
	c, err := l.peek()
	if err != nil {
		return err
	}
	switch {
	case !l.begun && c != '[':
		return &malformed{0, fmt.Sprintf("it is no list: it begins with %q", shorten(string(l.buffer[l.lo:l.hi]), 60))}
	case !l.begun:
		l.begun = true
		l.lo++
		if c, err = l.peek(); err != nil {
			return err
		}
		if c == ']' {
			return l.end()
		}
	case c == ']':
		return l.end()
	case c != ',':
		return &malformed{0, fmt.Sprintf("%q after row %d", c, l.rows)}
	default:
		l.lo++
	}
	for {
		n, err := decode(l.buffer[l.lo:l.hi])
		if err == nil {
			l.lo += n
			l.rows++
			return nil
		}
		if !errors.Is(err, errShort) {
			return fmt.Errorf("row %d: %w", l.rows+1, err)
		}
		have := l.hi - l.lo
		more := 1
		if have > impatience {
			more = have / 4
		}
		for l.hi-l.lo < have+more && l.failed == nil {
			l.fill()
		}
		if l.hi-l.lo == have {
			return l.failure()
		}
	}
}

// peek returns the next byte that is no blank, without using it.
func (l *list) peek() (byte, error) {
	for {
		if l.lo = skipSpace(l.buffer[:l.hi], l.lo); l.lo < l.hi {
			return l.buffer[l.lo], nil
		}
		if l.failed != nil {
			return 0, l.failure()
		}
		l.fill()
	}
}

// end makes sure that nothing follows the list.
func (l *list) end() error {
	l.lo++
	c, err := l.peek()
	if err == nil {
		return &malformed{0, fmt.Sprintf("%q after the end of the list", c)}
	}
	if l.failed != io.EOF {
		return err
	}
	return io.EOF
}

// fill reads once.
func (l *list) fill() {
	if l.buffer == nil {
		l.buffer = make([]byte, firstBuffer)
	}
	if l.hi == len(l.buffer) {
		if l.lo > 0 {
			l.hi = copy(l.buffer, l.buffer[l.lo:l.hi])
			l.lo = 0
		} else if most := cmp.Or(l.most, longestRow); len(l.buffer) >= most {
			l.failed = &malformed{0, fmt.Sprintf("row %d is longer than %d MiB", l.rows+1, most>>20)}
			return
		} else {
			l.buffer = append(l.buffer, make([]byte, len(l.buffer))...)
		}
	}
	n, err := l.from.Read(l.buffer[l.hi:])
	l.hi += n
	l.failed = err
}

// failure says why there is no more, where more was expected.
func (l *list) failure() error {
	if l.failed == io.EOF || errors.Is(l.failed, io.ErrUnexpectedEOF) {
		return &cutOff{l.rows, l.begun || l.hi > l.lo}
	}
	return l.failed
}

// cutOff is an answer that ends in the middle.
type cutOff struct {
	rows  int
	begun bool
}

func (c *cutOff) Error() string {
	if !c.begun {
		return "the answer is empty"
	}
	return "the answer ends in the middle after " + rowCount(c.rows)
}

func rowCount(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// shorten cuts what is shown of a text from outside.
func shorten(s string, most int) string {
	for i := range s {
		if i >= most {
			return sources.Visible(s[:i]) + "…"
		}
	}
	return sources.Visible(s)
}
