package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/tui/words"
)

// TestDemoIsAlwaysNow plays three rounds and looks at every event.
func TestDemoIsAlwaysNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Second)
		defer cancel()
		start := time.Now()
		d := newDemoTape(time.Now)
		var decoder oslo.Decoder
		seen := make(map[string]bool)
		brokers := make(map[string]int)
		var atOnce, late, undecodable, failed, leaked, all int
		err := d.run(ctx, func(m *sources.Message) {
			var e sources.Event
			decoder.Decode(m, &e)
			all++
			brokers[e.Broker]++
			if time.Since(start) == 0 {
				atOnce++
			}
			if since := time.Since(e.ReceivedAt); since < -time.Second || since > demoBacklog {
				t.Errorf("%s was received %v ago", e.EventType, since)
			}
			if lag, known := e.Lag(); known && lag > 5*time.Second {
				late++
			} else if known && lag < -time.Second {
				t.Errorf("%s has a lag of %v", e.EventType, lag)
			}
			if e.Err != "" {
				undecodable++
			} else if seen[e.MessageID] {
				t.Errorf("message %s came twice", e.MessageID)
			}
			seen[e.MessageID] = true
			if e.Failed() {
				failed++
			}
			if e.Broker == "A" && e.Service == "nova" {
				leaked++
			}
			if strings.Contains(string(m.Body), "gAAAA") {
				t.Errorf("%s holds a token", e.EventType)
			}
		})
		if err == nil || all < 600 {
			t.Fatalf("%d events, %v", all, err)
		}
		if atOnce < 20 || late == 0 || undecodable == 0 || failed < 8 || leaked < 200 || brokers["B"] < 100 {
			t.Errorf("at once %d, late %d, undecodable %d, failed %d, leaked %d, brokers %v", atOnce, late, undecodable, failed, leaked, brokers)
		}
	})
}

func TestDemosBrokerBReconnects(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
		defer cancel()
		d := newDemoTape(time.Now)
		go func() { _ = d.run(ctx, func(*sources.Message) {}) }()
		var states []string
		for range 35 {
			time.Sleep(time.Second)
			synctest.Wait()
			s := d.statuses()
			if s[0].State != sources.Live {
				t.Errorf("A is %v", s[0].State)
			}
			if text := s[1].State.String(); len(states) == 0 || states[len(states)-1] != text {
				states = append(states, text)
			}
		}
		if got := fmt.Sprint(states); got != "[live retrying live]" {
			t.Errorf("B was %s", got)
		}
		cancel()
		synctest.Wait()
	})
}

func TestDemoOpensOnThreeLinesInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range []words.Language{words.English, words.Chinese} {
		if n := len(words.For(l).Demo.Lines()); n != 3 {
			t.Errorf("%v: %d lines", l, n)
		}
		for _, line := range words.For(l).Demo.Lines() {
			if utf8.RuneCountInString(line) > 74 {
				t.Errorf("%v: does not fit 80 columns: %s", l, line)
			}
		}
	}
}
