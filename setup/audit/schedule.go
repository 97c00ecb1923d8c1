package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Scheduled is a place that runs the program by itself.
type Scheduled struct {
	File    string
	Line    int    // 0: the file as a whole
	When    string // as it is written
	Command string
	// Idle says why it does not run at all: a name that cron ignores, a timer
	// that is not enabled. "" it runs, as far as is known.
	Idle string
	Hint string // what makes an idle one run, or go

	times []times
	vague string // why its times are not understood
}

// SendActions reports whether it sends creations and deletions again.
func (s Scheduled) SendActions() bool {
	return slices.Contains(strings.Fields(s.Command), "--send_actions")
}

// Repeats reports whether it sends a period more than once.
func (s Scheduled) Repeats(period string) bool {
	c, err := cover(period, s.times...)
	return err == nil && s.vague == "" && c.most > 1
}

// Place is where it is: /etc/cron.d/cinder:4, or the name of a timer.
func (s Scheduled) Place() string {
	switch {
	case strings.HasSuffix(s.File, ".timer"):
		return path.Base(s.File)
	case s.Line > 0:
		return fmt.Sprintf("%s:%d", s.File, s.Line)
	}
	return s.File
}

// Find looks through the files and units of cron and systemd that the facts
// have.
func Find(f setup.Facts) (all []Scheduled) {
	for _, file := range f.Files {
		switch {
		case strings.HasPrefix(file.Path, "/etc/cron") || strings.HasPrefix(file.Path, "/var/spool/cron"):
			all = append(all, cronFile(f, file)...)
		case strings.HasSuffix(file.Path, ".timer"):
			if s, ok := timerFile(f, file); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// Schedules judges those that are there, for a period.
func Schedules(f setup.Facts, period string) []Schedule {
	found := Find(f)
	live := 0
	for _, s := range found {
		if s.Idle == "" {
			live++
		}
	}
	var all []Schedule
	for _, s := range found {
		j := s.judge(period)
		if live > 1 && s.Idle == "" && j.State != setup.HopBroken {
			j.State = setup.HopBroken
			j.Detail = fmt.Sprintf("%d schedules run it, and each sends the whole %s again", live, unitOf(period))
			j.Hint = "leave one of them"
		}
		all = append(all, j)
	}
	return all
}

func unitOf(period string) string {
	unit, _, _ := strings.Cut(period, "@")
	return sources.Visible(unit)
}

// Judge says whether it sends each period once.
func (s Scheduled) judge(period string) Schedule {
	j := Schedule{Where: sources.Visible(s.Place()), When: sources.Visible(s.When), State: setup.HopUnknown}
	is := func(state setup.HopState, hint, detail string, values ...any) Schedule {
		j.State, j.Detail, j.Hint = state, fmt.Sprintf(detail, values...), hint
		return j
	}
	unit := unitOf(period)
	switch {
	case s.Idle != "":
		return is(setup.HopBroken, s.Hint, "it does not run: %s", s.Idle)
	case s.SendActions():
		return is(setup.HopBroken, "leave --send_actions out", "it sends creations and deletions again, each time, and with Gnocchi brings what was deleted back")
	case strings.Contains(s.Command, "--start_time") || strings.Contains(s.Command, "--end_time"):
		return is(setup.HopUnknown, "", "it says itself which time it covers")
	case s.vague != "":
		return is(setup.HopUnknown, "", "%s", s.vague)
	}
	c, err := cover(period, s.times...)
	switch {
	case err != nil:
		return is(setup.HopBroken, sources.HintOf(err), "%v", err)
	case c.runs == 0:
		return is(setup.HopBroken, "mend its times", "its times never come")
	case c.most > 1:
		return is(setup.HopBroken, "run it once a "+unit+", a few minutes after its end", "it sends the same %s %s", unit, often(c.most))
	case c.missed > 0 && c.missed < c.all:
		return is(setup.HopBroken, "run it once a "+unit+", or set volume_usage_audit_period as it runs", "%d of the %d %ss of a year are never sent", c.missed, c.all, unit)
	}
	return is(setup.HopProven, "", "it sends each %s once", unit)
}

func often(n int) string {
	switch n {
	case 2:
		return "twice"
	case 12:
		return "twelve times"
	}
	return fmt.Sprintf("%d times", n)
}
