package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest/oracle"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := audit.ParseTime(text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// TestTheLastCompletedPeriod has the examples of Cinder's documentation.
func TestTheLastCompletedPeriod(t *testing.T) {
	t.Parallel()
	const then = "2016-10-20 12:14:33"
	for _, test := range []struct{ period, now, begin, end string }{
		{"hour", then, "2016-10-20 11:00:00", "2016-10-20 12:00:00"},
		{"hour@15", then, "2016-10-20 10:15:00", "2016-10-20 11:15:00"},
		{"day", then, "2016-10-19 00:00:00", "2016-10-20 00:00:00"},
		{"day@13", then, "2016-10-18 13:00:00", "2016-10-19 13:00:00"},
		{"month", then, "2016-09-01 00:00:00", "2016-10-01 00:00:00"},
		{"month@25", then, "2016-08-25 00:00:00", "2016-09-25 00:00:00"},
		{"year", then, "2015-01-01 00:00:00", "2016-01-01 00:00:00"},
		{"year@11", then, "2014-11-01 00:00:00", "2015-11-01 00:00:00"},
		// One that ends this very moment is not completed.
		{"hour", "2016-10-20 12:00:00", "2016-10-20 10:00:00", "2016-10-20 11:00:00"},
		{"month", "2016-01-01 00:00:00", "2015-11-01 00:00:00", "2015-12-01 00:00:00"},
		{"hour", "2016-01-01 00:30:00", "2015-12-31 23:00:00", "2016-01-01 00:00:00"},
	} {
		w, err := audit.Last(test.period, at(t, test.now))
		if err != nil || w != (audit.Window{Begin: at(t, test.begin), End: at(t, test.end)}) {
			t.Errorf("%s at %s: %s, %v; want %s – %s", test.period, test.now, w, err, test.begin, test.end)
		}
	}
	for _, period := range []string{"week", "", "hour@60", "day@24", "year@13", "hour@x", "month@31"} {
		if w, err := audit.Last(period, at(t, "2016-03-05 00:00:00")); err == nil || sources.HintOf(err) == "" {
			t.Errorf("%q: %s, %v", period, w, err)
		}
	}
}

// TestCinderReckonsTheSame asks cinder.utils itself.
func TestCinderReckonsTheSame(t *testing.T) {
	t.Parallel()
	type question struct{ Period, Now string }
	var all []question
	for _, period := range []string{"hour", "hour@0", "hour@59", "hour@60", "hour@-1", "day", "day@23", "day@24", "month", "month@1", "month@15", "month@28", "month@29", "month@30", "month@31", "month@32", "year", "year@2", "year@12", "year@13", "week", "day@", "day@x", "Hour", " hour"} {
		for _, now := range []string{
			"2016-10-20 12:14:33", "2016-10-20 12:00:00", "2016-01-01 00:00:00", "2016-01-01 00:00:01", "2016-02-29 23:59:59", "2016-03-01 00:00:00", "2016-03-31 12:00:00",
			"2017-01-31 00:00:00", "2017-02-01 00:59:00", "2017-03-29 00:00:01", "2017-12-01 00:00:00", "2017-12-31 23:59:59", "2018-01-30 05:00:00", "2018-05-31 23:00:00",
		} {
			all = append(all, question{period, now})
		}
	}
	const program = `import datetime, json, sys
from unittest import mock
from cinder import utils
answers = []
for q in json.load(sys.stdin):
    now = datetime.datetime.strptime(q["Now"], "%Y-%m-%d %H:%M:%S")
    with mock.patch("oslo_utils.timeutils.utcnow", return_value=now):
        try:
            answers.append([str(t) for t in utils.last_completed_audit_period(q["Period"])])
        except ValueError:
            answers.append([])
json.dump(answers, sys.stdout)
`
	var answers [][]string
	oracle.Ask(t, "python3-cinder", program, all, &answers)
	if len(answers) != len(all) {
		t.Fatalf("%d answers to %d questions", len(answers), len(all))
	}
	for i, q := range all {
		got := ""
		if q.Period != "" {
			if w, err := audit.Last(q.Period, at(t, q.Now)); err == nil {
				got = w.Begin.Format(time.DateTime) + " " + w.End.Format(time.DateTime)
			}
		}
		if want := strings.Join(answers[i], " "); got != want {
			t.Errorf("%s at %s: %q, Cinder says %q", q.Period, q.Now, got, want)
		}
	}
}

func TestTheWindowOfARequest(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-28 14:20:30.5")
	for _, test := range []struct{ start, end, want string }{
		{"", "", "2026-11-28 13:00:00 – 2026-11-28 14:00:00 UTC"},
		{"2026-11-28 14:00", "", "2026-11-28 14:00:00 – 2026-11-28 14:20:31 UTC"},
		{"", "2026-11-28T22:10:00+08:00", "2026-11-28 13:00:00 – 2026-11-28 14:10:00 UTC"},
		{"2026-11-01", "2026-11-02", "2026-11-01 00:00:00 – 2026-11-02 00:00:00 UTC"},
		{"2026-11-28 15:00:00", "", "after its begin"},
		{"2026-11-02", "2026-11-02 00:00", "after its begin"},
		{"", "2026-11-28 12:00:00", "after its begin"},
	} {
		var r audit.Request
		if test.start != "" {
			r.Start = at(t, test.start)
		}
		if test.end != "" {
			r.End = at(t, test.end)
		}
		w, err := r.Window("hour", now.Add(500*time.Millisecond))
		if err == nil && w.String() != test.want || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q to %q: %s, %v", test.start, test.end, w, err)
		}
	}
}
