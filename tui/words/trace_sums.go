package words

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/sources/trace"
)

// Sums are the counts of a waterfall, what went wrong before what is only slow. In the life of a resource the time in
// which nothing was done to it says nothing.
func (w *Trace) Sums(f *trace.Waterfall, life bool) (parts []string) {
	parts = append(parts, fmt.Sprintf(w.Events, strconv.Itoa(f.Events)))
	switch {
	case f.Total() > 0 && f.Skewed():
		parts = append(parts, fmt.Sprintf(w.TookOf, w.Units.Duration(f.Total())))
	case f.Total() > 0:
		parts = append(parts, fmt.Sprintf(w.Took, w.Units.Duration(f.Total())))
	}
	parts = append(parts, counted(
		counting{w.StuckAre, f.CountOf(trace.Stuck)}, counting{w.FailedAre, f.CountOf(trace.Failed)}, counting{w.TriedAre, f.Retries()})...)
	var idle time.Duration
	gaps := 0
	for i := range f.Gaps {
		if !f.Gaps[i].Backward() {
			idle += f.Gaps[i].Length
			gaps++
		}
	}
	if gaps > 0 && !life {
		parts = append(parts, fmt.Sprintf(w.Idle, w.Units.Duration(idle), strconv.Itoa(gaps)))
	}
	return parts
}

// StepNotes stand below a step: where it was tried before, that clocks contradict
// it, and why it failed.
func (w *Trace) StepNotes(s *trace.Step) (notes []string) {
	if s.Earlier != "" {
		notes = append(notes, fmt.Sprintf(w.TriedOn, s.Host, s.Earlier))
	}
	if d, _ := s.Duration(); s.Backward() {
		notes = append(notes, fmt.Sprintf(w.Reversed, w.Units.Duration(d), s.Begin.Host, s.End.Host))
	}
	if s.Reason != "" {
		notes = append(notes, s.Reason)
	}
	return notes
}

// Notes say what a reader has to know to believe the steps; left is how many
// events there was no room for.
func (w *Trace) Notes(f *trace.Waterfall, left int) (notes []string) {
	notes = counted(counting{w.Untimed, f.Untimed}, counting{w.Again, f.Again}, counting{w.Doubles, f.Doubles}, counting{w.Versioned, f.Versioned})
	if left > 0 {
		notes = append(notes, fmt.Sprintf(w.TooMany, strconv.Itoa(f.Events), strconv.Itoa(f.Events+left)))
	}
	return notes
}

// counting is a text that is said when there is something to count.
type counting struct {
	text string
	n    int
}

func counted(all ...counting) (parts []string) {
	for _, c := range all {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf(c.text, strconv.Itoa(c.n)))
		}
	}
	return parts
}
