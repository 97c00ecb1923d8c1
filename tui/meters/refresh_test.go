package meters_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestARefreshKeepsCursorSortFilterAndMarks(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		f.Advance(time.Second)
		f.Keys("/")
		f.Type("~^.?m")
		f.Keys("enter", "S", "j", "m") // descending; the second one is marked
		f.Wants("sorted by meter▾", "filter ~^.?m", ">*· image.size")
		s.change(func(s *fake) {
			s.meters = append([]sources.Meter{{Name: "zm.first", ResourceID: sources.Known("z")}, {Name: "am.last"}}, s.meters...)
		})
		f.Advance(31 * time.Second)
		f.Wants("zm.first", "am.last", "sorted by meter▾", "filter ~^.?m", ">*· image.size", "1 marked")
		f.order("zm.first", "✓ memory", "image.size", "✓ image ", "am.last")
		s.change(func(s *fake) { s.meters = s.meters[:2] })
		f.Advance(31 * time.Second)
		f.Wants("zm.first", "am.last")
		f.Lacks("image.size")
		if _, y := f.Find(">"); y < 0 {
			t.Errorf("nothing is selected any more:\n%s", f.Text())
		}
	})
}

func TestTheFirstRowStaysSelectedUntilAnotherOneIsChosen(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		f.Advance(time.Second)
		f.Wants("> ✓ cpu ")
		s.change(func(s *fake) { s.meters = append(s.meters, sources.Meter{Name: "a.new"}) })
		f.Advance(31 * time.Second)
		f.Wants("> - a.new")
	})
}

func TestARefreshThatFailsKeepsTheListAndSaysOfWhenItIs(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		f.Advance(time.Second)
		s.change(func(s *fake) { s.fails, s.after = errors.New("GET http://192.0.2.7:8777/v2/meters: 503"), 3 })
		f.Advance(31 * time.Second)
		f.Wants("✗ api 18 meters as of 10:00:0", "503", "cpu_util", "volume.size")
		s.change(func(s *fake) { s.fails = nil })
		f.Advance(2 * time.Minute)
		f.Wants("● api 18 meters")
	})
}

func TestAnAgeGoesOnAndANewSampleIsSeen(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.reads(newFake(sources.CeilometerAPI)).add("memory", "gauge", "MB", "a", 8*time.Minute, 10*time.Minute, 1, 1)
	}, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		f.Advance(time.Second)
		f.Wants("✓memory 8m fresh")
		f.Advance(13 * time.Minute)
		f.Wants("!memory 21m late")
		f.Advance(20 * time.Minute)
		f.Wants("✗memory 41m stale")
		s.change(func(s *fake) { s.take(&s.meters[0], 0, time.Minute, 7) })
		f.Advance(32 * time.Second)
		f.Wants("✓memory 31s fresh")
	})
}

func TestOnlyWhatIsOnTheScreenIsAskedAboutAndFewAtATime(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(large(50))
		s.slow = time.Second
	}, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		f.Keys("u")
		f.Advance(30 * time.Second)
		s.change(func(s *fake) {
			if s.most != 3 {
				t.Errorf("%d rows were asked about at once, want 3", s.most)
			}
			// Two of the acceptance band and as many as have room on 17 lines.
			if n := len(s.asked); n < 15 || n > 25 {
				t.Errorf("%d questions for one screen", n)
			}
			s.asked = nil
		})
		f.Keys("G")
		f.Advance(1500 * time.Millisecond)
		s.change(func(s *fake) {
			for _, q := range s.asked {
				if q.Meter != "vcpus" && q.Meter != "memory" {
					t.Errorf("%s was asked about, which is not on the screen", q.Meter)
				}
			}
			s.asked = nil
		})
		f.Keys("1") // what is under way is called off
		f.Advance(10 * time.Second)
		s.change(func(s *fake) {
			if s.atOnce != 0 || len(s.asked) > 3 {
				t.Errorf("after the page was left %d questions went on and %d were asked", s.atOnce, len(s.asked))
			}
		})
	})
}

func TestAStoreThatDoesNotTellOfSamplesSaysWhy(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(newFake(sources.CeilometerAPI))
		s.add("memory", "gauge", "MB", "a", time.Minute, time.Minute, 1)
		s.refuses = sources.WithHint(errors.New("GET /v2/samples: 403 Forbidden"), "ask for the role admin")
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Wants("!memory error", "! error")
		f.Keys("enter")
		f.Advance(time.Second)
		f.Wants("GET /v2/samples: 403 Forbidden", "hint: ask for the role admin")
	})
}

func TestASlowStoreIsGivenUpOn(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(newFake(sources.CeilometerAPI))
		s.add("memory", "gauge", "MB", "a", time.Minute, time.Minute, 1)
		s.slow = time.Hour
	}, func(t *testing.T, f *fixture) {
		f.Advance(5 * time.Second)
		f.Wants("✓memory loading")
		f.Advance(15 * time.Second)
		f.Keys("enter")
		f.Wants("no answer in 15s")
	})
}

func TestInGnocchiAFewOfManyResourcesAreAskedAndOnlyWhatThatProvesIsSaid(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(large(40))
		s.address.Kind = sources.Gnocchi
		f.stores[0].Address = s.address
		for i := range s.meters {
			age := 3 * time.Hour
			if s.meters[i].Name == "memory" && i/6 == 39 { // the newest resource
				age = time.Minute
			}
			s.take(&s.meters[i], age, time.Hour, 1)
		}
	}, func(t *testing.T, f *fixture) {
		f.Advance(2 * time.Second)
		f.Wants("✓memory 1m fresh", "✓vcpus 3h unknown")
		f.Lacks("stale")
		f.Keys("enter")
		f.Advance(time.Second)
		f.Wants("5 of 40 resources", "of one resource only: r lists them")
	})
}

func TestWhatNeedsTheSamplesOfAllRowsGetsThem(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 24}, func(f *fixture) {
		s := f.reads(newFake(sources.CeilometerAPI))
		for i := range 60 {
			s.add("memory", "gauge", "MB", fmt.Sprintf("vm-%02d", i), time.Duration(i)*time.Minute, time.Minute, 1)
		}
		s.slow = time.Second
	}, func(t *testing.T, f *fixture) {
		f.Keys("u", "/")
		f.Type(`=state == "stale"`)
		f.Keys("enter")
		f.Advance(2 * time.Second)
		f.Wants(" of 60 rows", "samples of ") // not yet all: nothing is claimed
		f.Advance(40 * time.Second)
		f.Wants("1/20 of 60", "vm-40", "vm-50") // more than 40 minutes old
		f.Lacks("samples of")
	})
}

func TestOfALargeListItIsSaidOfHowManyRowsTheSamplesAreKnown(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 24}, func(f *fixture) { f.reads(large(500)) }, func(t *testing.T, f *fixture) {
		f.Keys("u")
		f.Advance(time.Second)
		f.Keys("shift+right", "shift+right", "shift+right", "shift+right") // age
		f.Advance(time.Second)
		f.Wants("sorted by age", "of 3,000 rows")
		s := f.stores[0].Store.(*fake)
		s.change(func(s *fake) {
			if n := len(s.asked); n > 100 {
				t.Errorf("%d rows were asked about", n)
			}
		})
	})
}
