package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/usage"
)

// tallied is a log and what counts behind it.
type tallied struct {
	*usageTally
	t     *testing.T
	log   *eventlog.Log
	begun time.Time
	n     int
	live  []recording.Span
}

func newTallied(t *testing.T, o eventlog.Options) *tallied {
	t.Helper()
	f := &tallied{usageTally: newUsageTally(nil), t: t, log: eventlog.New(o), begun: time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)}
	t.Cleanup(f.log.Close)
	f.usageTally.log, f.spans = f.log, func() []recording.Span { return f.live }
	return f
}

// put lets a second of the test's clock pass and an event come, as a tap does it.
func (f *tallied) put(kind, payload string) {
	f.n++
	at := f.begun.Add(time.Duration(f.n) * time.Second)
	body := fmt.Sprintf(`{"event_type":%q,"message_id":"m-%d","timestamp":%q,"publisher_id":"compute.node1","priority":"INFO","payload":%s}`,
		kind, f.n, at.Format("2006-01-02 15:04:05"), payload)
	m := sources.Message{ReceivedAt: at, Broker: "B", Exchange: "nova", RoutingKey: "notifications.info", Body: []byte(body)}
	d := oslo.Decoder{NoPayload: true}
	var e sources.Event
	d.Decode(&m, &e)
	f.log.Put(&m, &e)
}

func (f *tallied) server(id string) {
	at := f.begun.Add(time.Duration(f.n+1) * time.Second).Format("2006-01-02T15:04:05")
	f.put("compute.instance.create.end", fmt.Sprintf(`{"instance_id":%q,"tenant_id":"acme","user_id":"ann","vcpus":2,"memory_mb":512,"root_gb":1,"ephemeral_gb":0,"launched_at":%q}`, id, at))
}

// observed says that the broker was listened to for so many seconds.
func (f *tallied) observed(seconds int) {
	f.live = []recording.Span{{Broker: "B", From: f.begun, To: f.begun.Add(time.Duration(seconds) * time.Second), Told: true}}
}

// vcpus are the certain, inferred and unobserved seconds of all servers.
func (f *tallied) vcpus() string {
	f.t.Helper()
	s, err := f.Sum(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, l := range usage.Grouped(s.Report.Lines, usage.ByProject) {
		for _, u := range l.Uses {
			if u.Meter == usage.VCPUs {
				return fmt.Sprint(u.Quantity.Of(usage.Certain), " ", u.Quantity.Of(usage.Inferred), " ", u.Quantity.Of(usage.Unobserved))
			}
		}
	}
	return ""
}

func TestATallyReadsWhatTheLogHas(t *testing.T) {
	t.Parallel()
	f := newTallied(t, eventlog.Options{})
	f.put("identity.authenticate", `{}`)
	f.server("one") // at 10:00:02
	f.observed(12)
	if got := f.vcpus(); got != "0 20 0" {
		t.Errorf("after ten seconds: %s", got)
	}
	f.server("two") // at 10:00:03
	f.observed(22)
	if got := f.vcpus(); got != "0 78 0" {
		t.Errorf("after twenty, of two: %s", got)
	}
}

// An event that was evicted before it was read is counted, and the time until the
// oldest that is kept is unobserved.
func TestATallyThatFallsBehindSaysSo(t *testing.T) {
	t.Parallel()
	f := newTallied(t, eventlog.Options{MaxEvents: 64})
	f.server("one") // at 10:00:01
	f.observed(1)
	f.vcpus()
	for range 400 {
		f.put("identity.authenticate", `{}`)
	}
	first, next := f.log.Bounds()
	f.observed(401)
	got := f.vcpus()
	if f.missed != first-2 || f.missed == 0 {
		t.Errorf("missed %d, want %d", f.missed, first-2)
	}
	kept := int(next - first) // the last at 10:06:41, the first so many seconds before
	if want := fmt.Sprintf("0 %d %d", 2*(kept-1), 2*(401-kept)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestATallyGivesUpWhatIsTooLarge(t *testing.T) {
	t.Parallel()
	f := newTallied(t, eventlog.Options{})
	f.limit = 20_000
	for n := range 100 {
		f.server(fmt.Sprint("server ", n))
	}
	f.observed(100)
	f.vcpus()
	if s, _ := f.Sum(t.Context()); !s.Anew || f.ledger.Size() > f.limit {
		t.Errorf("anew %v, %d bytes", s.Anew, f.ledger.Size())
	}
	f.server("the last") // at 10:01:41
	f.observed(111)
	if got := f.vcpus(); got != "0 20 0" {
		t.Errorf("after it began anew: %s", got)
	}
}

// A flood is read piece by piece, and nothing is said to have been observed
// before it has been read.
func TestATallyObservesWhatItHasRead(t *testing.T) {
	t.Parallel()
	f := newTallied(t, eventlog.Options{})
	f.server("one")
	for range countMost + 98 {
		f.put("compute.instance.exists", `{"instance_id":"another"}`)
	}
	f.observed(f.n)
	s, _ := f.Sum(t.Context())
	if got, want := s.Report.To.Sub(f.begun), countMost*time.Second; got != want {
		t.Errorf("observed for %v, has read %v", got, want)
	}
	f.vcpus()
	s, _ = f.Sum(t.Context())
	if got := s.Report.To.Sub(f.begun); got != time.Duration(f.n)*time.Second || s.Missed > 0 {
		t.Errorf("observed for %v of %d s, missed %d", got, f.n, s.Missed)
	}
}

func TestABrokerProvesTheTimeItHasSentAllOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	spans := heardSpans([]sources.BrokerStatus{
		{Broker: "A", State: sources.Live, Since: at, CaughtUp: at.Add(time.Minute), Exchanges: []string{"nova"}, Denied: []string{"glance"}},
		{Broker: "B", State: sources.Live, Since: at, CaughtUp: at.Add(-time.Minute)},
		{Broker: "C", State: sources.Retrying, Since: at, CaughtUp: at.Add(time.Minute)},
	})
	if len(spans) != 1 || spans[0].Broker != "A" || !spans[0].To.Equal(at.Add(time.Minute)) || strings.Join(spans[0].Denied, "") != "glance" {
		t.Errorf("%+v", spans)
	}
}
