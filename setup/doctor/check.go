package doctor

import "time"

// Check is one thing that can be wrong. Checks are data: Judge is a pure function
// of what was seen, so that each has fixtures for both outcomes.
type Check struct {
	ID       string // stable, words with dashes: queue-without-consumer
	Title    string // what is checked: "every notification queue has a consumer"
	Severity Result // of the worst it can find: Warning or Critical
	Why      string // what happens when it is not so, in sentences
	Fix      string // in general; a Finding's Fix has the names in it
	Source   string // where that can be read: "oslo.messaging impl_rabbit.py", "RabbitMQ docs/alarms"
	// Needs are the parts of Seen that Judge reads. One that could not be seen
	// makes the check unknown, and Judge is not called.
	Needs []Part
	// Any says that one of Needs is enough: Judge is called unless none of them
	// could be seen, and says itself what it does not know.
	Any bool
	// Wants are the parts that Judge reads too where they could be seen.
	Wants []Part
	// Judge returns what it found. None at all means OK.
	Judge func(*Seen) []Finding
}

// Part is a part of what is seen, gathered by itself under a time limit of its own.
type Part string

const (
	Configuration Part = "configuration" // Facts
	BrokerA       Part = "broker A"
	BrokerB       Part = "broker B"
	Taps          Part = "taps"
	Logins        Part = "logins"
	Events        Part = "events"
	Identity      Part = "keystone"
	Store         Part = "store"
	Processes     Part = "processes"
	Logs          Part = "logs"
)

// Patience is how long each part may take, so that all of them, which are
// gathered at once after the configuration, are there and judged within five
// seconds.
const Patience = 3 * time.Second
