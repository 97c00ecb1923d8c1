package usage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// story is a ledger of the day 00:00 to 24:00 that was observed throughout.
func story(events ...sources.Event) *Ledger {
	l := New(midnight, after(86400))
	l.Observed("B", midnight, after(86400))
	for i := range events {
		l.Add(&events[i])
	}
	return l
}

// of is one meter of one resource: certain, inferred, unobserved.
func of(l *Ledger, id string, m Meter) string {
	var q Quantity
	for _, line := range l.Report().Lines {
		for _, u := range line.Uses {
			if line.ResourceID == id && u.Meter == m {
				q.add(u.Quantity)
			}
		}
	}
	return fmt.Sprint(q.Of(Certain), " ", q.Of(Inferred), " ", q.Of(Unobserved))
}

func wants(t *testing.T, l *Ledger, id string, m Meter, want string) {
	t.Helper()
	if got := of(l, id, m); got != want {
		t.Errorf("%s of %s: %s, want %s", m, id, got, want)
	}
}

func longAgo() time.Time { return midnight.AddDate(0, -1, 0) }

// web is a server of two vCPUs that was launched a month ago.
func web() fields { return instance("web", "acme", 2, 4096, 40, longAgo(), longAgo()) }

func TestASilentServerIsBilledForEverySecond(t *testing.T) {
	t.Parallel()
	listed := func(at time.Time) *sources.Inventory {
		return &sources.Inventory{At: at, Servers: []sources.Server{{
			ID: "web", Name: "web", ProjectID: "acme", LaunchedAt: longAgo(), CreatedAt: longAgo(), Flavor: &sources.Flavor{VCPUs: 2, MemoryMB: 4096, RootGB: 40},
		}}}
	}
	t.Run("from an inventory at the beginning", func(t *testing.T) {
		l := story()
		l.Take(listed(midnight))
		wants(t, l, "web", VCPUs, "0 172800 0")
		if k := l.Report().Kinds[0]; !k.Whole {
			t.Errorf("the sum is said to be a lower bound: %+v", k)
		}
	})
	t.Run("from one at the end as well", func(t *testing.T) {
		l := story()
		l.Take(listed(midnight))
		l.Take(listed(after(86400)))
		wants(t, l, "web", Memory, fmt.Sprint(4096*86400, " 0 0"))
	})
	t.Run("from one long before, with nobody listening until midnight", func(t *testing.T) {
		l := story()
		l.Take(listed(midnight.AddDate(0, 0, -3)))
		wants(t, l, "web", VCPUs, "0 172800 0")
		if k := l.Report().Kinds[0]; k.Whole || k.Why != Gaps {
			t.Errorf("nothing is said of the time between: %+v", k)
		}
	})
	t.Run("seen on the day before", func(t *testing.T) {
		l := story(event("compute.instance.reboot.end", midnight.Add(-3*time.Hour), web()))
		wants(t, l, "web", VCPUs, "0 172800 0")
	})
	t.Run("seen on the day after", func(t *testing.T) {
		l := story(event("compute.instance.exists", after(90000), web()))
		l.Observed("B", midnight, after(100000))
		wants(t, l, "web", VCPUs, "172800 0 0")
	})
}

func TestAServerThatNothingTellsOfMakesALowerBound(t *testing.T) {
	t.Parallel()
	for _, k := range story().Report().Kinds {
		if k.Whole || k.Why != NoInventory {
			t.Errorf("%+v", k)
		}
	}
	l := story()
	l.Take(&sources.Inventory{At: midnight, Unlisted: []sources.Unlisted{{Kind: sources.KindVolume, Why: "403"}}})
	if k := l.Report().Kinds; !k[0].Whole || k[1].Whole || !k[2].Whole {
		t.Errorf("volumes could not be listed: %+v", k)
	}
}

func TestUnobservedTimeIsNamedAndNotZero(t *testing.T) {
	t.Parallel()
	l := New(midnight, after(86400))
	l.Observed("B", midnight, day("02:00:00"))
	l.Observed("B", day("02:10:00"), after(86400))
	for _, e := range []sources.Event{
		event("compute.instance.reboot.end", day("01:00:00"), web()),
		event("volume.create.end", day("01:00:00"), volumeOf("data", "acme", 10, day("01:00:00"))),
		event("volume.attach.end", day("03:00:00"), volumeOf("data", "acme", 10, day("01:00:00"))),
	} {
		l.Add(&e)
	}
	wants(t, l, "web", VCPUs, fmt.Sprint(2*3600, " ", 2*(86400-3600-600), " 1200"))
	wants(t, l, "data", Volume, fmt.Sprint(10*(7200-600), " ", 10*21*3600, " 6000"))
	want := []Span{{day("02:00:00"), day("02:10:00")}}
	for _, k := range l.Report().Kinds {
		if !slices.Equal(k.Unobserved, want) || k.Whole {
			t.Errorf("%+v", k)
		}
	}
	// Seen with the same launch behind the break, it was the same within.
	e := event("compute.instance.exists", day("04:00:00"), web())
	l.Add(&e)
	wants(t, l, "web", VCPUs, fmt.Sprint(2*4*3600, " ", 2*20*3600, " 0"))
}

func TestAMissingResizeIsInferredFromTheLaunch(t *testing.T) {
	t.Parallel()
	larger := instance("web", "acme", 8, 4096, 40, longAgo(), day("06:00:00"))
	l := story(event("compute.instance.exists", midnight, web()), event("compute.instance.exists", day("12:00:00"), larger))
	wants(t, l, "web", VCPUs, fmt.Sprint(0, " ", (2+8)*6*3600+8*12*3600, " 0"))
}

func TestAResizeAndItsReversal(t *testing.T) {
	t.Parallel()
	small := instance("web", "acme", 1, 512, 1, day("01:00:00"), day("01:00:00"))
	large := instance("web", "acme", 4, 512, 1, day("01:00:00"), day("02:00:00"))
	// Nova shows the new flavor before it is there, and in updates at any time.
	begun := instance("web", "acme", 4, 512, 1, day("01:00:00"), day("01:00:00"))
	back := instance("web", "acme", 1, 512, 1, day("01:00:00"), day("02:00:00"))
	events := []sources.Event{
		event("compute.instance.create.end", day("01:00:00"), small),
		event("compute.instance.update", day("01:59:00"), begun),
		event("compute.instance.finish_resize.start", day("01:59:30"), begun),
		event("compute.instance.finish_resize.end", after(7200.9), large),
		versionedOf("instance.resize_finish.end", after(7200.9999), large), // sent in the next second
		event("compute.instance.resize.revert.start", day("03:00:00"), large),
		event("compute.instance.resize.revert.end", day("03:00:01"), back),
		event("compute.instance.delete.end", day("04:00:00"), back.with(fields{"deleted_at": "2026-11-28T04:00:00.000000"})),
	}
	for without := -1; without < len(events); without++ {
		kept := events
		switch without {
		case 1, 2, 3, 4, 5: // one format is enough, and the others say nothing new
			kept = slices.Delete(slices.Clone(events), without, without+1)
		}
		wants(t, story(kept...), "web", VCPUs, fmt.Sprint(3600+4*3601+3599, " 0 0"))
	}
}

func TestWhatNeverCameToBeDoesNotCount(t *testing.T) {
	t.Parallel()
	failed := instance("failed", "acme", 1, 1, 1, day("01:00:00"), time.Time{}).with(fields{"launched_at": "", "state": "error"})
	// Cinder says "now" for the launch.
	broken := func(at time.Time) fields {
		return volumeOf("broken", "acme", 5, day("01:00:00")).with(fields{"launched_at": at.Add(-5 * time.Millisecond).Add(time.Microsecond).Format(isoMicro), "status": "error"})
	}
	l := story(
		event("compute.instance.create.start", day("01:00:00"), failed),
		event("compute.instance.delete.end", day("02:00:00"), failed.with(fields{"deleted_at": "2026-11-28T02:00:00.000000"})),
		event("volume.create.start", day("01:00:01"), broken(day("01:00:01"))),
		event("volume.exists", day("01:10:00"), broken(day("01:10:00"))),
		event("volume.delete.end", day("02:00:00"), broken(day("02:00:00"))),
		event("image.create", day("01:00:00"), imageOf("none", "acme", nil, "queued", day("01:00:00"))),
		event("image.prepare", day("01:00:00"), imageOf("none", "acme", 2048, "importing", day("01:00:00"))),
		event("image.delete", day("02:00:00"), imageOf("none", "acme", nil, "deleted", day("01:00:00"))),
	)
	if lines := l.Report().Lines; len(lines) != 0 {
		t.Errorf("%+v", lines)
	}
	if c := l.counts; c.Unreadable != 0 {
		t.Errorf("%+v", c)
	}
}

func TestSendingActionsAgainMovesNothing(t *testing.T) {
	t.Parallel()
	data := volumeOf("data", "acme", 10, day("01:00:00"))
	moment := func(clock string) fields { return data.with(audit(day(clock), day(clock))) }
	l := story(
		event("volume.create.end", day("01:00:01"), data),
		event("volume.delete.end", day("05:00:00"), data.with(fields{"status": "deleted"})),
		event("volume.create.end", day("23:00:00"), moment("01:00:00").with(fields{"size": 99})),
		event("volume.delete.end", day("23:00:01"), moment("05:00:00")),
	)
	wants(t, l, "data", Volume, "144000 0 0")
}

func TestWhatALaterInventoryLacksIsGone(t *testing.T) {
	t.Parallel()
	seen := event("compute.instance.reboot.end", day("06:00:00"), web())
	empty := func(clock string) *sources.Inventory { return &sources.Inventory{At: day(clock)} }
	t.Run("when nobody was listening", func(t *testing.T) {
		l := New(midnight, after(86400))
		l.Observed("B", midnight, day("10:00:00"))
		l.Observed("B", day("11:00:00"), after(86400))
		l.Take(empty("12:00:00"))
		l.Add(&seen)
		wants(t, l, "web", VCPUs, fmt.Sprint(2*6*3600, " ", 2*4*3600, " ", 2*3600))
	})
	t.Run("when its deletion was lost", func(t *testing.T) {
		l := story(seen)
		l.Take(empty("12:00:00"))
		wants(t, l, "web", VCPUs, fmt.Sprint(2*6*3600, " ", 2*6*3600, " 0"))
	})
	t.Run("and not if it is seen later still", func(t *testing.T) {
		l := story(seen, event("compute.instance.reboot.end", day("18:00:00"), web()))
		l.Take(empty("12:00:00"))
		wants(t, l, "web", VCPUs, fmt.Sprint(2*18*3600, " ", 2*6*3600, " 0"))
	})
	t.Run("and not if the list was not whole", func(t *testing.T) {
		l := story(seen)
		v := empty("12:00:00")
		v.Unlisted = []sources.Unlisted{{Kind: sources.KindServer, Why: "403"}}
		l.Take(v)
		wants(t, l, "web", VCPUs, fmt.Sprint(2*6*3600, " ", 2*18*3600, " 0"))
	})
}

func TestAVolumeThatAnAuditFindsDeleted(t *testing.T) {
	t.Parallel()
	gone := volumeOf("data", "acme", 10, midnight.Add(-time.Hour)).with(audit(day("08:00:00"), day("09:00:00"))).with(fields{"status": "deleted"})
	l := story(event("volume.exists", day("09:05:00"), gone))
	// It was there when the period began, of this size at its end; nobody said
	// until when.
	wants(t, l, "data", Volume, fmt.Sprint("0 ", 10*(9*3600+300), " 0"))
}

func TestAuditsAreCompared(t *testing.T) {
	t.Parallel()
	exists := func(id string, launched, sent time.Time) sources.Event {
		p := instance(id, "acme", 1, 1, 1, launched, launched).with(audit(day("01:00:00"), day("02:00:00")))
		return event("compute.instance.exists", sent, p)
	}
	gone := instance("ghost", "acme", 1, 1, 1, longAgo(), longAgo())
	twice := exists("twice", longAgo(), day("02:01:00"))
	young := instance("young", "acme", 1, 1, 1, day("02:30:00"), day("02:30:00"))
	extra := event("compute.instance.exists", day("01:30:00").Add(time.Millisecond), web().with(audit(day("01:00:00"), day("01:30:00").Add(500*time.Microsecond))).
		with(fields{"audit_period_ending": "2026-11-28 01:30:00.000500"}))
	events := []sources.Event{
		exists("good", longAgo(), day("02:01:00")),
		versionedOf("instance.exists", day("02:01:00"), instance("good", "acme", 1, 1, 1, longAgo(), longAgo()).with(audit(day("01:00:00"), day("02:00:00")))),
		twice, twice, exists("twice", longAgo(), day("02:02:00")),
		event("compute.instance.reboot.end", day("00:30:00"), web()), // and no audit of it
		event("compute.instance.delete.end", day("00:30:00"), gone.with(fields{"deleted_at": "2026-11-28T00:30:00.000000"})),
		exists("ghost", longAgo(), day("02:01:00")),
		event("compute.instance.create.end", day("02:30:00"), young),
		extra,
	}
	audits := story(events...).Report().Audits
	if len(audits) != 1 {
		t.Fatalf("%d periods: %+v", len(audits), audits)
	}
	got := fmt.Sprintf("%+v", audits[0])
	want := fmt.Sprintf("%+v", Audit{
		Kind: sources.KindServer, From: day("01:00:00"), To: day("02:00:00"), Expected: 3, Arrived: 3,
		Missing: []string{"web"}, Duplicates: []string{"twice"}, Ghosts: []string{"ghost"},
	})
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Where too little is observed behind the period nothing can be missing.
	l := New(midnight, day("02:05:00"))
	l.Observed("B", midnight, day("02:05:00"))
	for i := range events {
		l.Add(&events[i])
	}
	if a := l.Report().Audits[0]; !a.Unjudged || len(a.Missing) > 0 {
		t.Errorf("%+v", a)
	}
}

func TestTheBrokerThatCarriesAKindIsTheOneToListenTo(t *testing.T) {
	t.Parallel()
	l := New(midnight, after(86400))
	l.Observed("A", midnight, after(86400))
	l.Observed("B", midnight, day("12:00:00"))
	e := event("compute.instance.reboot.end", midnight, web())
	l.Add(&e)
	wants(t, l, "web", VCPUs, fmt.Sprint("0 ", 2*12*3600, " ", 2*12*3600))
}

func TestWhatCannotBeReadIsCounted(t *testing.T) {
	t.Parallel()
	l := story()
	for _, text := range []string{``, `null`, `[]`, `"x"`, `{}`, `{"instance_id":""}`, `{"instance_id":5}`} {
		l.Add(&sources.Event{EventType: "compute.instance.exists", Timestamp: midnight, Payload: []byte(text)})
	}
	l.Add(&sources.Event{EventType: "image.send", Timestamp: midnight, Payload: []byte(`{"image_id":"x","bytes_sent":-1}`)})
	l.Add(&sources.Event{EventType: "volume.exists", Payload: []byte(`{"volume_id":"x"}`)}) // at no time
	if r := l.Report(); r.Counts.Unreadable != 9 || r.Counts.Events != 9 || len(r.Lines) != 0 {
		t.Errorf("%+v", r)
	}
	l.Add(&sources.Event{EventType: "image.upload", Priority: "error", Timestamp: midnight, Payload: []byte(`"disk full"`)})
	if l.counts.Unreadable != 9 {
		t.Error("a failure that Glance reports counts as unreadable")
	}
}

func TestAbsurdSizesDoNotOverflow(t *testing.T) {
	t.Parallel()
	const most = "9223372036854775807"
	l := story()
	for n := range 3 {
		send := fields{"image_id": "x", "bytes_sent": most, "receiver_tenant_id": "acme"}
		e := event("image.send", after(float64(n)), send)
		l.Add(&e)
	}
	e := event("image.activate", midnight, imageOf("x", "acme", most, "active", midnight))
	l.Add(&e)
	wants(t, l, "x", Download, "27670116110564327421 0 0")
	wants(t, l, "x", Image, "0 796899343984252629724800 0")
}

func FuzzAdd(f *testing.F) {
	for _, e := range invent(1, 1, 1).events {
		f.Add(e.EventType, e.Payload)
	}
	f.Fuzz(func(t *testing.T, eventType string, payload []byte) {
		l := New(time.Time{}, time.Time{})
		for n := range 3 {
			l.Add(&sources.Event{EventType: eventType, Timestamp: after(float64(n) * 5000), Payload: payload})
		}
		for _, line := range l.Report().Lines {
			for _, u := range line.Uses {
				if u.Quantity.Total().Sign() < 0 {
					t.Errorf("%s of %s is %v", u.Meter, line.ResourceID, u.Quantity.Total())
				}
			}
		}
	})
}

// What a ledger keeps does not grow with audits that say the same.
func TestAMonthOfAuditsIsKeptAsItsDays(t *testing.T) {
	t.Parallel()
	l := New(midnight, midnight.AddDate(0, 1, 0))
	for hour := range 30 * 24 {
		from := midnight.Add(time.Duration(hour) * time.Hour)
		for range 3 {
			e := event("compute.instance.exists", from.Add(3700*time.Second), web().with(audit(from, from.Add(time.Hour))))
			l.Add(&e)
		}
	}
	r := l.resources[key{sources.KindServer, "web"}]
	if len(r.sightings) != 31 || len(r.changes) != 0 || len(l.states.all) != 1 || len(r.audits[unversioned]) != 720 {
		t.Errorf("%d sightings, %d changes, %d states, %d audits", len(r.sightings), len(r.changes), len(l.states.all), len(r.audits[unversioned]))
	}
}
