package sources

import "errors"

// WithHint adds to err one thing that the operator can do about it. The hint is
// printed on a line of its own and is no part of err's text.
func WithHint(err error, hint string) error { return &hinted{err, hint} }

// HintOf returns the hint of the first error in err's chain that has one. Any
// type with a method Hint() string takes part.
func HintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

type hinted struct {
	err  error
	hint string
}

func (h *hinted) Error() string { return h.err.Error() }
func (h *hinted) Unwrap() error { return h.err }
func (h *hinted) Hint() string  { return h.hint }

// Late says that a server gave no answer in time. The libraries beneath tell the
// same in several texts, and which of them comes depends on whose clock rang
// first; err stays in the chain for errors.Is.
func Late(err error) error { return &late{err} }

type late struct{ err error }

func (l *late) Error() string { return "no answer in time" }
func (l *late) Unwrap() error { return l.err }
