package main

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// knocks is a port that counts connections and hangs up on each.
func knocks(t *testing.T) (url string, came <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	c := make(chan struct{}, 1000)
	go func() { // ends with the listener
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Close()
			c <- struct{}{}
		}
	}()
	return "rabbit://u:p@" + l.Addr().String() + "//", c
}

func TestRetryCutsAWaitShort(t *testing.T) {
	t.Parallel()
	url, came := knocks(t)
	u, err := oslo.ParseTransportURL(url)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{stderr: io.Discard, getenv: func(string) string { return "" }}
	log, _ := a.openLog()
	f := a.newFeed([]broker{{name: "B", url: u}}, &subjects{}, log)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- f.run(ctx, true, func(string) receiver { return nil }) }()
	// Five failures in a row, each waited for only until the retry: by itself
	// the back-off would take far longer.
	for deadline := time.After(patience); len(came) < 6; {
		select {
		case <-f.changed:
			if f.statuses()[0].State == sources.Retrying {
				f.again("B")
			}
		case <-deadline:
			t.Fatalf("only %d attempts in %v", len(came), patience)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestABrokerIsAddedWhileTheFeedRuns(t *testing.T) {
	t.Parallel()
	parse := func(url string) oslo.TransportURL {
		u, err := oslo.ParseTransportURL(url)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	a := &app{stderr: io.Discard, getenv: func(string) string { return "" }}
	log, _ := a.openLog()
	f := a.newFeed(nil, &subjects{}, log)
	first, came := knocks(t)
	f.add(broker{name: "B", url: parse(first)}) // it does not run yet
	if len(f.statuses()) != 0 {
		t.Error("a broker was added to a feed that does not run")
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- f.run(ctx, true, func(string) receiver { return nil }) }()
	knocked := func(came <-chan struct{}) {
		t.Helper()
		for deadline := time.After(patience); ; {
			select {
			case <-came:
				return
			case <-f.changed:
			case <-deadline:
				t.Fatalf("nobody came within %v", patience)
			}
		}
	}
	for len(f.statuses()) == 0 { // until it runs
		f.add(broker{name: "B", url: parse(first)})
	}
	knocked(came)
	second, moved := knocks(t)
	f.add(broker{name: "B", url: parse(second)})
	knocked(moved)
	if all := f.statuses(); len(all) != 1 || all[0].Address == "" {
		t.Errorf("the broker that moved is there as %+v", all)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAPanicEndsOneTapAndNotTheProgram(t *testing.T) {
	t.Parallel()
	a := &app{stderr: io.Discard, getenv: func(string) string { return "" }}
	if err := a.recovered(func() error { panic("boom") }); err == nil {
		t.Error("the panic went by unseen")
	}
}
