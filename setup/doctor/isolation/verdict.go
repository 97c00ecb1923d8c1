// Package isolation judges whether broker A is free of notifications. Silence
// alone proves nothing: a cloud at night is silent too.
package isolation

import (
	"time"

	"github.com/ceilotop/ceilotop/setup"
)

// State is a verdict's first word.
type State string

const (
	// Isolated: configuration and process starts agree, or A was quiet for the
	// whole Quiet, and nothing drains a queue of A. What is left over there from
	// before, and read by nobody, is said in Why.
	Isolated State = "ISOLATED"
	// Leaking: a service sends notifications to A.
	Leaking State = "LEAKING"
	// Draining: nothing is sent to A any more, but a queue of A is not empty.
	Draining State = "DRAINING"
	Unknown  State = "UNKNOWN"
)

// Quiet is how long A has to be silent to prove isolation without the files.
const Quiet = 10 * time.Minute

// Verdict is what is known about broker A now.
type Verdict struct {
	State  State
	At     time.Time
	Leaks  []Leak
	Queues []Drain
	// Why are the reasons, a sentence each: what proves it, or what is lacking.
	Why []string
	Fix string
	// Step is the step of the setup's plan that mends it; "" none.
	Step string
}

// Leak is one service that sends to A.
type Leak struct {
	Service, Host, Exchange string

	Last    time.Time   // of its last event on A
	Count   uint64      // of events; 0: only the broker's own numbers tell of it
	Because setup.Place // the line that makes it so; zero: not readable from here
	Reason  string      // "no transport_url in [oslo_messaging_notifications]", "started before the file was changed", "Mitaka's Cinder ignores the option", "on node1, not readable from here"
}

// Drain is a queue of A with messages left from before.
type Drain struct {
	VHost, Name string
	Messages    int
	Rate        *float64 // messages a second; negative shrinks, nil unknown
	// LeftOver says that nobody reads it and that it does not shrink.
	LeftOver bool
}
