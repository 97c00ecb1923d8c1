package sources

import "time"

// State is where a broker's tap stands.
type State uint8

const (
	// Connecting is the first attempt; nothing is known yet.
	Connecting State = iota
	// Live means the tap's queue is declared, bound and consumed.
	Live
	// Retrying means the connection failed and another attempt is due.
	Retrying
	// Refused means that trying again cannot help until somebody changes the
	// broker or the URL: wrong password, no such vhost, no permission.
	Refused
	// Ended means the source has no more to give: a recording that was played.
	Ended
)

var stateNames = [...]string{"connecting", "live", "retrying", "refused", "ended"}

func (s State) String() string { return stateNames[s] }

// BrokerStatus is what one tap knows about its broker at one moment.
type BrokerStatus struct {
	Broker  string // A, B, or the name given with --url
	Address string // host:port/vhost, never with credentials
	Version string // of the server, once connected
	State   State
	Err     error     // why it is Retrying or Refused; may carry a hint
	RetryAt time.Time // when Retrying
	Since   time.Time // of the present state

	Exchanges []string // bound
	Missing   []string // wanted, not there yet

	// Fresh is where messages wait that the exchange that appeared last may have
	// brought before the tap was bound to it.
	Fresh []FreshQueue

	// Denied are exchanges that are there but may not be read: what they carry
	// is not seen. DeniedHint is the line that lets them be.
	Denied     []string
	DeniedHint string

	// Blocked is the broker's reason for connection.blocked, and Alarms what
	// the management API names; either means that publishers are stopped.
	Blocked string
	Alarms  []string

	Received   uint64
	Queue      string
	QueueDepth int // messages waiting in the tap's own queue; -1 unknown
	// CaughtUp is when nothing waited in the tap's queue, by the broker's own
	// word: all that it routed here before then has been received. Zero: it has
	// not said so yet.
	CaughtUp        time.Time
	PossiblyDropped uint64 // drop-head is silent in AMQP: a lower bound from the depth
	Notes           []string
}

// FreshQueue is a queue of notifications that an exchange leads to which was not
// there when the tap began to listen.
type FreshQueue struct {
	Exchange, Queue string
	Messages        int // that waited in it
	At              time.Time
}
