package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// maxTraced bounds how many events of one request or resource are kept.
const maxTraced = 100_000

// gatherer takes the events that a command looks for.
type gatherer interface {
	take(e *sources.Event) bool // whether it was one of them
	again() bool                // what came before is to be read once more
}

// gather gives c the events of the recording, or of the brokers.
func (a *app) gather(ctx context.Context, f *traceFlags, c gatherer) error {
	if f.record == "" {
		return a.gatherLive(ctx, f, c)
	}
	var err error
	return a.attended(ctx, func(ctx context.Context) error {
		for {
			if err = a.gatherRecorded(ctx, f.record, c); err != nil || !c.again() {
				return err
			}
		}
	})
}

// gatherRecorded reads a recording through. Lines that cannot be read are said
// and make the result a partial one.
func (a *app) gatherRecorded(ctx context.Context, path string, c gatherer) error {
	r, err := recording.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	d := oslo.Decoder{ShowSecrets: a.showSecrets}
	var m sources.Message
	var e sources.Event
	bad, read := 0, 0
	for ctx.Err() == nil {
		err := r.Next(&m)
		var line *recording.LineError
		switch {
		case errors.Is(err, io.EOF):
			switch {
			case bad > 0:
				return &partialError{fmt.Errorf("trace: %d lines of %s could not be read", bad, path)}
			case read == 0:
				return sources.WithHint(fmt.Errorf("trace: the recording %s is empty", path), "it ended before any event came; record again while something is published")
			}
			return nil
		case errors.As(err, &line):
			if bad++; bad <= maxComplaints {
				a.say("%s", sources.Visible(err.Error()))
			}
			continue
		case err != nil:
			return err
		}
		read++
		d.Decode(&m, &e)
		c.take(&e)
	}
	return ctx.Err()
}

// gatherLive listens until nothing came for a while.
func (a *app) gatherLive(parent context.Context, f *traceFlags, c gatherer) error {
	brokers, err := a.brokers()
	if err != nil {
		return err
	}
	a.sayNotes(brokers)
	log, _ := a.openLog()
	feed := a.newFeed(brokers, &f.also, log)
	ctx, stop := context.WithCancelCause(parent)
	defer stop(nil)
	var mu sync.Mutex
	idle := time.AfterFunc(time.Hour, func() { stop(errIdle) })
	defer idle.Stop()
	if f.idle > 0 {
		idle.Reset(f.idle)
	} else {
		idle.Stop()
	}
	told := feed.tell(a)
	err = a.attended(ctx, func(ctx context.Context) error {
		return feed.run(ctx, false, func(string) receiver {
			return func(_ *sources.Message, e *sources.Event) {
				mu.Lock()
				defer mu.Unlock()
				if c.take(e) && f.idle > 0 {
					idle.Reset(f.idle)
				}
			}
		})
	})
	<-told
	feed.account(a)
	switch {
	case parent.Err() != nil:
		return parent.Err()
	case errors.Is(context.Cause(ctx), errIdle):
		return feed.neverLive()
	}
	return err
}

// gathered keeps the events of a request and of those made for it, and those
// of a resource, as long as it is not known which of both an id names.
type gathered struct {
	id     string
	origin string // the request that the named one was made for
	passes int

	request, resource []sources.Event
	left              int // events there was no room for
	latest            time.Time
}

func newGathered(id string) *gathered { return &gathered{id: id, origin: id} }

func (c *gathered) take(e *sources.Event) bool {
	if e.ReceivedAt.After(c.latest) {
		c.latest = e.ReceivedAt
	}
	found := false
	if e.RequestID == c.id || trace.Origin(e) == c.origin {
		c.keep(&c.request, e)
		found = true
		if e.RequestID == c.id && e.GlobalRequestID != "" && c.origin == c.id {
			c.origin = e.GlobalRequestID
		}
	}
	if e.ResourceID == c.id && c.passes == 0 {
		c.keep(&c.resource, e)
		found = true
	}
	return found
}

// keep copies the event. Of the payload only that of a failure is looked at.
func (c *gathered) keep(list *[]sources.Event, e *sources.Event) {
	if len(*list) >= maxTraced {
		c.left++
		return
	}
	kept := *e
	kept.Payload, kept.Raw = nil, nil
	if e.Failed() {
		kept.Payload = bytes.Clone(e.Payload)
	}
	*list = append(*list, kept)
}

// again reports whether a request turned out to be made for another one, whose
// events passed before that was known.
func (c *gathered) again() bool {
	c.passes++
	if c.passes > 1 || c.origin == c.id || len(c.request) == 0 {
		return false
	}
	c.request, c.left = nil, 0
	return true
}

// result is what the id names: a request if there is one.
func (c *gathered) result() (events []sources.Event, life bool) {
	if len(c.request) > 0 {
		return c.request, false
	}
	return c.resource, true
}

// now is when the last event came: a recording's age is not that of its events.
func (c *gathered) now() time.Time { return c.latest }

func (c *gathered) nothing(f *traceFlags) error {
	if f.record != "" {
		return sources.WithHint(fmt.Errorf("trace %s: no event of %s has it as its request or its resource", c.id, f.record),
			"ceilotop replay "+f.record+" --speed 0 -f json shows the ids that there are")
	}
	return sources.WithHint(fmt.Errorf("trace %s: no event of it came in %v", c.id, f.idle),
		"what passed before is only in a recording: ceilotop events --record FILE, then ceilotop trace "+c.id+" --record FILE")
}

// stuckCollector follows everything.
type stuckCollector struct {
	tracker *trace.Tracker
	latest  time.Time
}

func (c *stuckCollector) take(e *sources.Event) bool {
	if e.ReceivedAt.After(c.latest) {
		c.latest = e.ReceivedAt
	}
	c.tracker.Add(e)
	return true
}

func (c *stuckCollector) again() bool    { return false }
func (c *stuckCollector) now() time.Time { return c.latest }
