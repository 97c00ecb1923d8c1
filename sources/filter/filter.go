package filter

import (
	"github.com/ceilotop/ceilotop/sources"
)

// Filter is a compiled filter. It is immutable and safe for concurrent use. A
// nil Filter matches everything.
type Filter struct {
	text    string
	root    node
	tests   []sources.FieldTest
	reads   []sources.Field // texts that rest nodes read
	body    bool
	payload bool
}

// node is a part of a filter: it is true, false, or not to be decided from the
// answers of the field tests alone.
type node interface {
	// decide gives the verdict that passed, a bit for each test, is enough for.
	decide(passed uint64) (verdict, sure bool)
	// match gives it in any case. passed holds the answers of all tests.
	match(passed uint64, e *sources.Event) bool
}

// Match reports whether e passes.
func (f *Filter) Match(e *sources.Event) bool {
	if f == nil {
		return true
	}
	var passed uint64
	for i := range f.tests {
		if t := &f.tests[i]; t.Pass(e.Text(t.Field)) {
			passed |= 1 << i
		}
	}
	if verdict, sure := f.root.decide(passed); sure {
		return verdict
	}
	return f.root.match(passed, e)
}

// NeedsBody reports whether Match reads Payload, or Raw with the body's text.
// Raw may be the notification or the whole body as it came over the wire; when
// it is nil, the payload is searched instead.
func (f *Filter) NeedsBody() bool { return f != nil && f.body }

// Everything reports whether there is no filter at all.
func (f *Filter) Everything() bool { return f == nil }

// String returns what was typed.
func (f *Filter) String() string {
	if f == nil {
		return ""
	}
	return f.text
}

// FieldTests, Decide, MatchRest, Reads and ReadsPayload are Match in pieces,
// for whoever remembers the answers of the tests: the event log asks each of
// them once for each different text.
func (f *Filter) FieldTests() []sources.FieldTest { return f.tests }

// Decide gives the verdict if the tests' answers are enough; bit i of passed is
// the answer of test i.
func (f *Filter) Decide(passed uint64) (match, sure bool) { return f.root.decide(passed) }

// MatchRest gives the verdict with the help of e.
func (f *Filter) MatchRest(passed uint64, e *sources.Event) bool { return f.root.match(passed, e) }

// Reads returns the texts that MatchRest reads from its event.
func (f *Filter) Reads() []sources.Field { return f.reads }

// ReadsPayload reports whether the payload is read. It may be left in Raw, where
// that has it under the key "payload".
func (f *Filter) ReadsPayload() bool { return f.payload }

// anyOf is true when one of the tests in mask passed.
type anyOf uint64

func (n anyOf) decide(passed uint64) (bool, bool)          { return passed&uint64(n) != 0, true }
func (n anyOf) match(passed uint64, _ *sources.Event) bool { return passed&uint64(n) != 0 }

type not struct{ node }

func (n not) decide(passed uint64) (bool, bool) {
	verdict, sure := n.node.decide(passed)
	return !verdict, sure
}

func (n not) match(passed uint64, e *sources.Event) bool { return !n.node.match(passed, e) }

// both is true when both are.
type both struct{ a, b node }

func (n both) decide(passed uint64) (bool, bool) {
	a, sureA := n.a.decide(passed)
	b, sureB := n.b.decide(passed)
	return a && b, sureA && sureB || sureA && !a || sureB && !b
}

func (n both) match(passed uint64, e *sources.Event) bool {
	if b, sure := n.b.decide(passed); sure && !b {
		return false
	}
	return n.a.match(passed, e) && n.b.match(passed, e)
}

// either is true when one of the two is.
type either struct{ a, b node }

func (n either) decide(passed uint64) (bool, bool) {
	a, sureA := n.a.decide(passed)
	b, sureB := n.b.decide(passed)
	return sureA && a || sureB && b, sureA && sureB || sureA && a || sureB && b
}

func (n either) match(passed uint64, e *sources.Event) bool {
	if b, sure := n.b.decide(passed); sure && b {
		return true
	}
	return n.a.match(passed, e) || n.b.match(passed, e)
}

// rest needs the event.
type rest func(*sources.Event) bool

func (n rest) decide(uint64) (bool, bool)            { return false, false }
func (n rest) match(_ uint64, e *sources.Event) bool { return n(e) }

// number is a rest that is cheap: it goes first.
type number func(*sources.Event) bool

func (n number) decide(uint64) (bool, bool)            { return false, false }
func (n number) match(_ uint64, e *sources.Event) bool { return n(e) }
