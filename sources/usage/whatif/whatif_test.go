package whatif

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func exists(kind, id string, from, to time.Time, size int) *sources.Event {
	return &sources.Event{
		ReceivedAt: to.Add(time.Minute), EventType: kind, ResourceID: id, Size: size,
		Payload: fmt.Appendf(nil, `{"audit_period_beginning":%q,"audit_period_ending":%q}`, from.Format("2006-01-02 15:04:05"), to.Format("2006-01-02 15:04:05+00:00")),
	}
}

func samples(at time.Time, meter, resource string, size int) *sources.Event {
	return &sources.Event{
		ReceivedAt: at, Timestamp: at, EventType: "telemetry.polling", PublisherID: "ceilometer.polling", Size: size,
		Payload: fmt.Appendf(nil, `{"samples":[{"counter_name":%q,"resource_id":%q},{"counter_name":"x"}]}`, meter, resource),
	}
}

func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*want {
		t.Errorf("%s: %g, want %g", what, got, want)
	}
}

// An hour instead of a month is what the seed's cloud of two volumes and three
// servers would send: 24 times a day what a month sends 12/365.2425 times.
func TestAnHourInsteadOfAMonth(t *testing.T) {
	t.Parallel()
	m := New()
	from, to := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for i, size := range []int{1000, 1200} {
		m.Add(exists("volume.exists", fmt.Sprint("v", i), from, to, size))
	}
	for i := range 3 {
		m.Add(exists("compute.instance.exists", fmt.Sprint("s", i), from, to, 2000))
	}
	// A server that is resized sends one more, whatever the period.
	m.Add(exists("compute.instance.exists", "s1", to, to.Add(12345*time.Second), 2000))
	a := m.Ask(Question{Audit: Hour})
	if len(a.Lines) != 2 || len(a.Lacks) != 0 {
		t.Fatalf("%+v", a)
	}
	if a.Extra != 1 {
		t.Errorf("%d extra events, want that of the resize", a.Extra)
	}
	servers, volumes := a.Lines[0], a.Lines[1]
	if volumes.Period != Month || volumes.Resources != 2 || volumes.Burst != 2 || volumes.MeanBytes != 1100 || volumes.Repeated != 1 || servers.Resources != 3 {
		t.Errorf("%+v\n%+v", servers, volumes)
	}
	same(t, "now", volumes.Now.Messages, 2*12/365.2425)
	same(t, "then", volumes.Then.Messages, 2*24)
	same(t, "then, bytes", volumes.Then.Bytes, 2*24*1100)
	same(t, "servers then", servers.Then.Messages, 3*24)
	if a := m.Ask(Question{}); a.Lines[0].Now != a.Lines[0].Then {
		t.Errorf("nothing would be changed, but %+v", a.Lines[0])
	}
}

// The guide's cron line runs the audit of a month every five minutes.
func TestAnAuditThatRepeatsItselfCostsWhatItSends(t *testing.T) {
	t.Parallel()
	m := New()
	from, to := noon.Add(-12*time.Hour).AddDate(0, 0, -31), noon.Add(-12*time.Hour)
	for run := range 12 {
		for i := range 5 {
			e := exists("volume.exists", fmt.Sprint(i), from, to, 1000)
			e.ReceivedAt = noon.Add(time.Duration(run) * 5 * time.Minute)
			m.Add(e)
		}
	}
	m.Observed(time.Hour)
	l := m.Ask(Question{Audit: Hour}).Lines[0]
	if l.Repeated != 12 || l.Resources != 5 {
		t.Errorf("%+v", l)
	}
	same(t, "now", l.Now.Messages, 24*12*5)
	same(t, "then", l.Then.Messages, 24*5)
}

func TestVersionedEventsHaveTheirPeriodFurtherIn(t *testing.T) {
	t.Parallel()
	m := New()
	m.Add(&sources.Event{ReceivedAt: noon, EventType: "instance.exists", ResourceID: "s", Size: 9000, Payload: []byte(
		`{"nova_object.data":{"audit_period":{"nova_object.data":{"audit_period_beginning":"2026-11-28T10:00:00Z","audit_period_ending":"2026-11-28T11:00:00Z"}}}}`)})
	a := m.Ask(Question{Audit: Day})
	if len(a.Lines) != 1 || a.Lines[0].Period != Hour {
		t.Fatalf("%+v", a)
	}
	same(t, "then", a.Lines[0].Then.Messages, 1)
}

func TestAShorterPollingIntervalScalesWhatWasMeasured(t *testing.T) {
	t.Parallel()
	m := New()
	for round := range 12 {
		at := noon.Add(time.Duration(round)*10*time.Minute + time.Duration(round%3)*300*time.Millisecond)
		for host := range 2 {
			m.Add(samples(at, "cpu", fmt.Sprint("vm on host ", host), 5000))
			m.Add(samples(at.Add(50*time.Millisecond), "memory.usage", fmt.Sprint("vm on host ", host), 3000))
		}
	}
	for round := range 24 { // another source, every five minutes, in two messages
		at := noon.Add(time.Duration(round) * 5 * time.Minute)
		m.Add(samples(at, "image.size", "i", 800))
		m.Add(samples(at, "image.size", "i", 800))
	}
	m.Add(samples(noon, "once", "x", 1)) // whose interval nobody can know
	m.Observed(2 * time.Hour)
	a := m.Ask(Question{Polling: time.Minute})
	if len(a.Lines) != 2 || a.Alone != 1 {
		t.Fatalf("%+v", a)
	}
	images, cpus := a.Lines[0], a.Lines[1]
	if images.Interval != 5*time.Minute || cpus.Interval != 10*time.Minute || cpus.MeanBytes != 4000 || cpus.Burst != 0 {
		t.Errorf("%+v\n%+v", images, cpus)
	}
	same(t, "images now", images.Now.Messages, 48*12)
	same(t, "images then", images.Then.Messages, 48*12*5)
	same(t, "cpus now", cpus.Now.Messages, 48*12)
	same(t, "cpus then", cpus.Then.Messages, 48*12*10)
	same(t, "cpus then, bytes", cpus.Then.Bytes, 48*12*10*4000)
}

func TestWhatWasNotRecordedIsNotGuessedAt(t *testing.T) {
	t.Parallel()
	m := New()
	m.Add(&sources.Event{ReceivedAt: noon, EventType: "network.exists", Size: 10, Payload: []byte(`{"network":{}}`)})
	m.Add(&sources.Event{ReceivedAt: noon, EventType: "volume.exists", Size: 10, Payload: []byte(`{`)})
	m.Add(samples(noon, "cpu", "x", 1))
	twice := exists("volume.exists", "v", noon.Add(-time.Hour), noon, 10)
	twice.Duplicate = true
	m.Add(twice)
	a := m.Ask(Question{Audit: Hour, Polling: time.Minute})
	if len(a.Lines) != 0 || len(a.Lacks) != 2 || a.Lacks[0] != NoAudits || a.Lacks[1] != NoPolls || a.Unread != 1 {
		t.Errorf("%+v", a)
	}
	if a := m.Ask(Question{}); len(a.Lacks) != 0 {
		t.Errorf("nothing was asked: %+v", a)
	}
}

func TestPeriodsAreThoseOfTheOption(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     Period
	}{
		{"2026-02-01", "2026-03-01", Month},
		{"2026-01-01", "2026-02-01", Month},
		{"2026-01-25", "2026-02-25", Month},
		{"2025-01-01", "2026-01-01", Year},
		{"2024-01-01", "2025-01-01", Year},
		{"2026-01-01", "2026-01-02", Day},
		{"2026-01-01", "2026-01-03", Other},
		{"2026-01-02", "2026-01-01", Other},
	} {
		from, _ := time.Parse(time.DateOnly, c.from)
		to, _ := time.Parse(time.DateOnly, c.to)
		if got := periodOf(to.Sub(from)); got != c.want {
			t.Errorf("from %s to %s is %q, want %q", c.from, c.to, got, c.want)
		}
	}
	for _, p := range Periods {
		if p.Length() <= 0 {
			t.Errorf("%s has no length", p)
		}
	}
}
