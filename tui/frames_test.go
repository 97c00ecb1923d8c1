package tui_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestAFloodIsThirtyFramesASecondAndEightLists(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, nil, func(t *testing.T, f *fixture) {
		views, lists := f.page.views.Load(), f.page.lists.Load()
		flood := func() {
			for range 1000 {
				f.put(20)
				time.Sleep(time.Millisecond)
			}
		}
		flood()
		if n := f.page.views.Load() - views; n > 33 {
			t.Errorf("20,000 events in a second made %d views, want 33 at most", n)
		}
		if n := f.page.lists.Load() - lists; n > 11 || n < 8 {
			t.Errorf("the first second of a flood changed the list %d times, want 8 to 11", n)
		}
		lists = f.page.lists.Load()
		flood()
		if n := f.page.lists.Load() - lists; n > 8 || n < 7 {
			t.Errorf("the second second of a flood changed the list %d times, want 8 at most", n)
		}
		f.Settle()
		if !f.Shows("events: 40000 events") {
			t.Errorf("the last events are not shown:\n%s", f.Text())
		}
	})
}

func TestATrickleIsShownAtOnce(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		for range 20 {
			lists := f.page.lists.Load()
			f.put(1)
			f.Advance(40 * time.Millisecond)
			if f.page.lists.Load() == lists {
				t.Fatal("an event was not on the list 40 ms later")
			}
			f.Advance(100 * time.Millisecond)
		}
	})
}

func TestAKeyDrawsTheListWhateverTheRate(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		for range 100 {
			f.put(20)
			time.Sleep(time.Millisecond)
		}
		lists := f.page.lists.Load()
		f.Send("j")
		for range 40 {
			f.put(20)
			time.Sleep(time.Millisecond)
		}
		if f.page.lists.Load() == lists {
			t.Error("40 ms after a key the list was not drawn")
		}
	})
}

func TestAnIdleScreenSendsNothing(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.put(500)
		f.quiet()
		before, views := f.Bytes(), f.page.views.Load()
		f.Advance(5 * time.Minute)
		if n := f.Bytes() - before; n != 0 {
			t.Errorf("five idle minutes sent %d bytes: %q", n, f.Raw(before))
		}
		if n := f.page.views.Load() - views; n != 0 {
			t.Errorf("five idle minutes made %d views", n)
		}
	})
}

func TestRatesGoDownToZeroWithoutAnEvent(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.put(100)
		f.Settle()
		f.Advance(time.Second)
		if f.Shows(" 0/s") {
			t.Errorf("a hundred events a second ago and no rate:\n%s", f.Text())
		}
		f.quiet()
		if !f.Shows(" 0/s") {
			t.Errorf("the rate did not go down:\n%s", f.Text())
		}
	})
}

func TestCountersAloneCostAFewBytes(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, nil, func(t *testing.T, f *fixture) {
		f.put(1000)
		f.Settle()
		before, writes := f.Bytes(), f.Writes()
		for range 60 {
			f.put(200) // far more than is listed
			f.Advance(time.Second / 30)
		}
		n, w := f.Bytes()-before, f.Writes()-writes
		t.Logf("%d bytes in %d writes: %d bytes a frame, %d kB/s", n, w, n/max(w, 1), n/2000)
		if n/2 > 10_000 {
			t.Errorf("counters and an empty list took %d bytes a second", n/2)
		}
	})
}

func TestAPageThatAgesGetsAFrameEverySecond(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.quiet()
		f.page.look(func(p *fake) { p.aging = true })
		f.Keys("j") // the page says so after its next update
		views := f.page.views.Load()
		f.Advance(10 * time.Second)
		if n := f.page.views.Load() - views; n != 10 {
			t.Errorf("%d views in ten seconds, want 10", n)
		}
	})
}

func TestWhatAPageWaitsForMakesAFrame(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.quiet()
		var lists int64
		first, next := make(chan struct{}, 1), make(chan struct{}, 1)
		f.page.look(func(p *fake) { p.changed = first })
		f.Keys("j")
		lists = f.page.lists.Load()
		first <- struct{}{}
		f.Settle()
		if f.page.lists.Load() != lists+1 {
			t.Errorf("%d frames with a list after one change", f.page.lists.Load()-lists)
		}
		// The page waits for something else now.
		f.page.look(func(p *fake) { p.changed = next })
		f.Keys("j")
		lists = f.page.lists.Load()
		next <- struct{}{}
		f.Settle()
		if f.page.lists.Load() != lists+1 {
			t.Errorf("%d frames after a change of the new channel", f.page.lists.Load()-lists)
		}
	})
}

func TestACountdownGoesOnWithoutAnEvent(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.brokersAre(sources.BrokerStatus{Broker: "A", State: sources.Retrying, Err: errRefused, RetryAt: time.Now().Add(5 * time.Second)})
		if !f.Shows("A ↻ retrying in 5s") {
			t.Errorf("no countdown:\n%s", f.Text())
		}
		f.Advance(2 * time.Second)
		if !f.Shows("A ↻ retrying in 3s") {
			t.Errorf("the countdown stands:\n%s", f.Text())
		}
	})
}

func TestTheFirstPictureWaitsForNothing(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture, c *tui.Config) {
		f.brokers = []sources.BrokerStatus{{Broker: "A", State: sources.Connecting}, {Broker: "B", State: sources.Connecting}}
	}, func(t *testing.T, f *fixture) {
		tuitest.Golden(t, "first", f.Text())
	})
}
