package isolation_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/sources"
)

// heard is an event as a tap brings it.
func heard(broker, service, host, clock string) *sources.Event {
	return &sources.Event{Broker: broker, Service: service, Host: host, Exchange: service, ReceivedAt: at(clock)}
}

func TestTheFirstLeakedEventIsALeakAtOnceAndThenHasAnAge(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	is := func(clock, want string) {
		t.Helper()
		if v := w.Verdict(at(clock)); !strings.HasPrefix(v.String(), want) {
			t.Errorf("at %s it is %s, and not %s", clock, v, want)
		}
	}
	is("14:30:00", "UNKNOWN: the machine and its brokers are being looked at")
	w.Look(cloud(t))
	is("14:30:00", "ISOLATED")
	w.Event(heard("B", "nova", "ctl1", "14:30:01"))
	is("14:30:01", "ISOLATED")
	w.Event(heard("A", "nova", "node1", "14:30:02"))
	is("14:30:02", "LEAKING nova@node1 via nova, on node1, not readable from here, last 0s ago")
	is("14:31:02", "LEAKING nova@node1 via nova, on node1, not readable from here, last 1m0s ago")
	w.Event(heard("A", "nova", "node1", "14:31:03"))
	if v := w.Verdict(at("14:31:04")); len(v.Leaks) != 1 || v.Leaks[0].Count != 2 {
		t.Errorf("two events of one sender are %+v", v.Leaks)
	}

	// Nobody looks any more, so that A's numbers grow old.
	is("14:41:04", "UNKNOWN: the last numbers of broker A are of 14:30:00")
	again := cloud(t)
	again.At, again.A.At = at("14:41:05"), at("14:41:05")
	w.Look(again)
	is("14:41:05", "ISOLATED")
}

// The message with which an exchange is made waits in a queue, and no tap hears
// it.
func TestWhatCameWithANewExchangeIsALeak(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	is := func(clock, want string) {
		t.Helper()
		if v := w.Verdict(at(clock)); !strings.HasPrefix(v.String(), want) {
			t.Errorf("at %s it is %s, and not %s", clock, v, want)
		}
	}
	seen := cloud(t)
	eight := 8
	seen.A.Queues = append(seen.A.Queues, sources.QueueStatistics{VHost: "/", Name: "notifications.error", Messages: &eight, Readers: new(int), Published: new(float64), Growth: new(float64)})
	w.Look(seen)
	is("14:30:00", "ISOLATED")
	tap := seen.Taps[0]
	waits := func(queue string, n int, clock string) {
		tap.Fresh = []sources.FreshQueue{{Exchange: "glance", Queue: queue, Messages: n, At: at(clock)}}
		w.Tap(tap)
	}
	waits("notifications.info", 1, "14:29:59") // the look would have found it
	waits("notifications.error", 8, "14:30:01")
	is("14:30:01", "ISOLATED")
	waits("notifications.info", 1, "14:30:02")
	is("14:30:03", "LEAKING ? via glance")
	w.Event(heard("A", "glance", "node1", "14:30:05"))
	if v := w.Verdict(at("14:30:06")); len(v.Leaks) != 1 || v.Leaks[0].Service != "glance" {
		t.Errorf("once it is heard of, the leaks are %+v", v.Leaks)
	}
}

func TestALeakBeforeTheFirstLookIsSaid(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	w.Event(heard("A", "nova", "node1", "14:30:02"))
	if v := w.Verdict(at("14:30:03")); v.State != isolation.Leaking || v.Leaks[0].Host != "node1" {
		t.Errorf("it is %s", v)
	}
}

func TestATapThatFailsMeanwhileIsNoSilence(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	w.Look(cloud(t))
	w.Tap(sources.BrokerStatus{Broker: "A", State: sources.Retrying, Since: at("14:30:10")})
	if v := w.Verdict(at("14:30:11")); v.String() != "UNKNOWN: the tap of broker A is retrying" {
		t.Errorf("it is %s", v)
	}
	w.Look(cloud(t)) // which began before the tap failed
	if v := w.Verdict(at("14:30:12")); v.State != isolation.Unknown {
		t.Errorf("an older status won: %s", v)
	}
}

func TestAWatchComparesWithTheLookBefore(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	for i, n := range []int{40, 30} {
		s := cloud(t)
		s.At = now.Add(time.Duration(i*10) * time.Second)
		s.A.At = s.At
		q := queue("notifications.info", n, known(1), nil)
		q.Published = nil
		s.A.Queues = append(s.A.Queues, q)
		w.Look(s)
	}
	if v := w.Verdict(now.Add(10 * time.Second)); v.String() != "DRAINING notifications.info: 30 left, -1.0 a second" {
		t.Errorf("it is %s", v)
	}
}

func TestALookAndTheEventsThatItCountsAsWellAreCountedOnce(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	s := cloud(t)
	s.Arrivals = []doctor.Arrival{event("A", "nova", "node1", "nova", "14:29:00")}
	w.Look(s)
	w.Event(heard("A", "nova", "node1", "14:29:00"))
	if v := w.Verdict(now); len(v.Leaks) != 1 || v.Leaks[0].Count != 1 {
		t.Errorf("one event is %+v", v.Leaks)
	}
}

func TestAWatchIsBoundedAndSafeForSeveralGoroutines(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	w.Look(cloud(t))
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := range 2000 {
				w.Event(heard("A", "nova", fmt.Sprintf("node%d-%d", i, n), "14:29:00"))
				w.Tap(sources.BrokerStatus{Broker: "B", State: sources.Live})
			}
		})
	}
	all.Wait()
	v := w.Verdict(now)
	var events uint64
	for _, l := range v.Leaks {
		events += l.Count
	}
	if len(v.Leaks) > 4097 || events != 8000 {
		t.Errorf("8000 events of as many senders are %d events of %d", events, len(v.Leaks))
	}
}

// TestAMessageThatNoTapHeardIsALeak: the first one makes its exchange and its
// queue, and lies there before a tap is bound.
func TestAMessageThatNoTapHeardIsALeak(t *testing.T) {
	t.Parallel()
	w := isolation.NewWatch(isolation.Options{})
	look := func(clock string, queues ...sources.QueueStatistics) {
		seen := cloud(t)
		seen.At, seen.A.At, seen.A.Queues = at(clock), at(clock), queues
		seen.A.Bindings = []sources.Binding{{VHost: "/", Exchange: "nova", Queue: "notifications.info", Key: "notifications.info"}}
		w.Look(seen)
	}
	is := func(clock, want string) {
		t.Helper()
		if v := w.Verdict(at(clock)); !strings.HasPrefix(v.String(), want) {
			t.Errorf("at %s it is %s, and not %s", clock, v, want)
		}
	}
	look("14:30:00")
	is("14:30:01", "ISOLATED")
	look("14:30:05", queue("notifications.info", 1, known(0), nil))
	is("14:30:05", "LEAKING ? via nova, 1 message came into notifications.info, and no event of it was heard")
	look("14:30:10", queue("notifications.info", 1, known(0), nil))
	is("14:30:10", "LEAKING ? via nova, 1 message came into notifications.info, and no event of it was heard, last 5s ago")
	look("14:30:15", queue("notifications.info", 3, known(0), nil))
	is("14:30:15", "LEAKING ? via nova, 3 messages came into notifications.info, and no event of them was heard")
	look("14:40:16", queue("notifications.info", 3, known(0), nil))
	is("14:40:16", "ISOLATED")

	// Of those that were heard more is known.
	w.Event(heard("A", "nova", "node1", "14:40:20"))
	look("14:40:21", queue("notifications.info", 4, known(0), nil))
	is("14:40:21", "LEAKING nova@node1 via nova")
}

func TestATableThatIsNotWholeProvesNothing(t *testing.T) {
	t.Parallel()
	seen := cloud(t)
	seen.A.Partial, seen.A.Lacks = []sources.Table{sources.Queues}, []string{"queues could not be asked for: it took too long"}
	if v := isolation.Judge(seen, isolation.Options{}); v.State != isolation.Unknown || !strings.Contains(v.String(), "not all queues of broker A were seen: queues could not be asked for") {
		t.Errorf("it is %s", v)
	}
}
