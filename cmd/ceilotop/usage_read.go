package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/usage"
)

// readUsage gives all events of the recordings to the ledger, and says how many
// lines could not be read.
func (a *app) readUsage(ctx context.Context, ledger *usage.Ledger, paths []string) (unreadable int, err error) {
	spans, unreadable, err := a.readRecordings(ctx, "usage", paths, ledger.Add)
	if err != nil {
		return unreadable, err
	}
	joined := recording.Join(spans...)
	for i := range joined {
		a.observe(ledger, &joined[i])
	}
	return unreadable, nil
}

// readRecordings gives all events of the recordings that a command names to a
// function. It says when each was written, and how many lines could not be read.
func (a *app) readRecordings(ctx context.Context, command string, paths []string, to func(*sources.Event)) (spans [][]recording.Span, unreadable int, err error) {
	paths, err = recordingsOf(command, paths)
	if err != nil {
		return nil, 0, err
	}
	for _, path := range paths {
		r, err := a.openRecording(path)
		if err != nil {
			return nil, unreadable, err
		}
		err = eachEvent(ctx, r, to, func(bad *recording.LineError) {
			if unreadable++; unreadable <= maxComplaints {
				a.say("%s", sources.Visible(bad.Error()))
			}
		})
		spans = append(spans, r.Observed())
		r.Close()
		if err != nil {
			return nil, unreadable, fmt.Errorf("%s: %w", command, err)
		}
	}
	return spans, unreadable, nil
}

// recordingsOf names the recordings of a directory, such as one that gets a file
// a day, in its place.
func recordingsOf(command string, paths []string) (files []string, err error) {
	for _, path := range paths {
		if info, err := os.Stat(path); path == "-" || err != nil || !info.IsDir() {
			files = append(files, path) // and opening it says what is wrong
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", command, err)
		}
		before := len(files)
		for _, e := range entries {
			if name := e.Name(); !e.IsDir() && (strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".jsonl.zst")) {
				files = append(files, filepath.Join(path, name))
			}
		}
		if len(files) == before {
			return nil, sources.WithHint(fmt.Errorf("%s: no recording is in %s", command, sources.Visible(path)), "the names of recordings end in .jsonl or .jsonl.zst")
		}
	}
	return files, nil
}

// readInventories reads what a cloud held at one moment or several, as JSON.
func readInventories(paths []string) (all []*sources.Inventory, err error) {
	for _, path := range paths {
		var v sources.Inventory
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, &v)
		}
		if err == nil && v.At.IsZero() {
			err = errors.New("it does not say of when it is")
		}
		if err != nil {
			return nil, fmt.Errorf("reading the inventory %s: %w", sources.Visible(path), err)
		}
		all = append(all, &v)
	}
	return all, nil
}

func (a *app) openRecording(path string) (*recording.Reader, error) {
	if path == "-" {
		return recording.NewReader(a.stdin, "standard input")
	}
	return recording.Open(path)
}

// eachEvent decodes a recording to its end.
func eachEvent(ctx context.Context, r *recording.Reader, to func(*sources.Event), bad func(*recording.LineError)) error {
	var d oslo.Decoder
	var m sources.Message
	var e sources.Event
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var line *recording.LineError
		switch err := r.Next(&m); {
		case err == io.EOF:
			return nil
		case errors.As(err, &line):
			bad(line)
			continue
		case err != nil:
			return err
		}
		d.Decode(&m, &e)
		to(&e)
	}
}

// exchangeOf is where each kind's events are sent, unless control_exchange says
// something else: Kolla's is openstack for all.
var exchangeOf = map[sources.Kind]string{sources.KindServer: "nova", sources.KindVolume: "cinder", sources.KindImage: "glance"}

// observe tells the ledger of a span. What was recorded through a filter is no
// proof that the rest did not happen.
func (a *app) observe(ledger *usage.Ledger, s *recording.Span) {
	name := sources.Visible(s.Broker)
	if s.Dropped > 0 {
		a.say("broker %s: at least %d messages were lost between %s and %s", name, s.Dropped, clockTime(s.From), clockTime(s.To))
	}
	if s.Unwritten > 0 {
		a.say("broker %s: %d messages could not be written before %s", name, s.Unwritten, clockTime(s.From))
	}
	if s.Filter != "" {
		a.say("broker %s: from %s to %s only what matches %s was recorded, so that time counts as unobserved", name, clockTime(s.From), clockTime(s.To), sources.Visible(s.Filter))
		return
	}
	ledger.Observed(s.Broker, s.From, s.To, unheard(s)...)
}

// unheard are the kinds whose events were not to be had in a span.
func unheard(s *recording.Span) (not []sources.Kind) {
	for kind, exchange := range exchangeOf {
		bound := slices.Contains(s.Exchanges, exchange) || slices.Contains(s.Exchanges, "openstack")
		if slices.Contains(s.Denied, exchange) || s.Exchanges != nil && !bound {
			not = append(not, kind)
		}
	}
	return not
}

func clockTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
