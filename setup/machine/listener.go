package machine

import (
	"bytes"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// longestLine is where a line is told although it has not ended: a program that
// draws a progress bar ends none.
const longestLine = 4096

// listener cuts what a program says into lines, and tells each without what
// looks like a password. A carriage return ends a line too: what stood there
// would be written over.
type listener struct {
	hear func(line string) // nil: nobody listens
	rest []byte
}

func (l *listener) take(p []byte) {
	if l.hear == nil {
		return
	}
	l.rest = append(l.rest, p...)
	for {
		end := bytes.IndexAny(l.rest, "\r\n")
		switch {
		case end >= 0:
			l.tell(l.rest[:end])
			l.rest = l.rest[end+1:]
		case len(l.rest) > longestLine:
			l.end()
			return
		default:
			return
		}
	}
}

// end tells what is left without the end of a line.
func (l *listener) end() {
	if l.hear == nil {
		return
	}
	l.tell(l.rest)
	l.rest = nil
}

func (l *listener) tell(line []byte) {
	if line = bytes.TrimRight(line, " \t"); len(line) > 0 {
		l.hear(sources.Visible(osloconf.Mask("", string(line))))
	}
}
