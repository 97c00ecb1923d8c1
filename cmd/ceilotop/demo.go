package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	tuiusage "github.com/ceilotop/ceilotop/tui/usage"
	"github.com/ceilotop/ceilotop/tui/wizard"
	"github.com/ceilotop/ceilotop/tui/words"
)

// demoRecording is a minute of both brokers of a real, small cloud (Keystone,
// Glance, Cinder, Nova with its fake driver; RabbitMQ 3.10.8), taken while
// servers, images, volumes and users were made and deleted, some of them on
// purpose so that it fails. Nova had no transport_url of its own for
// notifications, so all of its are on A: the leak that the demo shows is real.
// Tokens were cut out.
//
// Three things were added by hand: the six polling batches come from another
// hour of such a cloud, moved in time; one image.update arrives 7.3 s after it
// did; one volume.update.start comes a second time with its last third cut off.
//
//go:embed demo.jsonl.zst
var demoRecording []byte

const (
	// demoBacklog is how much has been seen already when the demo opens: an
	// empty screen explains nothing.
	demoBacklog = 25 * time.Second
	// demoPause is between the recording's end and its beginning.
	demoPause = 2 * time.Second
	// B reconnects in the recording's longest silence, so nothing is lost that
	// was not.
	demoCut    = 44 * time.Second
	demoMended = 49 * time.Second
)

// demoPrices are made up, for the Usage page.
const demoPrices = `
currency: EUR
decimals: 4
prices:
  vcpus:       {price: 0.0125, per: vCPU-hour}
  memory:      {price: 0.005, per: GB-hour}
  volume.size: {price: 0.10, per: GB-day}
`

func newDemo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Open the interface on a built-in recording, without any cloud",
		Long: `demo opens the interface on a recording of a real, small cloud that is built into
the program. It needs no broker, no configuration and no network, and plays for
as long as you like.

The Setup page works on a sandbox: a directory with the files of a made-up
controller, and stand-ins for Keystone and two brokers inside the program. A
setup can be gone through there, applied, broken and taken back; all of it is
removed at the end. The recorded events go where the sandbox's files say: to
broker A before the setup, to B after it. So do those of an audit and of a trial,
of volumes and an image that are made up.

The Pipeline page looks at the same sandbox. F switches faults on and off, to see
how each of them looks once it is set up: a Nova that leaks to broker A, a
stopped agent, a queue that nobody reads, a memory alarm.`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !isTerminal(a.stdout) {
				return &usageError{sources.WithHint(errors.New("demo: standard output is not a terminal, so there is no room for the interface"),
					"run ceilotop demo in a terminal")}
			}
			return a.demo(cmd.Context())
		},
	}
}

func (a *app) demo(ctx context.Context) error {
	d := newDemoTape(time.Now)
	lang, _ := a.language()
	stored, err := demoMetersPage()
	if err != nil {
		return err
	}
	s, err := newSandbox()
	if err != nil {
		return err
	}
	defer func() {
		if err := s.Close(); err != nil {
			a.say("the sandbox is not gone: %s", sources.Visible(err.Error()))
		}
	}()
	cloud := newRehearsal(s, d, time.Now)
	d.route = s.routes.of
	d.at(s.address("A"), s.address("B"))
	d.known = s.knowsB
	t := &attributor{}
	stored.Ledger, stored.Seen = t.ledger.Load, cloud.behind
	g := s.guide(a)
	w := words.For(lang)
	prices, err := usage.ParsePrices("demo", []byte(demoPrices))
	if err != nil {
		return err
	}
	tally := newUsageTally(nil)
	return a.show(ctx, tui.Config{
		Meters: stored, Explain: t.explain, Brokers: d.statuses, BrokersChanged: d.changed, Retry: func(string) { d.regain() }, Intro: w.Demo.Lines(),
		Setup:    &wizard.Config{Backend: g, About: fmt.Sprintf(w.Demo.Sandbox, s.root())},
		Pipeline: &pipeline.Config{Backend: cloud, About: fmt.Sprintf(w.Demo.Rehearsal, "F"), Faults: cloud.list(&w.Demo)},
		Usage:    &tuiusage.Config{Backend: tally, Prices: prices},
	}, func(ctx context.Context, l *eventlog.Log) error {
		t.loadBuiltin(demoRelease)
		g.sees(newCounter(l, d.statuses))
		decoder := oslo.Decoder{ShowSecrets: a.showSecrets, NoPayload: true}
		var e sources.Event
		cloud.hears(l, d.statuses)
		tally.follow(ctx, l, func() []recording.Span { return heardSpans(d.statuses()) })
		// What the sandbox's services send comes between what was recorded.
		stop := s.bus.hear(func(m *sources.Message) {
			d.count(m.Broker, m.Exchange)
			if !cloud.pass(m) {
				return
			}
			decoder.Decode(m, &e)
			t.saw(&e)
			cloud.event(&e)
			l.Put(m, &e)
		})
		defer stop()
		return d.run(ctx, s.bus.send)
	})
}

// demo plays the recording again and again, each time as if it were now.
type demo struct {
	changed chan struct{}
	now     func() time.Time
	// route says on which broker and exchange a service's events come, and
	// whether they come at all. Nil leaves them as they were recorded.
	route func(service, recorded string) (broker, exchange string, sent bool)

	// known reports whether broker B is known already. Nil: it is.
	known func() bool

	mu   sync.Mutex
	a, b sources.BrokerStatus
}

func newDemoTape(now func() time.Time) *demo {
	d := &demo{changed: make(chan struct{}, 1), now: now}
	start := now()
	of := func(name string) sources.BrokerStatus {
		return sources.BrokerStatus{
			Broker: name, Version: "3.10.8", State: sources.Live, Since: start, Missing: slices.Clone(sandboxExchanges), Queue: "ceilotop.demo-" + strings.ToLower(name),
		}
	}
	d.a, d.b = of("A"), of("B")
	return d
}

// at says where the brokers are.
func (d *demo) at(a, b string) { d.a.Address, d.b.Address = a, b }

// run plays until ctx ends. The sink belongs to one goroutine.
func (d *demo) run(ctx context.Context, sink func(*sources.Message)) error {
	backlog := demoBacklog
	for round := 0; ; round++ {
		if err := d.play(ctx, round, backlog, sink); err != nil {
			return err
		}
		backlog = 0
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(demoPause):
		}
	}
}

func (d *demo) play(ctx context.Context, round int, backlog time.Duration, sink func(*sources.Message)) error {
	r, err := recording.NewReader(bytes.NewReader(demoRecording), "demo")
	if err != nil {
		return err
	}
	defer r.Close()
	p := recording.NewPlayer(r)
	p.Skip(backlog)
	started := d.now().Add(-backlog)
	cut := time.AfterFunc(demoCut-backlog, func() { d.lose(time.Now()) })
	mended := time.AfterFunc(demoMended-backlog, d.regain)
	defer cut.Stop()
	defer mended.Stop()
	var shift time.Duration
	first := true
	return p.Run(ctx, func(m *sources.Message) {
		if first {
			shift, first = started.Sub(m.ReceivedAt), false
		}
		if d.route != nil {
			sent := true
			if m.Broker, m.Exchange, sent = d.route(m.Exchange, m.Broker); !sent {
				return
			}
		}
		relive(m, shift, round)
		sink(m)
	})
}

// dates are in every form that the services write: see relive.
var (
	dates = regexp.MustCompile(`20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?`)
	ids   = regexp.MustCompile(`(message_id\\": \\"|_unique_id\\": \\"|req-)[0-9a-f]{8}`)
)

// relive moves a message in time: all dates in it, so that lag, ages and the
// raw text agree. In a later round its ids differ from those of the rounds
// before, or it would be a duplicate. The length stays.
func relive(m *sources.Message, shift time.Duration, round int) {
	m.ReceivedAt = m.ReceivedAt.Add(shift)
	m.Body = moveDates(m.Body, shift)
	if round == 0 {
		return
	}
	m.Body = ids.ReplaceAllFunc(m.Body, func(old []byte) []byte {
		at := len(old) - 8
		n, _ := strconv.ParseUint(string(old[at:]), 16, 32)
		n ^= uint64(uint32(round) * 0x9e3779b1) // odd, so every round differs
		text := strconv.FormatUint(n|1<<32, 16)[1:]
		return append(old[:at:at], text...)
	})
}

// moveDates moves every date in a text; its length stays.
func moveDates(text []byte, shift time.Duration) []byte {
	return dates.ReplaceAllFunc(text, func(old []byte) []byte {
		form := "2006-01-02" + string(old[10]) + "15:04:05"
		if len(old) > len(form) {
			form += "." + "000000"[:len(old)-len(form)-1]
		}
		t, err := time.Parse(form, string(old))
		if err != nil {
			return old
		}
		return t.Add(shift).AppendFormat(nil, form)
	})
}

// lose cuts B off as a restarting node does.
func (d *demo) lose(now time.Time) {
	d.mu.Lock()
	d.b.State, d.b.Since = sources.Retrying, now
	d.b.Err = fmt.Errorf("read from %s: connection reset by peer", strings.TrimSuffix(d.b.Address, "//"))
	d.b.RetryAt = now.Add(demoMended - demoCut)
	d.mu.Unlock()
	notify(d.changed)
}

// regain is also what the retry key does.
func (d *demo) regain() {
	d.mu.Lock()
	if d.b.State == sources.Retrying {
		d.b.State, d.b.Since, d.b.Err, d.b.RetryAt = sources.Live, time.Now(), nil, time.Time{}
	}
	d.mu.Unlock()
	notify(d.changed)
}

// alarm is what the tap of B says of a memory alarm there.
func (d *demo) alarm(on bool) {
	d.mu.Lock()
	d.b.Alarms, d.b.Blocked = nil, ""
	if on {
		d.b.Alarms, d.b.Blocked = []string{"memory"}, "low on memory"
	}
	d.mu.Unlock()
	notify(d.changed)
}

// count also finds the exchange of what is moved to a broker that had none.
func (d *demo) count(broker, exchange string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &d.b
	if broker == "A" {
		s = &d.a
	}
	s.Received++
	if i := slices.Index(s.Missing, exchange); i >= 0 { // whoever has a status shares its lists
		s.Missing = slices.Delete(slices.Clone(s.Missing), i, i+1)
		s.Exchanges = append(slices.Clone(s.Exchanges), exchange)
	}
}

func (d *demo) statuses() []sources.BrokerStatus {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known != nil && !d.known() {
		return caughtUp(d.now(), d.a)
	}
	return caughtUp(d.now(), d.a, d.b)
}

// caughtUp are brokers of which all that was sent has come: nothing waits here.
func caughtUp(now time.Time, all ...sources.BrokerStatus) []sources.BrokerStatus {
	for i := range all {
		if all[i].State == sources.Live {
			all[i].CaughtUp = now
		}
	}
	return all
}
