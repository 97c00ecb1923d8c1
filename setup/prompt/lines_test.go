package prompt

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestLinesTakeNothingFromBehindOne(t *testing.T) {
	t.Parallel()
	in := strings.NewReader("one\r\n\n two \nlast")
	l := &lines{in}
	for _, want := range []string{"one", ""} {
		if got, err := l.next(); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if in.Len() != len(" two \nlast") {
		t.Errorf("%d bytes are left", in.Len())
	}
	for _, want := range []string{" two ", "last"} {
		if got, err := l.next(); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if _, err := l.next(); !errors.Is(err, io.EOF) {
		t.Errorf("the end gives %v", err)
	}
	if _, err := (&lines{strings.NewReader(strings.Repeat("x", longest+1))}).next(); !errors.Is(err, errLong) {
		t.Errorf("an endless line gives %v", err)
	}
}
