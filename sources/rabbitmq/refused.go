package rabbitmq

import "github.com/ceilotop/ceilotop/sources/oslo"

// RefusedError means that trying again cannot help until a person changes the
// broker or the URL.
type RefusedError struct {
	Reason  string // what was tried, and why it failed
	Command string // the line that cures it, to be run on the broker; may be empty
	Advice  string // one imperative sentence around Command, or in its place

	// everywhere tells that the same credentials will be refused by each host
	// of the URL: the hosts of one URL are one cluster.
	everywhere bool
	cause      error
}

func (e *RefusedError) Error() string { return e.Reason }
func (e *RefusedError) Unwrap() error { return e.cause }

// Hint is the one thing to do.
func (e *RefusedError) Hint() string { return e.Advice }

// refusals remembers which hosts of a URL are not worth another attempt.
type refusals map[oslo.Host]*RefusedError

func (r refusals) add(h oslo.Host, e *RefusedError) {
	if e.everywhere {
		h.Name, h.Port = "", 0
	}
	r[h] = e
}

func (r refusals) of(h oslo.Host) *RefusedError {
	if e := r[h]; e != nil {
		return e
	}
	h.Name, h.Port = "", 0
	return r[h]
}
