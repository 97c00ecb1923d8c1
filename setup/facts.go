// Package setup holds what is known about a machine (Facts), what its operator
// wants (Answers), and what follows from the two (Plan). It decides which broker
// is A and which is B, carries a plan out and takes it back. It does no I/O of
// its own; package machine does.
package setup

import (
	"fmt"
	"io/fs"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Facts is what was found on a machine. Empty Facts mean that the machine has
// no configuration of OpenStack, but only when nothing was Unreadable or Broken.
type Facts struct {
	// These a survey fills in; looking for brokers and stores alone does not.
	System    System
	Services  []Service
	Packages  []Package
	Units     []Unit
	Files     []File
	Programs  []Program
	Listeners []Listener
	Managers  []Manager
	Secrets   []StoredSecret
	// Servers is what brokers, Keystone and the database said.
	Servers Servers

	Brokers []Broker // A first, then B, then the others

	// Stores are those that Ceilometer's options name, in the order in which
	// they are believed.
	Stores []Store
	// Credentials are those of Ceilometer itself.
	Credentials []Credentials
	// Administrator is where the login of Keystone's administrator was found that
	// ceilotop itself would use: "the OS_* variables"; "" nowhere.
	Administrator string
	// Pipelines say where the meters go. Where there is a Ceilometer but no
	// pipeline.yaml, it is Ceilometer's own, which sends them to Gnocchi.
	Pipelines []Pipeline

	Unreadable []Unreadable
	Broken     []Broken
	Notes      []string // what an operator should know, a sentence each
}

// Broker is a RabbitMQ that at least one option names.
type Broker struct {
	Name string // "A" carries RPC, "B" is telemetry's own, others are "C", "D", …
	URL  oslo.TransportURL
	From []Origin
	// Uses are the options with a URL each: services may have different users.
	Uses []Use `json:"-"`
}

// Role is what an option uses a broker for.
type Role uint8

const (
	// RPC is the service's own transport. A service without a transport for
	// notifications sends these there too.
	RPC Role = iota
	// Notifications is a transport for notifications alone.
	Notifications
	// Listening is where Ceilometer's notification agent listens in place of
	// its own transport.
	Listening
)

var roleNames = [...]string{"RPC", "notifications", "listening"}

func (r Role) String() string { return roleNames[r] }

// Origin is the option that named a broker.
type Origin struct {
	File    string
	Line    int
	Section string // as written
	Key     string
	Service string // nova, cinder, …
	Role    Role
}

func (o Origin) String() string {
	return fmt.Sprintf("%s:%d [%s] %s", o.File, o.Line, sources.Visible(o.Section), o.Key)
}

// Unreadable is a file or directory that the machine has but that this user may
// not read. What stands in it is unknown, which is not the same as not
// configured. It is an error that names its remedy.
type Unreadable struct {
	Path  string
	Owner string // user:group
	Mode  fs.FileMode
}

func (u Unreadable) Error() string {
	return fmt.Sprintf("reading %s: permission denied (%s %04o)", u.Path, u.Owner, u.Mode.Perm())
}

// Hint is the command to run.
func (u Unreadable) Hint() string { return "sudo ceilotop" }

// Broken is a file that oslo.config cannot parse, or an option whose value
// makes no sense. It is an error.
type Broken struct {
	File   string
	Line   int    // 0: the file as a whole
	Reason string // never holds a piece of a value
	Advice string
}

func (b Broken) Error() string {
	if b.Line == 0 {
		return fmt.Sprintf("reading %s: %s", b.File, b.Reason)
	}
	return fmt.Sprintf("reading %s:%d: %s", b.File, b.Line, b.Reason)
}

// Hint says how to mend it.
func (b Broken) Hint() string { return b.Advice }
