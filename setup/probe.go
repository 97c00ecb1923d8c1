package setup

import "time"

// Probe is one live test of what the answers name, while they are being given.
// It changes nothing.
type Probe struct {
	ID      string // tcp, amqp, permissions, management, keystone, catalogue, mongodb, memcached
	Title   string // "AMQP login as ceilometer in /"
	Address string // host:port, or a URL without a password
	State   ProbeState
	Latency time.Duration // of one that Passed or Failed
	Detail  string        // what came back, or why it was not tried
	Hint    string        // the one thing to do about a Failed one
}

// ProbeState is how far a Probe is.
type ProbeState string

const (
	ProbeRunning ProbeState = "running"
	ProbePassed  ProbeState = "passed"
	ProbeFailed  ProbeState = "failed"
	// ProbeSkipped has nothing to test yet: an answer is missing, or the plan
	// will make what it would test.
	ProbeSkipped ProbeState = "skipped"
)
