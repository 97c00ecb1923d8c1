package main

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/tui"
)

// replayScreen plays into the interface. When the recording has ended the
// interface stays open on what was played.
func (a *app) replayScreen(ctx context.Context, path string, r *recording.Reader, p *recording.Player, used *usagePageFlags) error {
	spent, tally, err := usagePage(used)
	if err != nil {
		return err
	}
	var spans tolds
	log, _ := a.openLog()
	p.OnBad = func(e *recording.LineError) { log.Warn("unreadable line", "error", e) }
	cast := &cast{path: path, changed: make(chan struct{}, 1)}
	go func() {
		if last, known := recording.End(path); known {
			p.SetEnd(last)
		}
	}()
	t := &attributor{}
	return a.show(ctx, tui.Config{Player: control{p}, Brokers: cast.statuses, BrokersChanged: cast.changed, Explain: t.explain, Usage: spent},
		func(ctx context.Context, l *eventlog.Log) error {
			t.load(a, func(note string) { log.Warn(note) })
			tally.follow(ctx, l, spans.all)
			d := oslo.Decoder{ShowSecrets: a.showSecrets, NoPayload: true}
			var e sources.Event
			err := p.Run(ctx, func(m *sources.Message) {
				cast.saw(m.Broker)
				d.Decode(m, &e)
				t.saw(&e)
				l.Put(m, &e)
				spans.hear(r, false)
			})
			spans.hear(r, true)
			if err == nil && p.Position().Played == 0 {
				err = nothingPlayed(path, p)
			}
			cast.ended(err)
			return err
		})
}

// tolds are the times that a recording says it observed, up to where it has been
// played. The player's goroutine writes them.
type tolds struct {
	mu    sync.Mutex
	at    time.Time
	spans []recording.Span
}

// hear asks the reader now and then: what it is asked for is made anew each time.
func (t *tolds) hear(r *recording.Reader, whole bool) {
	if now := time.Now(); whole || now.Sub(t.at) >= countEvery/2 {
		spans := r.Observed()
		t.mu.Lock()
		t.spans, t.at = spans, now
		t.mu.Unlock()
	}
}

func (t *tolds) all() []recording.Span {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.spans)
}

// cast are the brokers that a recording speaks of.
type cast struct {
	path    string
	changed chan struct{}

	mu  sync.Mutex
	all []sources.BrokerStatus
}

func (c *cast) saw(name string) {
	if name == "" { // other tools' recordings do not say
		name = "-"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.all, func(s sources.BrokerStatus) bool { return s.Broker == name })
	if i < 0 {
		i, _ = slices.BinarySearchFunc(c.all, name, func(s sources.BrokerStatus, name string) int { return strings.Compare(s.Broker, name) })
		c.all = slices.Insert(c.all, i, sources.BrokerStatus{
			Broker: name, Address: c.path, State: sources.Live, Since: time.Now(), QueueDepth: -1,
		})
		notify(c.changed)
	}
	c.all[i].Received++
}

func (c *cast) ended(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.all) == 0 { // its error has to stand somewhere
		c.all = []sources.BrokerStatus{{Broker: "-", Address: c.path, QueueDepth: -1}}
	}
	for i := range c.all {
		c.all[i].State, c.all[i].Since, c.all[i].Err = sources.Ended, time.Now(), err
	}
	notify(c.changed)
}

func (c *cast) statuses() []sources.BrokerStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.all)
}

// control is a Player as the interface knows it.
type control struct{ *recording.Player }

func (c control) Position() (at, total time.Duration) {
	pos := c.Player.Position()
	return pos.Elapsed, pos.Total
}

func (c control) Speed() float64    { return c.Player.Position().Speed }
func (c control) Paused() bool      { return c.Player.Position().Paused }
func (c control) Pause(paused bool) { c.SetPaused(paused) }
