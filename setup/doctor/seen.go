// Package doctor says what is wrong with a cloud's telemetry. A check is data and
// a pure function of what was Seen; what it finds is a Finding, which names its
// evidence, what follows, and what to do.
//
// The isolation verdict is in package isolation, the picture of who sends what to
// whom in package topology. Nothing here does I/O: whoever asks gathers Seen.
package doctor

import (
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Seen is everything that is known about the cloud at one moment, as far as it
// can be seen from this machine.
type Seen struct {
	At time.Time
	// Lacks says of each part that could not be seen why not.
	Lacks map[Part]error

	Facts setup.Facts
	// Plan is what setup would do with the machine as it is; its steps mend
	// findings.
	Plan setup.Plan
	// Options are the effective values that services read, by program.
	Options []Option

	Taps   []sources.BrokerStatus
	Logins []Login
	A, B   *sources.Statistics // nil: there is no such broker, or it could not be asked
	Before *Seen               // an earlier sight, for what grows; nil: there is none

	Arrivals  []Arrival
	Processes []Process
	Logs      []LogLine
	LogFiles  []string // the logs of services that are here
	Identity  IdentityFacts
	Store     StoreFacts

	read *reading // of Facts, during an examination
}

// After is a sight that begins now, after an earlier one or nil. It keeps that one
// alone, and not what came before it.
func After(before *Seen, now time.Time) *Seen {
	s := &Seen{At: now, Lacks: make(map[Part]error)}
	if before != nil {
		past := *before
		past.Before = nil
		s.Before = &past
	}
	return s
}

// Option is one option as a program of a service has it in effect.
type Option struct {
	Service, Program string
	Section, Name    string
	Values           []string // masked; several of a multi-valued option
	From             setup.Place
	Set              bool // false: it is the program's default
}

// Arrival counts events that came over a broker, of one type from one service on
// one host.
type Arrival struct {
	Broker, Exchange, Service, Host, Type string

	Count       uint64
	Duplicates  uint64
	First, Last time.Time
	MessageID   string        // of the last one
	Lag         time.Duration // median of publication to arrival
	LagKnown    bool
}

// Login is how a broker received a user that options name, tried with their own
// credentials.
type Login struct {
	Broker, Address, VHost, User string

	From    []setup.Origin // the options with these credentials
	Reached bool           // it speaks AMQP
	Refused bool           // trying again cannot help
	Err     string         // why he is not logged in, without a password; "" he was
	Hint    string
	// Denied are the rights that he lacks for queues of notifications, of
	// configure, write and read. Known says that the broker was asked.
	Denied []string
	Known  bool
}

// Process is one that runs on this machine.
type Process struct {
	PID     int
	Program string // nova-compute
	Unit    string // of systemd; "" unknown
	Started time.Time
	Files   []string // --config-file of its command line
	// Peers are the addresses of its TCP connections, where they may be read.
	Peers []string
}

// LogLine is a line of a service's log with a known signature.
type LogLine struct {
	File      string
	Line      int
	At        time.Time // zero unknown
	Signature string    // the known text in it: "closed the connection. Check login credentials"
	Text      string    // masked
}

// IdentityFacts are what Keystone said with Ceilometer's own credentials and its catalogue.
type IdentityFacts struct {
	Asked     string
	LoginErr  string // why Ceilometer's own credentials were refused; "" they were not
	LoginHint string
	From      setup.Place // of these credentials
	Metering  []setup.CatalogueEndpoint
	// Skew is Keystone's clock against ours, from the Date of its answer.
	Skew      time.Duration
	SkewKnown bool
}

// StoreFacts are what the store of meters said.
type StoreFacts struct {
	Kind    sources.StoreKind
	Address string
	Status  int // of HTTP, 0 unknown
	Err     string
	Hint    string
	Rows    int
	Limit   int // rows after which the API cuts; 0 none
	Newest  map[string]time.Time
	// Backlog is Gnocchi's measures to process; nil unknown.
	Backlog *int
	// Idle says that no gnocchi-metricd runs.
	Idle bool
	// Types and Policies are Gnocchi's resource types and archive policies.
	Types, Policies []string
}
