// Package audit runs cinder-volume-usage-audit, which says for every volume,
// snapshot and backup that it exists, and judges it by the events that arrive:
// its exit code says nothing (0 too when every notification failed;
// cinder/cmd/volume_usage_audit.py).
package audit

import (
	"time"

	"github.com/ceilotop/ceilotop/setup"
)

// Request says what the audit is to cover and how long it may take.
type Request struct {
	// Start and End bound the window, in UTC and whole seconds. Both zero: the
	// last completed period of volume_usage_audit_period.
	Start, End time.Time
	// SendActions sends creations and deletions again. With Gnocchi that brings
	// deleted resources back.
	SendActions bool
	Timeout     time.Duration // 0: ten minutes
}

// Window is the time that an audit covers, begin included and end excluded, in
// UTC.
type Window struct{ Begin, End time.Time }

// Kind is a kind of thing that the audit reports: volume, snapshot, backup.
type Kind string

const (
	Volume   Kind = "volume"
	Snapshot Kind = "snapshot"
	Backup   Kind = "backup"
)

// Count is what was expected of a host and what arrived.
type Count struct {
	// Host is node@backend of a volume, as far as Cinder says so; "-" none, as of
	// what was deleted; "" all hosts: the expectation is known only in total.
	Host     string
	Kind     Kind
	Expected int // -1 unknown
	Arrived  int // distinct resources
	// Missing, Duplicate and Ghost are the ids of resources without an event,
	// with more than one, and with one although they should have none.
	Missing, Duplicate, Ghost []string
	// Elsewhere are those of Missing whose event came to another broker.
	Elsewhere []string
}

// Verdict is what the events prove.
type Verdict string

const (
	Proven     Verdict = "proven"
	Incomplete Verdict = "incomplete" // missing, duplicate or ghost
	// Unproven is a run that could not be started, failed, timed out, or had
	// nothing to report.
	Unproven Verdict = "unproven"
)

// Report is how an audit went.
type Report struct {
	Window  Window
	Command []string // without a secret
	User    string   // the one that it ran as; "" the present one
	Exit    int      // -1: it did not end
	Output  []string // its lines, made visible and masked
	Counts  []Count
	Verdict Verdict
	Why     string // a sentence
	Hint    string
	// Notes are what else an operator should know, a sentence each.
	Notes []string
}

// Schedule is one that was found on this machine, judged.
type Schedule struct {
	Where  string // /etc/cron.d/cinder:4, cinder-usage-audit.timer
	When   string // "*/5 * * * *", "hourly"
	State  setup.HopState
	Detail string // "it sends the same hour twelve times"
	Hint   string
}
