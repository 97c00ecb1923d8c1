// Package verify judges, after a setup, the way of the events hop by hop: does
// each service notify broker B, has A fallen silent, does the agent consume, and
// does the first sample of each family reach the store. It does no I/O: a Sight
// holds all that was seen, and for each hop that is not proven the Sight's own
// facts say why.
package verify

import (
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Sight is what was seen at one moment.
type Sight struct {
	Answers setup.Answers
	// Facts and Plan are those of the machine as it is now, after the setup: a
	// step of the plan that still has something to change is a check that fails.
	Facts setup.Facts
	Plan  setup.Plan

	Since, Now time.Time
	// Machine, Queue and Stored are when the machine was surveyed, the agent's
	// queue asked for and the store read, which is dearer than to count arrivals;
	// zero: now.
	Machine, Queue, Stored time.Time

	Taps     []sources.BrokerStatus // of A and B
	Arrivals []Arrival
	Agent    Agent
	Store    Store
}

// Arrival is what came since a time of one type, from one service on one host,
// over one broker.
type Arrival struct {
	Broker, Service, Host, Type string

	Count       uint64
	First, Last time.Time
	Resource    string // of the last one that had one
}

// Agent is what the management API of broker B says about the queue that
// Ceilometer's notification agent reads.
type Agent struct {
	Consumers []Consumer
	Err       error // why nothing is known
}

// Consumer is one that consumes a queue.
type Consumer struct {
	Program string // ceilometer-agent-notification; "" unknown
	Host    string // an address; "" unknown
	User    string
}

// Store is what was found in the store of meters.
type Store struct {
	Address sources.StoreAddress
	// Samples are the newest ones since the setup, by family. A family that is
	// not in it has none.
	Samples map[string]sources.Sample
	Err     error // why nothing is known
}

// Queue is the one that the agent reads and all services share.
const Queue = "notifications.info"
