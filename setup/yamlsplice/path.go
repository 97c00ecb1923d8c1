package yamlsplice

import (
	"fmt"
	"strings"
)

// Path leads from the top of a document to a node.
type Path []Step

// Step is a Key, an Index or a Where.
type Step interface{ String() string }

// Key is a key of a mapping.
type Key string

// Index is an item of a list, counted from 0.
type Index int

// Where is the first item of a list in which a key has a value.
type Where struct{ Key, Value string }

func (k Key) String() string   { return string(k) }
func (i Index) String() string { return fmt.Sprintf("[%d]", int(i)) }
func (w Where) String() string { return fmt.Sprintf("[%s=%s]", w.Key, w.Value) }

// String is the path as people write it: sources[name=cpu].interval.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		if _, ok := s.(Key); ok && i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.String())
	}
	return b.String()
}

// Keys is the path of a dotted name such as net.bindIp.
func Keys(dotted string) Path {
	var p Path
	for key := range strings.SplitSeq(dotted, ".") {
		p = append(p, Key(key))
	}
	return p
}

// Error says why a file is not read or changed.
type Error struct {
	File   string
	Line   int // 0: the whole file
	Reason string
	advice string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("editing %s: %s", e.File, e.Reason)
	}
	return fmt.Sprintf("editing %s:%d: %s", e.File, e.Line, e.Reason)
}

// Hint says what to do instead.
func (e *Error) Hint() string { return e.advice }

const byHand = "Edit the file by hand."
