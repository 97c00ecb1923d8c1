package audit_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
)

var window = audit.Window{Begin: time.Date(2026, 11, 28, 13, 0, 0, 0, time.UTC), End: time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC)}

// came is an event as the decoder gives it.
func came(t *testing.T, broker, kind, id, more string) audit.Arrival {
	t.Helper()
	e := sources.Event{Broker: broker, Exchange: "cinder", RoutingKey: "notifications.info", EventType: kind + ".exists", PublisherID: kind + ".n0"}
	e.Payload = fmt.Appendf(nil, `{"%s_id": %q, "created_at": "2026-11-28T12:30:00+00:00", "audit_period_beginning": "2026-11-28 13:00:00+00:00", "audit_period_ending": "2026-11-28 14:00:00"%s}`, kind, id, more)
	a, ok := audit.Arrived(&e)
	if !ok {
		t.Fatalf("%s is no event of an audit", e.Payload)
	}
	return a
}

func evidence(arrivals ...audit.Arrival) audit.Evidence {
	return audit.Evidence{
		Window: window, Broker: "B", Arrivals: arrivals, Now: window.End, Asked: window.End,
		Settings: audit.Settings{Exchange: "cinder", ExchangeSet: true, Drivers: []string{"messagingv2"}},
		Outcome:  audit.Outcome{Found: map[audit.Kind]int{audit.Volume: 2, audit.Snapshot: 0, audit.Backup: 0}},
	}
}

func has(kind audit.Kind, id, host string) audit.Resource {
	return audit.Resource{Kind: kind, ID: id, Host: host, Created: window.Begin}
}

// TestWhatTheEventsProve goes through what can go wrong with two volumes, v1 on
// n1@lvm and v2 on n2@lvm.
func TestWhatTheEventsProve(t *testing.T) {
	t.Parallel()
	v1, v2 := came(t, "B", "volume", "v1", `, "host": "n1@lvm#p"`), came(t, "B", "volume", "v2", `, "host": "n2@lvm#p"`)
	known := func(e audit.Evidence, more ...audit.Resource) audit.Evidence {
		e.Known, e.Complete = true, true
		e.Resources = append([]audit.Resource{has(audit.Volume, "v1", "n1@lvm#p"), has(audit.Volume, "v2", "n2@lvm#p")}, more...)
		return e
	}
	for name, test := range map[string]struct {
		evidence audit.Evidence
		verdict  audit.Verdict
		why      string
		rows     string
	}{
		"all, in total":        {evidence(v1, v2), audit.Proven, "2 volumes: each came to B, once", "volume  2/2"},
		"all, by host":         {known(evidence(v1, v2)), audit.Proven, "2 volumes", "volume n1@lvm 1/1, volume n2@lvm 1/1"},
		"one missing":          {known(evidence(v1)), audit.Incomplete, "1 of 2 events are missing (1 volume)", "volume n1@lvm 1/1, volume n2@lvm 0/1 missing v2"},
		"one missing, unnamed": {evidence(v1), audit.Incomplete, "1 of 2 events are missing", "volume  1/2"},
		"one on A":             {known(evidence(v1, came(t, "A", "volume", "v2", ""))), audit.Incomplete, "1 of them came to another broker", "volume n1@lvm 1/1, volume n2@lvm 0/1 missing v2 elsewhere v2"},
		"both on A":            {evidence(came(t, "A", "volume", "v1", ""), came(t, "A", "volume", "v2", "")), audit.Incomplete, "2 volumes came to another broker, none to B", "volume  0/2 missing v1 v2 elsewhere v1 v2"},
		"one twice":            {known(evidence(v1, v2, v1)), audit.Incomplete, "1 came more than once", "volume n1@lvm 1/1 duplicate v1, volume n2@lvm 1/1"},
		"one of after the window": {
			known(evidence(v1, v2, came(t, "B", "volume", "v3", `, "created_at": "2026-11-28 14:00:00.5"`))),
			audit.Incomplete, "1 came of what Cinder does not have, or not in that window", "volume - 0/0 ghost v3, volume n1@lvm 1/1, volume n2@lvm 1/1",
		},
		"one that Cinder lacks": {
			known(evidence(v1, v2, came(t, "B", "volume", "v3", `, "host": "n1@lvm"`))),
			audit.Incomplete, "1 came of what", "volume n1@lvm 1/1 ghost v3, volume n2@lvm 1/1",
		},
		"one deleted in the window": {
			found(known(evidence(v1, v2, came(t, "B", "volume", "v3", `, "status": "deleted", "host": null`))), audit.Volume, 3),
			audit.Proven, "3 volumes", "volume - 1/1, volume n1@lvm 1/1, volume n2@lvm 1/1",
		},
		"a deleted one is missing": {found(known(evidence(v1, v2)), audit.Volume, 3), audit.Incomplete, "1 of 3 events are missing", "volume - 0/1, volume n1@lvm 1/1, volume n2@lvm 1/1"},
		"a snapshot is where its volume is": {
			found(known(evidence(v1, v2, came(t, "B", "snapshot", "s1", `, "volume_id": "v2"`)), audit.Resource{Kind: audit.Snapshot, ID: "s1", Volume: "v2", Created: window.Begin}), audit.Snapshot, 1),
			audit.Proven, "2 volumes, 1 snapshot", "volume n1@lvm 1/1, volume n2@lvm 1/1, snapshot n2@lvm 1/1",
		},
		"a backup, by its event": {
			found(known(evidence(v1, v2, came(t, "B", "backup", "b1", `, "volume_id": "v2", "host": "n3"`)), audit.Resource{Kind: audit.Backup, ID: "b1", Volume: "v2", Created: window.Begin}), audit.Backup, 1),
			audit.Proven, "1 backup", "volume n1@lvm 1/1, volume n2@lvm 1/1, backup n3 1/1",
		},
		"another window":        {evidence(v1, shifted(v2)), audit.Incomplete, "1 of 2", "volume  1/2"},
		"the exchange was born": {unborn(evidence(v1)), audit.Unproven, "was not there before the run", "volume  1/2"},
		"nobody knows":          {untold(evidence(v1)), audit.Unproven, "how many should have is not known", "volume n1@lvm 1/-1"},
		"nothing to say":        {found(evidence(), audit.Volume, 0), audit.Unproven, "a volume made a minute ago is not in the last completed period", ""},
	} {
		r := audit.Judge(test.evidence)
		if got := rows(r.Counts); r.Verdict != test.verdict || !strings.Contains(r.Why, test.why) || got != test.rows {
			t.Errorf("%s: %s, %q\n got %s\nwant %s", name, r.Verdict, r.Why, got, test.rows)
		}
		if (r.Verdict == audit.Proven) != (r.Hint == "") {
			t.Errorf("%s: hint %q", name, r.Hint)
		}
	}
}

func found(e audit.Evidence, k audit.Kind, n int) audit.Evidence {
	e.Outcome.Found = map[audit.Kind]int{audit.Volume: e.Outcome.Found[audit.Volume], audit.Snapshot: e.Outcome.Found[audit.Snapshot], audit.Backup: e.Outcome.Found[audit.Backup]}
	e.Outcome.Found[k] = n
	return e
}

func untold(e audit.Evidence) audit.Evidence { e.Outcome.Found = nil; return e }

func unborn(e audit.Evidence) audit.Evidence { e.Unborn = true; return e }

func shifted(a audit.Arrival) audit.Arrival {
	a.Window.End = a.Window.End.Add(time.Second)
	return a
}

func rows(all []audit.Count) string {
	var text []string
	for _, c := range all {
		row := fmt.Sprintf("%s %s %d/%d", c.Kind, c.Host, c.Arrived, c.Expected)
		for _, list := range []struct {
			name string
			ids  []string
		}{{"missing", c.Missing}, {"duplicate", c.Duplicate}, {"ghost", c.Ghost}, {"elsewhere", c.Elsewhere}} {
			if len(list.ids) > 0 {
				row += " " + list.name + " " + strings.Join(list.ids, " ")
			}
		}
		text = append(text, row)
	}
	return strings.Join(text, ", ")
}

// TestWhyARunCameToNothing is about words of the program that a test cannot
// bring it to say; the real program says the others in the tests of the command.
func TestWhyARunCameToNothing(t *testing.T) {
	t.Parallel()
	failed := func(exit int, output ...string) audit.Evidence {
		e := evidence()
		e.Outcome.Exit, e.Outcome.Output = exit, output
		return e
	}
	for _, test := range []struct {
		evidence  audit.Evidence
		why, hint string
	}{
		{failed(255, "odd"), "exit code 255: it says that the window ends before", "--start-time"},
		{failed(1, "TypeError: can't compare offset-naive and offset-aware datetimes"), "Launchpad 1646675", "leave --send-actions out"},
		{failed(1, "x ERROR cinder   File y", "x ERROR cinder KeyError: 'odd'"), "exit code 1: KeyError: 'odd'", "read what"},
		{failed(2, "error: unrecognized arguments: --x"), "does not know one of the options", "--help"},
		{failed(0, "Exists volume notification failed: odd"), "could not send them: odd", "read what"},
		{failed(0), "they went somewhere that is not listened to", "name broker B"},
		{unborn(failed(0)), "was not there before the run", "run it again"},
		{audit.Evidence{Failure: sources.WithHint(errors.New("odd"), "even")}, "could not be run: odd", "even"},
		{audit.Evidence{Outcome: audit.Outcome{Late: true}}, "did not end within 10m", "alarm"},
	} {
		r := audit.Judge(test.evidence)
		if r.Verdict != audit.Unproven || !strings.Contains(r.Why, test.why) || !strings.Contains(r.Hint, test.hint) {
			t.Errorf("%s: %q, hint %q", r.Verdict, r.Why, r.Hint)
		}
	}
}

// FuzzJudge: whatever a payload says, an id is either asked for or it is not.
func FuzzJudge(f *testing.F) {
	f.Add(`{"volume_id": "v", "audit_period_beginning": "2026-11-28 13:00:00+00:00", "audit_period_ending": "2026-11-28 14:00:00+00:00"}`, "volume.exists")
	f.Add(`{"snapshot_id": "\u0000", "deleted": [1]}`, "snapshot.exists")
	f.Fuzz(func(t *testing.T, payload, kind string) {
		a, ok := audit.Arrived(&sources.Event{Broker: "B", EventType: kind, RoutingKey: "x.y", Payload: []byte(payload)})
		if !ok {
			return
		}
		r := audit.Judge(evidence(a))
		for _, c := range r.Counts {
			if c.Arrived > 1 || slices.Contains(c.Missing, a.ID) {
				t.Errorf("%s: %+v", payload, c)
			}
		}
		if r.Verdict == audit.Proven {
			t.Errorf("one of two is proof: %s", payload)
		}
	})
}
