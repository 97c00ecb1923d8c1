package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/sources"
)

func newEvents(a *app) *cobra.Command {
	var out outputFlags
	var also subjects
	cmd := &cobra.Command{
		Use:   "events",
		Short: "Write every event as a line, as it comes",
		Long: `events writes a line for every event of every broker, as it comes, until it is
interrupted, its reader leaves or no broker is left.

As text the columns are: time (UTC), broker if there are several, service,
priority, event type, resource, project, host and lag; an unknown value is "-".
As JSON a line has the names that the filter knows, and the payload; an unknown
value is null. What the brokers do is told on standard error.

--record FILE writes one file and ends when that cannot be written on. --record
DIR/ is for good: it makes a compressed file for each day (UTC) and for each
start, events-2026-11-28T091503Z.jsonl.zst by the time of its first line, and
when the disk is full it counts what it loses, says so, and goes on in another
file as soon as there is room. Either way the recording has marks of when the
brokers were listened to, every five seconds, so that after a kill -9 the time
until the next start is known to be unobserved. Other readers see the marks as
events of the type ceilotop.observation.*; "replay" and "usage" do not.`,
		Example: `ceilotop events
ceilotop events --filter '=service=="cinder" && priority=="error"'
ceilotop events -f json -n 100 --idle-exit 1m | jq -r .event_type | sort | uniq -c
ceilotop events --record today.jsonl.zst >/dev/null
ceilotop events --record /var/lib/ceilotop/ledger/ >/dev/null`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.events(cmd.Context(), &out, &also)
		},
	}
	also.add(cmd.Flags())
	out.add(cmd.Flags())
	return cmd
}

func (a *app) events(ctx context.Context, flags *outputFlags, also *subjects) error {
	if err := also.check(); err != nil {
		return err
	}
	out, err := a.newOutput(flags)
	if err != nil {
		return err
	}
	brokers, err := a.brokers()
	if err != nil {
		return err
	}
	a.sayNotes(brokers)
	out.several(len(brokers) > 1)
	log, _ := a.openLog()
	f := a.newFeed(brokers, also, log)
	var t attributor
	t.load(a, func(note string) { a.say("%s", note) })
	f.meters = t.saw
	err = a.stream(ctx, flags, out, func(ctx context.Context, to func(string) receiver) error {
		told := f.tell(a)
		observed := f.observe(out.record)
		err := f.run(ctx, false, to)
		<-told
		<-observed
		return err
	})
	f.account(a)
	if errors.Is(err, errIdle) {
		err = f.neverLive()
	}
	if out.record == nil || out.record.Unwritten() == 0 {
		return err
	}
	lost := fmt.Errorf("record to %s: %d messages could not be written", flags.record, out.record.Unwritten())
	if err == nil {
		return &partialError{lost}
	}
	a.say("%s", sources.Visible(lost.Error()))
	return err
}
