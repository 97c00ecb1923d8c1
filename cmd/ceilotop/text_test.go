package main

import (
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func TestTextLines(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 7, 58, 1, 404e6, time.UTC)
	full := sources.Event{
		Broker: "B", Timestamp: at, ReceivedAt: at.Add(12 * time.Millisecond), Service: "cinder", Priority: "info",
		EventType: "volume.create.end", ResourceName: "db-01", ResourceID: "c7bb5c9e-21d5-4a6d-a571-c63b08d5bd1f",
		ProjectID: "475967e7470d4104a5cdc1d6e49aa95d", Host: "vm@fake",
	}
	edit := func(f func(*sources.Event)) *sources.Event { e := full; f(&e); return &e }
	for _, tt := range []struct {
		name string
		form columns
		e    *sources.Event
		want string
	}{
		{
			"all known",
			columns{},
			&full,
			"2026-11-23T07:58:01.404Z cinder     info     volume.create.end                  db-01                                475967e7470d4104a5cdc1d6e49aa95d vm@fake          12ms",
		},
		{
			"several brokers",
			columns{broker: true},
			edit(func(e *sources.Event) { e.ResourceName = "" }),
			"2026-11-23T07:58:01.404Z B      cinder     info     volume.create.end                  c7bb5c9e-21d5-4a6d-a571-c63b08d5bd1f 475967e7470d4104a5cdc1d6e49aa95d vm@fake          12ms",
		},
		{
			"nothing known",
			columns{},
			&sources.Event{ReceivedAt: at},
			"2026-11-23T07:58:01.404Z -          -        -                                  -                                    -                                -                -",
		},
		{
			"hostile name",
			columns{},
			edit(func(e *sources.Event) { e.ResourceName = "a\x1b[2J\n\u202eb" }),
			`2026-11-23T07:58:01.404Z cinder     info     volume.create.end                  a\x1b[2J\n\u202eb                    475967e7470d4104a5cdc1d6e49aa95d vm@fake          12ms`,
		},
		{
			"wide name",
			columns{},
			edit(func(e *sources.Event) { e.ResourceName = "云主机" }),
			"2026-11-23T07:58:01.404Z cinder     info     volume.create.end                  云主机                               475967e7470d4104a5cdc1d6e49aa95d vm@fake          12ms",
		},
		{
			"undecodable",
			columns{},
			&sources.Event{ReceivedAt: at, Err: "cut off at byte 3", Raw: []byte("{\"a\x00")},
			`2026-11-23T07:58:01.404Z -          -        -                                  -                                    -                                -                undecodable: cut off at byte 3: {"a\x00`,
		},
		{
			"failed, in colour",
			columns{colour: true},
			edit(func(e *sources.Event) { e.Priority = "error" }),
			"\x1b[31m2026-11-23T07:58:01.404Z cinder     error    volume.create.end                  db-01                                475967e7470d4104a5cdc1d6e49aa95d vm@fake          12ms\x1b[0m",
		},
	} {
		if got := string(tt.form.append(nil, tt.e)); got != tt.want {
			t.Errorf("%s:\ngot  %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

func TestTextHeaderStandsAboveItsColumns(t *testing.T) {
	t.Parallel()
	form := columns{broker: true}
	header := string(form.header())
	line := string(form.append(nil, &sources.Event{Broker: "B", Service: "nova", Priority: "info", EventType: "x", ResourceName: "r", ProjectID: "p", Host: "h"}))
	for title, value := range map[string]string{"BROKER": " B ", "SERVICE": " nova ", "PRIORITY": " info ", "EVENT TYPE": " x ", "RESOURCE": " r ", "PROJECT": " p ", "HOST": " h "} {
		if got, want := strings.Index(line, value)+1, strings.Index(header, title); got != want {
			t.Errorf("%s is at %d, its values at %d", title, want, got)
		}
	}
}

func TestLagText(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 7, 58, 1, 0, time.UTC)
	for lag, want := range map[time.Duration]string{
		0: "0ms", 999 * time.Millisecond: "999ms", 3400 * time.Millisecond: "3.4s", 61 * time.Second: "1m1s",
		2*time.Hour + 5*time.Minute: "2h5m", -30 * time.Millisecond: "-30ms",
	} {
		if got := lagText(&sources.Event{Timestamp: at, ReceivedAt: at.Add(lag)}); got != want {
			t.Errorf("%v: got %s, want %s", lag, got, want)
		}
	}
}
