package whatif

import (
	"cmp"
	"slices"
	"time"
)

// Question is what would be changed. What is zero stays as it is.
type Question struct {
	Audit   Period
	Polling time.Duration
}

// Answer is what is, and what would be.
type Answer struct {
	// Observed is how long was listened.
	Observed time.Duration
	// Lines are by what sends them: those of audits, then those of pollers by
	// interval.
	Lines []Line
	// Lacks are what was asked about and was not recorded.
	Lacks []Lack
	// Extra are exists events of other times than a period, such as Nova sends
	// when a server is resized: no period makes them more or less. Alone are
	// pollers' messages that had no second to tell an interval by. Unread are
	// events whose payload could not be read. None of these is in Lines.
	Extra, Alone, Unread uint64
}

// Lack is what is not known.
type Lack string

// What may not be known.
const (
	NoAudits Lack = "audits" // no exists event with a period was recorded
	NoPolls  Lack = "polls"  // no pair of a poller's messages was recorded
	Crowded  Lack = "crowd"  // some pollers' messages were too many to be counted
)

// Line is what one kind of message costs.
type Line struct {
	Event     string
	Period    Period        // of an audit
	Interval  time.Duration // of a poller
	Resources int           // that an audit's period had
	MeanBytes uint64        // of a body
	Messages  uint64        // that were measured
	// Repeated is how often the audit's program ran for the same period, rounded;
	// once is as it should be.
	Repeated int

	Now, Then Load
	// Burst is how many messages come at once at the end of a period; 0 for what
	// pollers send.
	Burst int
}

// Load is what the broker takes in a day.
type Load struct{ Messages, Bytes float64 }

func (l Load) times(f float64) Load { return Load{l.Messages * f, l.Bytes * f} }

const day = 24 * time.Hour

// Ask says what the measured traffic would become.
func (t *Traffic) Ask(q Question) Answer {
	a := Answer{Observed: t.observed, Unread: t.unread}
	if a.Observed == 0 {
		a.Observed = t.last.Sub(t.first)
	}
	for key, m := range t.audits {
		if key.period != Other {
			a.Lines = append(a.Lines, m.line(key, q.Audit, a.Observed))
		} else {
			a.Extra += m.messages
		}
	}
	slices.SortFunc(a.Lines, func(x, y Line) int {
		return cmp.Or(cmp.Compare(x.Event, y.Event), cmp.Compare(x.Period.Length(), y.Period.Length()))
	})
	if len(a.Lines) == 0 && q.Audit != "" {
		a.Lacks = append(a.Lacks, NoAudits)
	}
	for _, p := range t.polls {
		if p.gap == 0 {
			a.Alone += p.messages
		}
	}
	polls := t.pollers(q.Polling, a.Observed)
	a.Lines = append(a.Lines, polls...)
	if len(polls) == 0 && q.Polling != 0 {
		a.Lacks = append(a.Lacks, NoPolls)
	}
	if t.crowded {
		a.Lacks = append(a.Lacks, Crowded)
	}
	return a
}

func (m *audit) line(key auditKey, then Period, observed time.Duration) Line {
	l := Line{
		Event: key.event, Period: key.period, Resources: m.most, Messages: m.messages, MeanBytes: m.bytes / m.messages,
		Repeated: max(1, int((m.mostMessages+uint64(m.most)/2)/uint64(m.most))),
	}
	once := func(p Period) Load {
		return Load{float64(m.most), float64(m.most) * float64(m.bytes) / float64(m.messages)}.times(float64(day) / float64(p.Length()))
	}
	l.Now = once(key.period)
	// A program that is run more often than the period ends sends the same again.
	if l.Repeated > 1 && observed > 0 {
		l.Now = Load{float64(m.messages), float64(m.bytes)}.times(float64(day) / float64(observed))
	}
	l.Then, l.Burst = l.Now, m.most
	if then != "" {
		l.Then = once(then)
	}
	return l
}

// pollers are by interval.
func (t *Traffic) pollers(then, observed time.Duration) []Line {
	var all []*poll
	for _, p := range t.polls {
		if p.gap > 0 {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *poll) int { return cmp.Compare(a.gap, b.gap) })
	var lines []Line
	for len(all) > 0 {
		n := 1
		for n < len(all) && near(all[n].gap, all[n-1].gap) {
			n++
		}
		// The middle of many hardly moves with the agent's own time.
		l := Line{Event: polling, Interval: all[n/2].gap.Round(time.Second)}
		var bytes uint64
		for _, p := range all[:n] {
			l.Messages += p.messages
			bytes += p.bytes
		}
		all = all[n:]
		l.MeanBytes = bytes / l.Messages
		// The last round lasts until the next would have begun.
		whole := max(observed, l.Interval)
		l.Now = Load{float64(l.Messages), float64(bytes)}.times(float64(day) / float64(whole))
		l.Then = l.Now
		if then > 0 {
			l.Then = l.Now.times(float64(l.Interval) / float64(then))
		}
		lines = append(lines, l)
	}
	return lines
}
