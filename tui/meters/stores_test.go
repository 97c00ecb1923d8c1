package meters_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// large has so many resources with six meters each, and a sample of none.
func large(resources int) *fake {
	s := newFake(sources.CeilometerAPI)
	for i := range resources {
		for _, name := range []string{"cpu", "cpu_util", "disk.root.size", "memory", "network.incoming.bytes", "vcpus"} {
			s.meters = append(s.meters, sources.Meter{
				Name: name, Type: sources.Known("gauge"), Unit: sources.Known("x"), ResourceID: sources.Known(fmt.Sprintf("%08x-7621-4d2a-895d-39283d6fb400", i)),
				ProjectID: sources.Known(fmt.Sprintf("project%025d", i%20)), Source: sources.Known("openstack"),
			})
		}
	}
	return s
}

func TestTheFirstRowsComeBeforeTheListIsWhole(t *testing.T) {
	stall := make(chan struct{})
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(large(5000))
		s.after, s.stalls = 12_000, make(chan struct{})
		stall = s.stalls
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Wants("↻ api 12,000 so far", "cpu_util", "2,000")
		// What is not there may still come.
		f.Wants("…image.*", "…volume.*", "!memory none")
		f.Lacks("missing")
		close(stall)
		f.Advance(time.Second)
		f.Wants("● api 30,000 meters", "5,000", "✗image.* missing", "✗volume.* missing")
	})
}

func TestAStoreThatFailsHalfWaySaysSoAndTheOthersGoOn(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(large(100))
		s.after = 250
		s.fails = sources.WithHint(errors.New("GET http://192.0.2.7:8777/v2/meters: the answer ends in the middle after 250 rows"), "look at the API's log")
		good := f.reads(newFake(sources.Gnocchi))
		good.address.URL = "http://192.0.2.9:8041"
		f.stores[1].Address = good.address
		good.add("image.size", "gauge", "B", "0198e207-7618-43af-975e-224000000000", time.Minute, time.Minute, 5)
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Wants("✗ api 250 meters, then an error", "ends in the middle", "hint: look at the API's log", "● gnocchi 1 meters")
		f.Wants("✓image.*", "?volume.* unknown", "!memory none")
		f.Lacks("missing")
		f.Wants("image.size", "cpu_util", "gnocchi")
	})
}

func TestAMeterIsMissingOnlyWhenEveryStoreHasAnswered(t *testing.T) {
	broken := meters.Store{Address: sources.StoreAddress{Kind: sources.MongoDB, URL: "mongodb://192.0.2.8"}, Err: errors.New("no such host")}
	away := meters.Store{Elsewhere: "file:///var/log/samples"}
	for _, tt := range []struct {
		name string
		more []meters.Store
		want string
	}{
		{"all have answered", nil, "✗volume.* missing"},
		{"one cannot be read", []meters.Store{broken}, "?volume.* unknown"},
		{"one is elsewhere", []meters.Store{away}, "→volume.* elsewhere"},
		{"one is elsewhere and one cannot be read", []meters.Store{away, broken}, "?volume.* unknown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture) {
				f.reads(newFake(sources.CeilometerAPI)).add("image", "gauge", "image", "a", time.Minute, time.Minute, 1)
				f.stores = append(f.stores, tt.more...)
			}, func(t *testing.T, f *fixture) {
				f.Advance(time.Second)
				f.Wants(tt.want, "✓image.*")
			})
		})
	}
}

func TestWhereNothingCanBeReadNothingIsMissing(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.stores = []meters.Store{{Elsewhere: "prometheus://192.0.2.9:9091/metrics"}}
	}, func(t *testing.T, f *fixture) {
		f.Wants("→image.* elsewhere", "stored elsewhere: prometheus://192.0.2.9:9091/metrics", "The meters of this cloud are stored elsewhere.")
		f.Lacks("missing")
	})
}

func TestWithoutAStoreThePageSaysHowToNameOne(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Wants("No store of meters was found.", "--gnocchi-url", "?image.* unknown")
		f.Lacks("missing")
	})
}

func TestStoresMayBeFoundOneAfterTheOther(t *testing.T) {
	step := make(chan struct{})
	run(t, tuitest.Options{}, func(f *fixture) {
		step = make(chan struct{})
		f.reads(cloud(newFake(sources.CeilometerAPI)))
		second := f.reads(newFake(sources.Gnocchi))
		second.add("custom.meter", "gauge", "x", "a", time.Minute, time.Minute, 1)
		f.find = func(ctx context.Context, found func([]meters.Store)) {
			for i := range f.stores {
				select {
				case <-step:
					found(f.stores[:i+1])
				case <-ctx.Done():
					return
				}
			}
			<-step
		}
	}, func(t *testing.T, f *fixture) {
		f.Wants("looking for stores", "…image.*", "…vcpus")
		step <- struct{}{}
		f.Advance(time.Second)
		f.Wants("● api 18 meters", "looking for stores", "cpu_util")
		f.Keys("j", "j") // image
		step <- struct{}{}
		f.Advance(time.Second)
		f.Wants("● gnocchi 1 meters", "custom.meter", "> ✓ image ")
		step <- struct{}{}
		f.Settle()
		f.Lacks("looking for stores")
	})
}

func TestNothingIsAskedBeforeThePageIsShown(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		f.Keys("1")
		f.Advance(5 * time.Minute)
		s.change(func(s *fake) {
			if f.finds != 1 || s.lists != 1 {
				t.Errorf("while it was not shown the stores were looked for %d times and listed %d times, want once", f.finds, s.lists)
			}
		})
		f.Keys("2")
		f.Advance(time.Second)
		s.change(func(s *fake) {
			if s.lists != 2 {
				t.Errorf("the list was asked for %d times, want again when the page is shown", s.lists)
			}
		})
	})
}

func TestACutListSaysSo(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.reads(large(10))
		f.config.Limit = 50
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Wants("! api the first 50 of at least 51 meters", "?image.* unknown")
		f.Lacks("missing")
	})
}

func TestAStoreThatCannotBeReadIsTriedAgainOnAKey(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.stores = []meters.Store{{
			Address: sources.StoreAddress{Kind: sources.CeilometerAPI, URL: "http://192.0.2.7:8777", From: "the catalogue"},
			Err:     errors.New("log in to http://192.0.2.1:5000/v3: 401 Unauthorized"),
		}}
	}, func(t *testing.T, f *fixture) {
		f.Wants("✗ api log in to http://192.0.2.1:5000/v3: 401", "No list has arrived. i tells all about the stores, R tries again.")
		f.Advance(time.Minute)
		if f.finds != 1 {
			t.Errorf("a wrong password was tried %d times by itself", f.finds)
		}
		f.stores[0].Err, f.stores[0].Store = nil, cloud(newFake(sources.CeilometerAPI))
		f.Keys("R")
		f.Advance(time.Second)
		f.Wants("● api 18 meters", "cpu_util")
	})
}

func TestAListThatFailsIsAskedForLessAndLessOftenAndItsErrorStays(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(newFake(sources.CeilometerAPI))
		s.fails = errors.New("503 Service Unavailable")
	}, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		for range 200 {
			f.Advance(3 * time.Second)
			if !f.Shows("503 Service Unavailable") {
				t.Fatalf("the error went away while the store was asked again:\n%s", f.Text())
			}
		}
		s.change(func(s *fake) {
			if s.lists < 3 || s.lists > 6 {
				t.Errorf("in ten minutes a failing store was asked %d times", s.lists)
			}
			s.fails = nil
		})
		f.Advance(11 * time.Minute)
		f.Wants("● api 0 meters")
	})
}

func TestHealthIsShownAndItsErrorDoesNotHideTheList(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, func(f *fixture) {
		g := f.reads(cloud(newFake(sources.Gnocchi)))
		g.health = sources.StoreHealth{Version: "4.3", Waiting: 12_345, Metrics: 67, Notes: []string{"archive policy low: 5 minutes"}}
		g.address.URL = "http://192.0.2.9:8041"
		sick := f.reads(cloud(newFake(sources.CeilometerAPI)))
		sick.sick = errors.New("GET /v2/capabilities: 500")
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Wants("12,345 measures wait", "4.3", "state unknown: GET /v2/capabilities: 500", "● api 18 meters")
		f.Keys("i")
		f.Wants("12345 measures of 67 metrics", "archive policy low: 5 minutes")
		f.Keys("i")
		f.Lacks("archive policy low")
	})
}
