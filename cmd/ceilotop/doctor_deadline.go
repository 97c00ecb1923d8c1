package main

import (
	"context"
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

// A command that looks once ends five seconds after its begin, whatever does not
// answer. What is seen is cut off before, so that a busy machine has time as well
// to judge it, to print it and to leave.
const (
	runPatience  = 5 * time.Second
	lookPatience = runPatience - 1300*time.Millisecond
	// surveyPatience is for the files, which come first, since everything else
	// follows from them. Each of the other parts has doctor.Patience.
	surveyPatience = 2 * time.Second
)

// once looks as a command does that looks once: its time began with the command.
func (o *observer) once(ctx context.Context, only []string) *doctor.Seen {
	ctx, cancel := context.WithDeadline(ctx, o.a.begun.Add(lookPatience))
	defer cancel()
	return o.look(ctx, nil, only)
}

// asked is who is said not to have answered.
var asked = map[doctor.Part]string{
	doctor.Configuration: "the survey of this machine", doctor.Processes: "the list of processes", doctor.Logs: "the logs",
	doctor.BrokerA: "broker A", doctor.BrokerB: "broker B", doctor.Taps: "the taps", doctor.Events: "the taps",
	doctor.Logins: "the brokers' logins", doctor.Identity: "Keystone", doctor.Store: "the store",
}

// within runs something that should end with its context, and does not wait for
// what does not: a program that hangs, a name server that is dead. Who is what it
// asks.
func within[T any](ctx context.Context, patience time.Duration, who string, do func(context.Context) (T, error)) (T, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, patience)
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		defer cancel()
		value, err := do(ctx)
		done <- outcome{value, err}
	}()
	late := func() error {
		return fmt.Errorf("%s did not answer within %v", who, time.Since(began).Round(100*time.Millisecond))
	}
	select {
	case got := <-done:
		return got.value, got.err
	case <-ctx.Done():
	}
	ended := late()
	select { // most end with their context, and say more than that it ended
	case got := <-done:
		if got.err == context.DeadlineExceeded { //nolint:errorlint // bare, it says nothing of who was asked
			got.err = ended
		}
		return got.value, got.err
	case <-time.After(grip):
		var none T
		return none, ended
	}
}

// grip is how long after the end of its context a part may still say why.
const grip = 150 * time.Millisecond
