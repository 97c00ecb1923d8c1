// Package filter is the filter language typed after / and given to --filter.
package filter

import (
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Filter is a compiled filter. It is immutable and safe for concurrent use.
type Filter struct{ text string }

// SyntaxError says what is wrong with a filter, and where in the typed text.
type SyntaxError struct {
	Offset int // in bytes
	Msg    string
}

func (e *SyntaxError) Error() string { return e.Msg }

// Parse compiles what the operator typed. The error is a *SyntaxError. Empty
// text gives nil, nil: no filter.
func Parse(text string) (*Filter, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	return &Filter{text}, nil
}

// Match reports whether e passes.
func (f *Filter) Match(e *sources.Event) bool {
	for i := range sources.FieldCount {
		if strings.Contains(e.Text(i), f.text) {
			return true
		}
	}
	return false
}

// NeedsBody reports whether Match reads Payload, and Raw with the body's text.
func (f *Filter) NeedsBody() bool { return strings.Contains(f.text, "@") }

// String returns what was typed.
func (f *Filter) String() string { return f.text }
