package words

import (
	"strconv"
	"time"
)

// Trace are the texts about requests and the lives of resources, for the Events
// page and for the command trace.
type Trace struct {
	States [6]string // in the order of trace.State

	Request   string // %s its id
	Resource  string // %s its id
	MadeFor   string // %s ids of further requests
	Events    string // %s how many
	Took      string // %s a duration
	TookOf    string // %s a duration, by clocks that differ
	Idle      string // %s a duration, %s in how many gaps
	StuckAre  string // %s how many
	FailedAre string // %s how many
	TriedAre  string // %s how many

	Try        string // %d which
	StuckFor   string // %s an age
	Nothing    string // in place of an action, in a gap
	TriedOn    string // %s a host, %s that of the attempt before
	Backward   string // %s a duration, %s and %s hosts
	Reversed   string // the same, of a step that ends before it begins
	Untimed    string // %s how many events
	Again      string // %s how many events
	Doubles    string // %s how many actions
	Versioned  string // %s how many actions
	Unfinished string // the list of what is stuck
	NoneStuck  string
	NoneOld    string // %s an age, %s how many are younger
	MoreStuck  string // %s how many are shown, %s of how many
	Forgotten  string // %s how many
	TooMany    string // %s how many are shown, %s of how many

	// The titles of the columns.
	At, Since, Service, Stage, Host, Action, Item, Project, Length, State, Of, Age string

	Units Units
}

// Units stand behind the number of a duration.
type Units struct{ Microseconds, Milliseconds, Seconds, Minutes, Hours, Days string }

// Duration has three digits that matter.
func (u *Units) Duration(d time.Duration) string {
	abs := max(d, -d)
	number := func(f float64, digits int) string { return strconv.FormatFloat(f, 'f', digits, 64) }
	switch {
	case d == 0:
		return "0" + u.Seconds
	case abs < time.Millisecond:
		return number(float64(d.Microseconds()), 0) + u.Microseconds
	case abs < 10*time.Millisecond:
		return number(float64(d.Microseconds())/1000, 1) + u.Milliseconds
	case abs < time.Second:
		return number(float64(d.Milliseconds()), 0) + u.Milliseconds
	case abs < time.Minute:
		return number(d.Seconds(), 2) + u.Seconds
	case abs < 100*time.Minute:
		return number(d.Minutes(), 1) + u.Minutes
	case abs < 48*time.Hour:
		return number(d.Hours(), 1) + u.Hours
	}
	return number(d.Hours()/24, 1) + u.Days
}
