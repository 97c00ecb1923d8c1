package setup

import (
	"context"
	"io/fs"
)

// Machine is what Apply and Rollback change: the real one is in package machine.
//
// An action is carried out in three steps, so that a run that is killed at any
// point can be taken back: Prepare looks, the journal writes down what it found,
// Do changes. Revert may be called for an action whose Do never began, was
// interrupted, or ended; and more than once.
type Machine interface {
	// Prepare says what has to be known to take the action back. It changes
	// nothing. It fails with ErrDrifted when the machine is no longer what the
	// plan was made from.
	Prepare(ctx context.Context, a Action) (Undo, error)
	Do(ctx context.Context, a Action) error
	// Revert takes one action back. It fails with ErrDrifted when someone else
	// changed the same thing since, and leaves it alone then.
	Revert(ctx context.Context, u Undo) error
}

// Undo is what is needed to take an action back. In JSON it holds no secret:
// the original text of a file is kept in a file of its own.
type Undo struct {
	Kind string // of the action
	Did  string // the action for people

	Path     string `json:",omitempty"`
	Original []byte `json:"-"`
	New      []byte `json:"-"` // the text that the file gets
	Existed  bool   // the file, the user, the virtual host, … was there before
	Before   string `json:",omitempty"` // hash of the original text
	After    string `json:",omitempty"` // hash of the new text
	// Of a file that is removed: what it is made again with. The owner is
	// uid:gid.
	Mode       fs.FileMode       `json:",omitempty"`
	Owner      string            `json:",omitempty"`
	Attributes map[string][]byte `json:",omitempty"`
	// Directories are those that had to be made for the file, outermost first.
	Directories []string `json:",omitempty"`

	Unit       string `json:",omitempty"`
	Verb       Verb   `json:",omitempty"`
	WasActive  bool   `json:",omitempty"`
	WasEnabled bool   `json:",omitempty"`
	// Because are the files for whose sake the unit was restarted. Once they are
	// taken back it has to be restarted again.
	Because []string `json:",omitempty"`

	// Names identify a thing on a server: vhost, user, database, …
	Names map[string]string `json:",omitempty"`
	Argv  []string          `json:",omitempty"` // for a command
}

// Journal remembers a run. Each method returns when its record has reached the
// disk, or with the reason why it has not.
type Journal interface {
	// Begin is written before the action number n.
	Begin(n int, step string, u Undo) error
	// Done is written after it.
	Done(n int) error
	// Reverted is written after the action was taken back.
	Reverted(n int) error
	// Close ends the run: with nil it was carried out whole, or taken back whole.
	Close(cause error) error
}
