package meters_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// expecting is a store of two meters beside a cloud of three services, of which
// events came over B at those ages.
func expecting(f *fixture, readers int, events map[string]time.Duration) {
	s := newFake(sources.CeilometerAPI)
	s.add("image.size", "gauge", "B", "0198e207-7618-43af-975e-224000000000", 3*time.Minute, 10*time.Minute, 41126400)
	s.add("cpu", "cumulative", "ns", "5ce05c85-7621-4d2a-895d-39283d6fb400", 3*time.Minute, 10*time.Minute, 1e9, 2e9)
	f.reads(s)
	set, err := meterdef.Builtin("zed", meterdef.Options{Takes: func(meter string) bool { return meter != "vcpus" }})
	if err != nil {
		f.t.Fatal(err)
	}
	l := meterdef.NewLedger(set)
	for eventType, age := range events {
		l.Saw(&sources.Event{EventType: eventType, Priority: "info", Broker: "B", ReceivedAt: today.Add(-age)})
	}
	f.config.Ledger = func() *meterdef.Ledger { return l }
	f.config.Seen = func(context.Context) (*doctor.Seen, error) {
		return &doctor.Seen{
			At: today, Facts: setup.Facts{Programs: []setup.Program{{Service: "glance"}, {Service: "cinder"}, {Service: "nova"}}},
			B: &sources.Statistics{Broker: "B", Management: true, Queues: []sources.QueueStatistics{{VHost: "/", Name: "notifications.info", Readers: &readers}}},
		}, nil
	}
}

// state is what the list says of a meter.
func (f *fixture) state(meter string) string {
	f.t.Helper()
	for l := range strings.Lines(f.Text()) {
		if fields := strings.Fields(strings.TrimLeft(l, "> ")); len(fields) > 1 && fields[1] == meter {
			return strings.TrimSpace(l[strings.LastIndex(l, fields[0]):])
		}
	}
	return ""
}

// TestExpectedMetersAreInTheList: each with the hop that its way breaks off at.
func TestExpectedMetersAreInTheList(t *testing.T) {
	for _, c := range []struct {
		name    string
		readers int
		age     time.Duration
		want    map[string]string
		why     string // of disk.root.size
	}{
		{
			"nobody reads", 0, 4 * time.Minute,
			map[string]string{"disk.root.size": "✗ unread", "volume.size": "✗ no event", "vcpus": "✗ pipeline"},
			"nobody reads notifications.info on broker B",
		},
		{"the agent makes nothing of it", 1, 4 * time.Minute, map[string]string{"disk.root.size": "✗ agent", "memory": "✗ agent"}, "its events are read and make no sample in the store"},
		{"it is on its way", 1, 20 * time.Second, map[string]string{"disk.root.size": "… en route", "memory": "… en route"}, "the first event is younger than 2m"},
	} {
		t.Run(c.name, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture) {
				expecting(f, c.readers, map[string]time.Duration{"compute.instance.create.end": c.age, "image.update": c.age})
			}, func(t *testing.T, f *fixture) {
				f.Advance(5 * time.Second)
				for meter, want := range c.want {
					if got := f.state(meter); got != want {
						t.Errorf("%s: %q, want %q\n%s", meter, got, want, f.Text())
					}
				}
				if f.state("image.size") == "" || strings.Contains(f.Text(), "image.download") {
					t.Errorf("what is there, or what nothing fed, is missing:\n%s", f.Text())
				}
				f.Keys("/")
				f.Type("disk.root")
				f.Keys("enter", "enter", "f")
				f.Find(c.why)
				f.Find("compute.instance.create.end · 1")
			})
		})
	}
}

// What is expected is missing only where the lists are whole, and a meter that
// comes is missing no longer.
func TestNothingIsMissingFromAListThatIsNotWhole(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		expecting(f, 1, map[string]time.Duration{"volume.create.end": 4 * time.Minute})
		f.stores = append(f.stores, f.stores[0])
		f.stores[1].Address.URL, f.stores[1].Store, f.stores[1].Err = "http://192.0.2.9:8777", nil, errors.New("connection refused")
	}, func(t *testing.T, f *fixture) {
		f.Advance(5 * time.Second)
		if f.state("volume.size") != "" {
			t.Error(f.Text())
		}
	})
}

func TestAMeterThatComesIsMissingNoLonger(t *testing.T) {
	var s *fake
	run(t, tuitest.Options{}, func(f *fixture) {
		expecting(f, 1, map[string]time.Duration{"volume.create.end": 4 * time.Minute})
		s = f.stores[0].Store.(*fake)
	}, func(t *testing.T, f *fixture) {
		f.Advance(5 * time.Second)
		if got := f.state("volume.size"); got != "✗ agent" {
			t.Fatalf("%q\n%s", got, f.Text())
		}
		f.Keys("/", "=")
		f.Type(`state == "missing"`)
		f.Keys("enter", "esc")
		s.add("volume.size", "gauge", "GB", "7d0e1f2a-3b4c-4d5e-8f60-718293000000", time.Minute, 10*time.Minute, 1)
		f.Keys("R")
		f.Advance(5 * time.Second)
		if got := f.state("volume.size"); got != "✓ fresh" {
			t.Fatalf("%q\n%s", got, f.Text())
		}
	})
}

// The screens of it, in both languages.
func TestAbsentScreens(t *testing.T) {
	for name, lang := range map[string]words.Language{"english": words.English, "chinese": words.Chinese} {
		t.Run(name, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture) {
				expecting(f, 0, map[string]time.Duration{"compute.instance.create.end": 4 * time.Minute})
				f.lang = lang
			}, func(t *testing.T, f *fixture) {
				f.Advance(5 * time.Second)
				f.Keys("j", "j", "j", "enter")
				f.Advance(time.Second)
				tuitest.Golden(t, name+"-absent", part(f.Text()))
				f.Keys("A")
				tuitest.Golden(t, name+"-acceptance", part(f.Text()))
				f.Keys("A", "esc")
				f.Find("image.size")
			})
		})
	}
}

// What the acceptance line cannot say it names: the list that is not whole, the
// place that has no reader.
func TestTheAcceptanceLineIsExplained(t *testing.T) {
	for _, c := range []struct {
		name   string
		stores []meters.Store
		says   string
	}{
		{"a store that fails", []meters.Store{{Address: sources.StoreAddress{Kind: sources.MongoDB}, Err: errors.New("connection refused")}}, "the list of a store is not whole"},
		{"a store elsewhere", []meters.Store{{Elsewhere: "prometheus://192.0.2.9:9091"}}, "The meters of this cloud are stored elsewhere."},
	} {
		t.Run(c.name, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture) { f.stores = c.stores }, func(t *testing.T, f *fixture) {
				f.Advance(5 * time.Second)
				f.Keys("A")
				f.Find(c.says)
			})
		})
	}
}
