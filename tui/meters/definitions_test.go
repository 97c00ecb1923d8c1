package meters_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// knowing gives the fixture the definitions of Mitaka, whose counters are off, and
// a pipeline that leaves a meter out. The events come at ages before the test's
// beginning.
func knowing(f *fixture, events map[string]time.Duration) {
	s, err := meterdef.Builtin("mitaka", meterdef.Options{Takes: func(meter string) bool { return meter != "vcpus" }})
	if err != nil {
		f.t.Fatal(err)
	}
	l := meterdef.NewLedger(s)
	for eventType, age := range events {
		l.Saw(&sources.Event{EventType: eventType, Priority: "info", ReceivedAt: today.Add(-age)})
	}
	f.config.Ledger = func() *meterdef.Ledger { return l }
}

var lately = map[string]time.Duration{
	"image.upload": 50 * time.Second, "volume.create.end": 3 * time.Minute, "compute.instance.create.end": 4 * time.Minute,
	"instance.create.end": 4 * time.Minute, "scheduler.select_destinations.end": 5 * time.Minute,
}

// TestDefinitionsBothWays: what came and is used by nothing, and what nothing hit.
func TestDefinitionsBothWays(t *testing.T) {
	for name, lang := range map[string]words.Language{"english": words.English, "chinese": words.Chinese} {
		t.Run(name, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture) {
				two(f)
				f.lang = lang
				knowing(f, lately)
			}, func(t *testing.T, f *fixture) {
				f.Advance(5 * time.Second)
				f.Keys("D")
				tuitest.Golden(t, name+"-definitions", part(f.Text()))
				f.Keys("G")
				tuitest.Golden(t, name+"-definitions-end", part(f.Text()))
				f.Keys("D")
				f.Find("volume.size") // the list again
			})
		})
	}
}

// Where the definitions cannot be read, the dialog says so.
func TestDefinitionsThatCannotBeRead(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		two(f)
		f.config.Ledger = func() *meterdef.Ledger { return nil }
	}, func(t *testing.T, f *fixture) {
		f.Keys("D")
		f.Find(words.For(words.English).Meters.NoDefinitions[:40])
	})
}
