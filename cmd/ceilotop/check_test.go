package main

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

func numberOf[T any](v T) *T { return &v }

// measured is a cloud in which all that check can ask for is known.
func measured() *doctor.Seen {
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	return &doctor.Seen{
		At: at,
		B: &sources.Statistics{Broker: "B", Management: true, Queues: []sources.QueueStatistics{
			{VHost: "/", Name: "notifications.info", Messages: numberOf(812), Readers: numberOf(1), Growth: numberOf(2.5)},
			{VHost: "/", Name: "notifications.error", Messages: numberOf(0)},
			{VHost: "/", Name: "conductor", Messages: numberOf(100_000)},
		}},
		Arrivals: []doctor.Arrival{{Broker: "B", Service: "nova", Host: "ctl1", Type: "compute.instance.update", Lag: 1250 * time.Millisecond, LagKnown: true}, {Broker: "B", Service: "glance", Type: "image.update", Lag: time.Hour}},
		Identity: doctor.IdentityFacts{Skew: -2 * time.Second, SkewKnown: true},
		Store:    doctor.StoreFacts{Kind: sources.Gnocchi, Backlog: numberOf(12), Newest: map[string]time.Time{"image.size": at.Add(-90 * time.Minute)}},
	}
}

// guidelines is the line of the monitoring plugins' guidelines: a state, a text
// without |, and values 'label'=value[UOM];warn;crit;min;max.
var guidelines = regexp.MustCompile(`^(OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+( \|( '[^'=]+'=(U|-?[0-9.]+s?);[0-9.]*;[0-9.]*;[0-9.]*;[0-9.]*)+)?$`)

// checked is the line of check with these options over what was seen.
func checked(t *testing.T, s *doctor.Seen, f checkFlags) (health, string) {
	t.Helper()
	all, _, err := f.measures()
	if err != nil {
		t.Fatal(err)
	}
	var gauges []gauge
	for _, m := range all {
		gauges = append(gauges, m.of(s))
	}
	end, line := checkLine(gauges)
	if !guidelines.MatchString(line) {
		t.Errorf("this is not what the guidelines want: %s", line)
	}
	return end, line
}

func TestCheckMeasuresWhatItsOptionsName(t *testing.T) {
	t.Parallel()
	without := func(change func(s *doctor.Seen)) func(*doctor.Seen) { return change }
	for _, c := range []struct {
		name   string
		flags  checkFlags
		change func(s *doctor.Seen)
		end    health
		says   string
	}{
		{"a lag within", checkFlags{lag: "5s"}, nil, healthOK, "OK - the lag is 1.25s (compute.instance.update of nova@ctl1) | 'lag'=1.25s;;5;0;"},
		{"a lag above the first", checkFlags{lag: "1,30"}, nil, healthWarning, "'lag'=1.25s;1;30;0;"},
		{"a lag above the second", checkFlags{lag: "500ms,1s"}, nil, healthCritical, "'lag'=1.25s;0.5;1;0;"},
		{"no event with a time", checkFlags{lag: "5s"}, without(func(s *doctor.Seen) { s.Arrivals = s.Arrivals[1:] }), healthUnknown, "'lag'=U;;5;0;"},
		{"no taps", checkFlags{lag: "5s"}, without(func(s *doctor.Seen) {
			s.Lacks = map[doctor.Part]error{doctor.Events: errors.New("no tap was live in time")}
		}), healthUnknown, "UNKNOWN - events: no tap was live in time"},
		{"a young sample", checkFlags{ages: []string{"image.size=2h"}}, nil, healthOK, "the newest sample of image.size is 1h30m0s old | 'age_image.size'=5400s;;7200;0;"},
		{"an old sample", checkFlags{ages: []string{"image.size=1h"}}, nil, healthCritical, "CRITICAL - "},
		{"no sample", checkFlags{ages: []string{"volume.size=1h"}}, nil, healthUnknown, "the store has no sample of volume.size | 'age_volume.size'=U;;3600;0;"},
		{"the store does not answer", checkFlags{ages: []string{"image.size=1h"}}, without(func(s *doctor.Seen) { s.Store.Err = "connection refused" }), healthUnknown, "connection refused"},
		{"short queues", checkFlags{queue: "1000"}, nil, healthOK, "B:/:notifications.info with 812 messages | 'queue'=812;;1000;0; 'queue_B:/:notifications.error'=0;;1000;0; 'queue_B:/:notifications.info'=812;;1000;0;"},
		{"a long queue", checkFlags{queue: "100,500"}, nil, healthCritical, "812 messages"},
		{"a queue of which nothing is known", checkFlags{queue: "1000"}, without(func(s *doctor.Seen) { s.B.Queues[0].Messages = nil }), healthUnknown, "'queue'=U;;1000;0;"},
		{"a long one beside it is long all the same", checkFlags{queue: "100"}, without(func(s *doctor.Seen) {
			s.B.Queues = append(s.B.Queues, sources.QueueStatistics{VHost: "/", Name: "notifications.warn"})
		}), healthCritical, "812 messages"},
		{"A does not answer", checkFlags{queue: "1000"}, without(func(s *doctor.Seen) { s.Lacks = map[doctor.Part]error{doctor.BrokerA: errors.New("no answer")} }), healthUnknown, "broker A: no answer"},
		{"growth", checkFlags{growth: "1,5"}, nil, healthWarning, "B:/:notifications.info by 2.5 a second"},
		{"no broker", checkFlags{queue: "5"}, without(func(s *doctor.Seen) { s.B = nil }), healthUnknown, "no broker is known"},
		{"backlog", checkFlags{backlog: "10"}, nil, healthCritical, "measures that wait in Gnocchi: 12 | 'backlog'=12;;10;0;"},
		{"backlog that may not be asked for", checkFlags{backlog: "10"}, without(func(s *doctor.Seen) { s.Store.Backlog = nil }), healthUnknown, "'backlog'=U;;10;0;"},
		{"skew", checkFlags{skew: "5"}, nil, healthOK, "Keystone's clock is 2s away from the one here | 'skew'=2s;;5;0;"},
		{"the worst comes first", checkFlags{lag: "5s", queue: "100"}, nil, healthCritical, "CRITICAL - the longest queue"},
		{"unknown is better than wrong", checkFlags{backlog: "10", ages: []string{"cpu=1m"}}, nil, healthCritical, "'age_cpu'=U"},
		{"and worse than fine", checkFlags{backlog: "100", ages: []string{"cpu=1m"}}, nil, healthUnknown, "UNKNOWN - the store has no sample of cpu; measures"},
		{"hostile names", checkFlags{queue: "1"}, without(func(s *doctor.Seen) { s.B.Queues[0].Name = "x|y='z'\n.info" }), healthCritical, "queue_B:/:x_y=_z_"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := measured()
			if c.change != nil {
				c.change(s)
			}
			end, line := checked(t, s, c.flags)
			if end != c.end || !strings.Contains(line, strings.ReplaceAll(c.says, "=_z_", "__z_")) {
				t.Errorf("it is %s, want %s: %s\nwant %s", end, c.end, line, c.says)
			}
		})
	}
}

func TestThresholdsOfCheckThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for _, f := range []checkFlags{
		{lag: "soon"}, {lag: "-3s"}, {lag: "30s,5s"}, {lag: "1s,2s,3s"}, {queue: "many"}, {queue: "-1"}, {growth: "NaN"}, {ages: []string{"image.size"}}, {ages: []string{"=1h"}}, {ages: []string{"image.size="}}, {skew: ","},
	} {
		if _, _, err := f.measures(); err == nil {
			t.Errorf("%+v is taken", f)
		}
	}
}

func TestWrongUsageOfCheckIsUnknown(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"check", "--max-lag", "soon"}, {"check", "--no-such"}, {"check", "word"}, {"check", "--lang", "xx"}, {"check", "--max-queue", ""}, {"check", "--isolation=false"}} {
		var stdout, stderr strings.Builder
		code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
		if code != exitUnknown || !guidelines.MatchString(strings.TrimSuffix(stdout.String(), "\n")) || !strings.HasPrefix(stdout.String(), "UNKNOWN - ") {
			t.Errorf("%v: %d, %q", args, code, stdout.String())
		}
	}
}

func TestCheckWithoutOptionsIsTheDoctor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		found []doctor.Finding
		end   health
		line  string
	}{
		{[]doctor.Finding{{Result: doctor.OK}, {Result: doctor.Info}, {Result: doctor.NotApplicable}}, healthOK, "OK - nothing is wrong | 'critical'=0;;0;0; 'warning'=0;0;;0; 'unknown'=0;;;0;"},
		{[]doctor.Finding{{Result: doctor.Critical, Title: "x"}, {Result: doctor.Warning, Title: "y"}, {Result: doctor.Unknown}}, healthCritical, "CRITICAL - x; y | 'critical'=1;;0;0; 'warning'=1;0;;0; 'unknown'=1;;;0;"},
		{[]doctor.Finding{{Result: doctor.Unknown}}, healthUnknown, "UNKNOWN - checks that could not be made: 1 | 'critical'=0;;0;0; 'warning'=0;0;;0; 'unknown'=1;;;0;"},
	} {
		end, line := checkLine([]gauge{doctorGauge(c.found)})
		if end != c.end || line != c.line || !guidelines.MatchString(line) {
			t.Errorf("it is %s: %s\nwant %s: %s", end, line, c.end, c.line)
		}
	}
}

func TestCheckOfTheIsolation(t *testing.T) {
	t.Parallel()
	leaking := measured()
	leaking.A = &sources.Statistics{Broker: "A", Management: true, At: leaking.At}
	leaking.Taps = []sources.BrokerStatus{{Broker: "A", State: sources.Live}, {Broker: "B", State: sources.Live}}
	leaking.Arrivals = append(leaking.Arrivals, doctor.Arrival{Broker: "A", Exchange: "nova", Service: "nova", Host: "ctl1", Type: "compute.instance.update", Count: 3, First: leaking.At, Last: leaking.At})
	if end, line := checked(t, leaking, checkFlags{isolation: true}); end != healthCritical || !strings.Contains(line, "CRITICAL - LEAKING nova@ctl1") || !strings.Contains(line, "| 'leaks'=1;;0;0;") {
		t.Errorf("it is %s: %s", end, line)
	}
	if end, line := checked(t, measured(), checkFlags{isolation: true}); end != healthUnknown || !strings.Contains(line, "'leaks'=U;;0;0; 'left'=U;0;;0;") {
		t.Errorf("it is %s: %s", end, line)
	}
}
