package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// open is ceilotop without a command, or ceilotop setup: the interface on the
// brokers' taps. First is the page that it begins with, "" for the usual one.
func (a *app) open(ctx context.Context, also *subjects, first string, used *usagePageFlags) error {
	if err := also.check(); err != nil {
		return err
	}
	if !isTerminal(a.stdout) {
		return &usageError{sources.WithHint(errors.New("standard output is not a terminal, so there is no room for the interface"), "ceilotop events")}
	}
	spent, tally, err := usagePage(used)
	if err != nil {
		return err
	}
	brokers, err := a.brokers()
	log, _ := a.openLog()
	if err != nil {
		if errors.As(err, new(*usageError)) || first == "" && !a.knowsStores() {
			return err
		}
		// Who has an openrc and no broker can look at meters all the same, and who
		// sets telemetry up has no broker yet.
		log.Warn(err.Error(), "hint", sources.HintOf(err))
		first = cmp.Or(first, "meters")
	}
	f := a.newFeed(brokers, also, log)
	f.list = true // the log decodes what is opened
	g := a.newGuide()
	g.settled = func() { a.addBrokers(f, log) }
	defer g.farewell()
	i, closed := a.newInsight()
	defer closed()
	t := &attributor{}
	f.meters = t.saw
	stored := a.metersPage()
	stored.Ledger, stored.Seen = t.ledger.Load, i.behind
	return a.show(ctx, tui.Config{
		Brokers: f.statuses, BrokersChanged: f.changed, Retry: f.again, Meters: stored, Explain: t.explain, First: first,
		Setup: &wizard.Config{Backend: g}, Pipeline: &pipeline.Config{Backend: i}, Usage: spent,
	}, func(ctx context.Context, l *eventlog.Log) error {
		t.load(a, func(note string) { log.Warn(note) })
		g.sees(newCounter(l, f.statuses))
		i.hears(l, f.statuses)
		tally.follow(ctx, l, func() []recording.Span { return heardSpans(f.statuses()) })
		return f.run(ctx, true, func(string) receiver {
			return func(m *sources.Message, e *sources.Event) {
				i.event(e)
				l.Put(m, e)
			}
		})
	})
}

// setupPage is the ID of the wizard's page.
const setupPage = "setup"

// addBrokers looks for brokers once more, after a setup: there may be a B now.
// Brokers that were named on the command line are all that is wanted.
func (a *app) addBrokers(f *feed, log *slog.Logger) {
	if len(a.urls) > 0 || a.config != "" {
		return
	}
	all, err := a.brokers()
	if err != nil {
		log.Warn(err.Error(), "hint", sources.HintOf(err))
		return
	}
	for _, b := range all {
		f.add(b)
	}
}

// show runs the interface, and beside it what fills the log. Neither waits for
// the other to begin: the first frame comes before the first broker answers.
func (a *app) show(parent context.Context, c tui.Config, fill func(context.Context, *eventlog.Log) error) error {
	a.boundMemory()
	log, ring := a.openLog()
	l := eventlog.New(eventlog.Options{
		ShowSecrets: a.showSecrets,
		OnPanic:     func(v any) { log.Error("panic in the event log", "value", v) },
	})
	defer l.Close()
	c.Log, c.OwnLog, c.ShowSecrets, c.Save = l, ring, a.showSecrets, saveHere
	c.History, c.KeepHistory = readHistory(a.getenv), keepHistory(a.getenv, log)
	c.Lang, _ = a.language()

	ctx, stop := context.WithCancel(parent)
	defer stop()
	filled := make(chan struct{})
	go func() {
		defer close(filled)
		err := a.recovered(func() error { return fill(ctx, l) })
		if err != nil && ctx.Err() == nil {
			log.Error("the feed ended", "error", err)
		}
	}()
	err := tui.Run(ctx, c)
	stop()
	select { // every tap takes its queue away
	case <-filled:
	case <-time.After(grace):
	}
	if err == nil {
		err = parent.Err() // a signal, and not the operator's q
	}
	return err
}
