package servers

import (
	"cmp"
	"os"
	"time"

	"github.com/ceilotop/ceilotop/sources/keystone"
)

// Options say how servers are asked. The zero Options are those of a user on a
// terminal, without clouds.yaml.
type Options struct {
	// Timeout bounds all questions to one server; 0 is five seconds. Keystone
	// gets four times as long, and an action six times.
	Timeout time.Duration
	// Getenv looks up OS_*; nil is the process's environment.
	Getenv func(variable string) string
	// Places are where clouds.yaml is looked for.
	Places keystone.Places
	// Insecure trusts every certificate of Keystone, as --insecure does.
	Insecure bool
	// Rabbitmqctl is the command that speaks to the broker on this machine, and
	// what it needs before its own arguments; none is rabbitmqctl on PATH.
	Rabbitmqctl []string
	// Tell is called with what an operator should know beside success and error:
	// what a server ignores, what cannot be taken back. It may be nil.
	Tell func(sentence string)
}

const (
	patience      = 5 * time.Second
	actionsFactor = 6
	// A Keystone needs half a second for a password, and is asked a dozen things
	// one after the other.
	keystoneFactor = 4
	// rabbitmqctl starts an Erlang of its own for each of half a dozen questions.
	ctlFactor = 6
)

func (o Options) timeout() time.Duration { return cmp.Or(o.Timeout, patience) }

func (o Options) getenv(name string) string {
	if o.Getenv == nil {
		return os.Getenv(name)
	}
	return o.Getenv(name)
}

func (o Options) tell(sentence string) {
	if o.Tell != nil {
		o.Tell(sentence)
	}
}
