// Package topology draws who sends what to whom: publishers, exchanges, queues,
// consumers and the store, of broker A and broker B. Draw makes the Picture of
// what was seen; Text, Mermaid and JSON are three ways to print it.
package topology

import "time"

// Picture is the way of the events at one moment, for one broker each. Every
// text in it may be printed as it is: what came from outside was made visible.
type Picture struct {
	At      time.Time
	Brokers []Broker
	Store   Node
}

// Broker is one side of the picture.
type Broker struct {
	Name, Address string

	// Lacks are sentences: what cannot be known now, and why.
	Lacks  []string
	Alarms []string
	Nodes  []Node // by kind, in the order of the way
	Edges  []Edge
}

// Kind is a station on the way.
type Kind string

const (
	Publisher Kind = "publisher"
	Exchange  Kind = "exchange"
	Queue     Kind = "queue"
	Consumer  Kind = "consumer"
	Store     Kind = "store"
)

// Node is one station. A number that is not known is nil, which is shown as
// missing and never as zero.
type Node struct {
	ID   string // unique in its Picture: "B/queue//notifications.info"
	Kind Kind
	Name string // nova@ctl1, notifications.info, ceilometer-agent-notification

	Rate    *float64 // messages a second
	Depth   *int     // of a queue
	Growth  *float64 // of a queue, messages a second
	Readers *int     // consumers of a queue
	Lag     *time.Duration
	Last    time.Time // of the last event; zero none was seen

	Broken bool
	Why    string // what is wrong with it, or what is not known
	// Findings are ids of checks that found something here.
	Findings []string
}

// Edge leads from one Node to another, by ID.
type Edge struct {
	From, To string
	Key      string // of the binding
	Rate     *float64
	Broken   bool
}
