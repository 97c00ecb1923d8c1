package setup

import "time"

// Hop is one stretch of the way from a service to the store, as it is watched
// after a setup.
type Hop struct {
	ID     string // notifies:nova, silent:nova, consumes, stored:image, …
	Title  string // "nova's events arrive on B"
	State  HopState
	Detail string // what was seen: "12 events of 2 hosts since 14:05:11"
	Why    string // of one that is not proven: which check says why
	Hint   string // the one thing to do
	// Seen is when what the hop is judged by was looked at; zero: as the hop was.
	Seen time.Time
}

// HopState is what is known about a Hop.
type HopState string

const (
	HopProven  HopState = "proven"
	HopWaiting HopState = "waiting" // nothing speaks against it, nothing for it yet
	HopBroken  HopState = "broken"
	HopUnknown HopState = "unknown" // it cannot be seen from here
)

// Trial is a harmless change of the cloud that makes a service send an event,
// and is taken back at once.
type Trial struct {
	ID      string // image, volume
	Title   string // "set and unset a property of an image"
	Proves  string // "glance-api sends to broker B"
	Command string // what a person would type
	Lacks   string // why it cannot be made here, a sentence; "" it can
	Hint    string // the one thing to do about that
}
