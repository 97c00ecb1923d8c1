package rabbitmq

import "time"

// pace is how often things are looked at. Tests are in more of a hurry.
//
// Each question about an exchange that is not there writes two lines to the
// broker's log, so they are rare. An exchange that was there is expected back
// soon: after a restart of the broker its service declares it again with its
// next notification.
//
// The first wait before another attempt to connect is short because most losses
// are a restart or a flap; the last is long because a broker that comes back
// should not meet a crowd.
type pace struct {
	retry, retryLimit time.Duration // between attempts to connect
	probe, probeLimit time.Duration // for an exchange that was never there
	probeAgain        time.Duration // first, for one that was
	rebind            time.Duration
	depth             time.Duration
	management        time.Duration // the broker's statistics are no fresher than 5 s
	appear            time.Duration // the list of exchanges is
}

var unhurried = pace{
	retry:      500 * time.Millisecond,
	retryLimit: 10 * time.Second,
	probe:      time.Minute,
	probeLimit: 10 * time.Minute,
	probeAgain: time.Second,
	rebind:     30 * time.Second,
	depth:      2 * time.Second,
	management: 5 * time.Second,
	appear:     2 * time.Second,
}
