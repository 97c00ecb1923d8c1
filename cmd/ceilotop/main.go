// Command ceilotop shows what OpenStack's message brokers carry: it tails the
// notifications of broker B, and of broker A where there should be none, in a
// terminal or into a pipe.
//
// Each command has a file of its own. What they share is feed.go, which wires
// brokers to their taps, and output.go, which writes lines. This is the only
// package that knows every other one.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Exit codes, beside 0; the manual page has the same list.
const (
	exitError       = 1
	exitUsage       = 2
	exitPartial     = 3
	exitInterrupted = 130
)

func main() {
	// A reader that leaves, such as head, is no error: writes then return
	// EPIPE and the queues are taken back, where the signal would just kill.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// run is the whole program. An end of ctx is an interrupt.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv, begun: time.Now()}
	defer a.closeLog()
	root := newRoot(a)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage *usageError
	var partial *partialError
	var coded *codedError
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &coded):
		if coded.error != nil { // otherwise the output has said it all
			a.complain(coded.error)
		}
		return coded.code
	case errors.As(err, &usage):
		a.complain(err)
		return exitUsage
	case errors.As(err, &partial):
		a.complain(err)
		return exitPartial
	}
	a.complain(err)
	return exitError
}
