// Package prompt leads through a setup by plain questions, a line each: for
// screen readers, for terminals that can do no more, and for standard input that
// is none. It asks what setup/interview says, in the same order as the wizard's
// page, so that the same answers make the same plan. It knows no terminal.
package prompt

import (
	"context"
	"io"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
)

// Desk does what a conversation may not do itself: these are the wizard's
// methods, and mean the same. D is what it calls a plan.
type Desk[D any] interface {
	Detect(ctx context.Context) (i *interview.Interview, resumed time.Time, err error)
	Keep(i *interview.Interview) error
	Probe(ctx context.Context, i *interview.Interview, tell func(setup.Probe)) error
	Draft(ctx context.Context, i *interview.Interview) (D, error)
	Export(ctx context.Context, d D) (dirs []string, err error)
	MayApply(d D) error
	Apply(ctx context.Context, d D, tell func(setup.Progress), output func(line string)) (setup.Result, error)
}

// Sheet is a plan as it is shown.
type Sheet struct {
	Warnings []string
	Plans    []Plan // this machine's first
	Snippets string // for the tool that owns the host; "" none does
}

// Plan is that of one node.
type Plan struct {
	Name    string
	Text    string
	Err     error // why there is none
	Changes bool  // there is something to do
	Blocked int   // steps that have something in their way
}

// Options say how the conversation is held.
type Options struct {
	In  io.Reader // read byte by byte, so that nothing behind a line is taken
	Out io.Writer
	// Secret reads a line without showing it; nil reads it from In.
	Secret func() (string, error)
	// Piped says that nobody types, so that a line has to be ended here.
	Piped bool
	Texts Texts
	// Say gives the words for an English title, reason or hint.
	Say func(english string) string
	// Again is the command that takes up the answers, Place where they are kept.
	Again, Place string
}

// Texts are all words of the conversation but those of questions and tests.
// Verbs of fmt stand in the same order in every language.
type Texts struct {
	Detecting string
	Resumed   string // the time when the answers were kept
	Before    string // ended before the first question; place of what was kept
	Aside     string // heads why kept answers cannot be used
	Lies      string // place where they are now
	Help      string // what can be typed
	Leave     string // the rest of it
	Count     string // number, of how many
	From      string // where a default was found
	Advice    string // why it is recommended
	None      string // in place of an empty default
	Typed     string // in place of a password that was typed
	Hidden    string // behind the title of a password
	Choices   string // the choices
	Several   string // behind the title of a list
	Required  string // behind the title of what has no default
	Empty     string // how an answer is emptied
	Warning   string
	Hint      string
	Source    string
	First     string // there is no question before this one
	List      string // heads the list of all answers
	Which     string // asks for a number or a name of the list
	Unknown   string // that is neither
	Testing   string
	Untested  string // nothing is contacted
	Passed    string
	Failed    string
	Skipped   string
	Planning  string
	NoPlan    string // node, reason
	Owned     string // heads what is for the tool that owns the host
	Nothing   string // nothing to do
	Blocked   string // how many steps
	Patch     string // asks what to do; directory
	Local     string // asks what to do
	Else      string // what else can be typed, behind either
	Neither   string // that was not understood
	Written   string // heads the directories
	Next      string // what to do with them
	Applied   string // how many actions were done
	Kept      string // place
	GoOn      string // command
	NotKept   string // reason
}

// LeftError says that a part of the plan has something in its way.
type LeftError struct{ Steps int }
