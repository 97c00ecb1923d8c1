package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/ownlog"
)

// app is what every command has: its streams, its environment and the options
// that all commands share.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	begun          time.Time // when the command was called

	urls        []string
	config      string
	root        string
	lang        string
	showSecrets bool
	// ownServers says that the files below root are a sandbox with servers of
	// its own: see setup.System.
	ownServers bool
	// sandbox stands in for the machine below root: its systemd, its taps and
	// what they hear; nil: a machine of files alone, or a real one.
	sandbox *sandbox
	// patience is how long a server may take to answer; 0 is the usual time.
	patience time.Duration
	// typed are answers with passwords that need not be typed again; nil: none.
	typed *setup.Answers

	log     *slog.Logger // nil before openLog
	ring    *ownlog.Ring
	logFile *os.File // nil: it could not be opened
}

// say writes one line of words to standard error, in the language of the
// interface as far as it has the words.
func (a *app) say(format string, values ...any) {
	fmt.Fprintf(a.stderr, "ceilotop: %s\n", a.words().Say(fmt.Sprintf(format, values...)))
}

// complain writes an error as one line, and its hint on a line of its own. What
// several brokers answered is joined in one error and comes as several.
func (a *app) complain(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			a.complain(err)
		}
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") { // several that were joined and wrapped
		a.say("%s", sources.Visible(line))
	}
	if hint := sources.HintOf(err); hint != "" {
		fmt.Fprintf(a.stderr, "hint: %s\n", a.words().Say(sources.Visible(hint)))
	}
}

// usageError is a wrong use of the command line.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

// partialError says that some of what was asked for was done.
type partialError struct{ error }

func (e *partialError) Unwrap() error { return e.error }

// codedError ends a command with a code of its own, as monitoring and scripts
// expect it of that command. Without an error there is nothing more to say.
type codedError struct {
	code int
	error
}

func (e *codedError) Error() string {
	if e.error == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.error.Error()
}

func (e *codedError) Unwrap() error { return e.error }

func misused(format string, values ...any) error {
	return &usageError{fmt.Errorf(format, values...)}
}

// isTerminal reports whether a stream is one that a person looks at.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}
