// Package sources is the vocabulary of what ceilotop observes: the message on
// the wire, the event decoded from it, the state of the broker it came from,
// and the meters that a store keeps. It holds values, small helpers and small
// interfaces, and imports nothing but the standard library; every backend lives
// in a package of its own below.
package sources

import "time"

// Event is a notification after decoding. A field that the notification did
// not carry is empty (zero), which every output shows as missing: null in JSON,
// "-" on the screen. An Event is never changed once it has been handed on.
type Event struct {
	Seq       uint64 // given by the event log, 0 before
	Duplicate bool   // set by the event log: this broker delivered the message id before

	ReceivedAt  time.Time
	Broker      string
	Exchange    string
	RoutingKey  string
	Redelivered bool

	EventType   string
	Priority    string // lower case, as in the routing key: info, error, sample, …
	PublisherID string
	Service     string // nova, cinder, …: the cloud's word, never the daemon's
	Host        string
	Timestamp   time.Time // UTC; zero when absent or unreadable
	MessageID   string
	RequestID   string
	// GlobalRequestID is the request of another service that this one was made
	// for, when it was: oslo.context's global_request_id, Pike and later.
	GlobalRequestID string
	ProjectID       string
	UserID          string

	ResourceID   string
	ResourceName string

	Size   int      // bytes of the body as it came over the wire
	Meters []string // nil: not attributed

	// Payload is the payload as JSON text, valid and without line breaks. It
	// is nil on rows read from the event log, and may share memory with the
	// decoder: whoever keeps it copies it.
	Payload []byte

	// Err says why the body could not be decoded; Raw is then the body. An
	// undecodable delivery is an event like any other.
	Err string
	Raw []byte
}

// Lag is the time from the notification's own timestamp to its arrival here.
// Clocks differ, so it may be negative; it is unknown without a timestamp.
func (e *Event) Lag() (lag time.Duration, known bool) {
	if e.Timestamp.IsZero() || e.ReceivedAt.IsZero() {
		return 0, false
	}
	return e.ReceivedAt.Sub(e.Timestamp), true
}

// Failed reports whether the service told of a failure: priority error or
// critical, or an event type that ends in .error.
func (e *Event) Failed() bool {
	const suffix = ".error"
	if e.Priority == "error" || e.Priority == "critical" {
		return true
	}
	n := len(e.EventType) - len(suffix)
	return n > 0 && e.EventType[n:] == suffix
}

// Warned reports whether the priority is warn. The notifier's method warning()
// uses the same key (oslo.messaging notify/notifier.py).
func (e *Event) Warned() bool { return e.Priority == "warn" || e.Priority == "warning" }
