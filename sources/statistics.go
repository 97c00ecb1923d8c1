package sources

import (
	"slices"
	"time"
)

// Statistics are what a broker says about itself at one moment. What it did not
// say is nil, which is never the same as zero.
type Statistics struct {
	Broker  string // A, B, …
	Address string // host:port/vhost, never with credentials
	Version string // of RabbitMQ; "" unknown
	At      time.Time

	// Lacks say in a sentence each what could not be asked, and why. With the
	// management API closed, Queues are those that AMQP was asked for by name.
	Lacks      []string
	Management bool // the management API answered
	// Partial are the tables that are not whole: what is missing in one of them
	// may be there all the same.
	Partial []Table

	Nodes       []BrokerNode
	Queues      []QueueStatistics
	Hidden      *int     // queues of virtual hosts that the user may not enter
	QueuesInAll *int     // of the broker; more than Queues when these are a page
	Messages    *int     // in all queues together
	Growth      *float64 // of Messages, a second
	Exchanges   []Exchange
	Bindings    []Binding
	Connections []Connection
	Consumers   []Consumer
	// Unroutable counts messages that reached an exchange and no queue, since
	// the broker started (drop_unroutable of /api/overview, RabbitMQ 3.8).
	Unroutable *uint64
}

// Table is one of the lists of Statistics.
type Table string

// The tables of a broker. Of Queues those of notifications count: others are cut
// on a broker that has thousands.
const (
	Nodes       Table = "nodes"
	Queues      Table = "queues"
	Exchanges   Table = "exchanges"
	Bindings    Table = "bindings"
	Connections Table = "connections"
	Consumers   Table = "consumers"
)

// Whole reports whether what is not in a table is not there.
func (s *Statistics) Whole(t Table) bool {
	return s != nil && s.Management && !slices.Contains(s.Partial, t)
}

// BrokerNode is one node of a broker.
type BrokerNode struct {
	Name        string
	Running     bool
	MemoryAlarm bool
	DiskAlarm   bool
	Memory      *uint64 // bytes in use
	// MemoryGrowth is of Memory, bytes a second, over the time that the broker
	// itself averages. It goes up and down with the collection of garbage.
	MemoryGrowth  *float64
	MemoryLimit   *uint64 // bytes; the watermark at which publishers are stopped
	DiskFree      *uint64 // bytes
	DiskFreeLimit *uint64 // bytes
}

// QueueStatistics are those of one queue. Rates are per second, over the time that the
// broker itself averages; nil when it gave none.
type QueueStatistics struct {
	VHost, Name string
	Type        string // classic, quorum, stream; "" unknown
	Durable     bool
	AutoDelete  bool
	Exclusive   bool
	Policy      string
	Bounds      map[string]any // of the policies in effect; nil unknown
	Arguments   map[string]any

	Messages *int // ready and unacknowledged
	Ready    *int
	Unacked  *int
	Bytes    *uint64 // of the bodies
	Readers  *int    // consumers

	Published *float64 // messages a second
	Delivered *float64
	Acked     *float64
	Growth    *float64 // of Messages, a second; negative when it drains
}

// Exchange is an exchange of a virtual host.
type Exchange struct {
	VHost, Name, Type   string
	Durable, AutoDelete bool
	Published           *float64 // messages a second that came in
}

// Binding leads from an exchange to a queue.
type Binding struct{ VHost, Exchange, Queue, Key string }

// Connection is a client of the broker.
type Connection struct {
	Name    string // the broker's own: "127.0.0.1:40000 -> 127.0.0.1:5672"
	User    string
	VHost   string
	Peer    string // address of the client
	Program string // from oslo's connection_name "program:pid:uuid"; "" unknown
	PID     int    // 0 unknown
	State   string // running, blocked, blocking, flow
	Since   time.Time
	// Published is messages a second that the client sent.
	Published *float64
}

// Consumer reads a queue over a connection.
type Consumer struct {
	VHost, Queue string
	Tag          string
	Connection   string // Name of the Connection
	Peer         string
	User         string
	Prefetch     int // 0 without limit
	AckRequired  bool
}
