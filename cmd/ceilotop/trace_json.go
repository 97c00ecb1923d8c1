package main

import (
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// traced is what trace found.
type traced struct {
	id   string
	life bool // of a resource, else of a request
	w    *trace.Waterfall
	now  time.Time
	left int
}

// traceJSON is a waterfall for scripts. Its names are final; null is what is
// not known.
type traceJSON struct {
	Request    sources.Text  `json:"request"`
	Resource   sources.Text  `json:"resource"`
	Requests   []string      `json:"requests"`
	Begin      *time.Time    `json:"begin"`
	End        *time.Time    `json:"end"`
	TotalMS    *float64      `json:"total_ms"`
	Skewed     bool          `json:"clocks_differ"`
	Events     int           `json:"events"`
	Duplicates int           `json:"duplicates"`
	Untimed    int           `json:"untimed"`
	Doubles    int           `json:"doubles"`
	Versioned  int           `json:"versioned_only"`
	Left       int           `json:"left_out"`
	Steps      []stepJSON    `json:"steps"`
	Gaps       []stepGapJSON `json:"gaps"`
}

// stepJSON has a duration below zero when the clocks of the hosts that it began
// and ended on differ.
type stepJSON struct {
	Action       string       `json:"action"`
	State        string       `json:"state"`
	Part         sources.Text `json:"part"`
	Service      sources.Text `json:"service"`
	Host         sources.Text `json:"host"`
	PublisherID  sources.Text `json:"publisher_id"`
	RequestID    sources.Text `json:"request_id"`
	ResourceID   sources.Text `json:"resource_id"`
	ResourceName sources.Text `json:"resource_name"`
	ProjectID    sources.Text `json:"project_id"`
	Start        *time.Time   `json:"start"`
	End          *time.Time   `json:"end"`
	DurationMS   *float64     `json:"duration_ms"`
	AgeMS        *float64     `json:"age_ms"`
	Try          int          `json:"try"`
	Earlier      sources.Text `json:"tried_before_on"`
	Count        int          `json:"count"`
	Untimed      bool         `json:"untimed"`
	Reason       sources.Text `json:"reason"`
	Double       sources.Text `json:"versioned_action"`
	Versioned    bool         `json:"versioned_only"`
}

// stepGapJSON is a time without a step; below zero the clocks of its hosts differ.
type stepGapJSON struct {
	After  int          `json:"after"`
	Before int          `json:"before"`
	MS     float64      `json:"ms"`
	From   sources.Text `json:"from_host"`
	To     sources.Text `json:"to_host"`
}

func (v *traced) json() traceJSON {
	j := traceJSON{
		Requests: list(v.w.Requests, same), Begin: timeOf(v.w.Begin), End: timeOf(v.w.End), Events: v.w.Events, Duplicates: v.w.Again,
		Untimed: v.w.Untimed, Doubles: v.w.Doubles, Versioned: v.w.Versioned, Skewed: v.w.Skewed(), Left: v.left, Steps: []stepJSON{}, Gaps: []stepGapJSON{},
	}
	if v.life {
		j.Resource = known(v.id)
	} else {
		j.Request = known(v.id)
	}
	if j.Begin != nil {
		j.TotalMS = millisecondsOf(v.w.Total(), true)
	}
	for i := range v.w.Steps {
		j.Steps = append(j.Steps, stepOf(&v.w.Steps[i], v.now))
	}
	for _, g := range v.w.Gaps {
		j.Gaps = append(j.Gaps, stepGapJSON{g.After, g.Before, *millisecondsOf(g.Length, true), known(g.From), known(g.To)})
	}
	return j
}

func stepOf(s *trace.Step, now time.Time) stepJSON {
	return stepJSON{
		Action: s.Action, State: s.State.String(), Part: known(s.Stage), Service: known(s.Service), Host: known(s.Host), PublisherID: known(s.Publisher),
		RequestID: known(s.RequestID), ResourceID: known(s.ResourceID), ResourceName: known(s.ResourceName), ProjectID: known(s.ProjectID),
		Start: timeOf(s.Begin.At), End: timeOf(s.End.At), DurationMS: millisecondsOf(s.Duration()), AgeMS: millisecondsOf(s.Age(now)),
		Try: s.Try, Count: s.Count, Earlier: known(s.Earlier), Untimed: s.Begin.Guess || s.End.Guess, Reason: known(s.Reason), Double: known(s.Double), Versioned: s.Versioned,
	}
}

func timeOf(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

func millisecondsOf(d time.Duration, known bool) *float64 {
	if !known {
		return nil
	}
	ms := float64(d.Microseconds()) / 1000
	return &ms
}

// stuckListJSON is what has begun and not ended.
type stuckListJSON struct {
	Now       *time.Time `json:"now"`
	Forgotten uint64     `json:"forgotten"`
	Stuck     []stepJSON `json:"stuck"`
}

func stuckJSON(steps []trace.Step, now time.Time, forgotten uint64) stuckListJSON {
	j := stuckListJSON{Now: timeOf(now), Forgotten: forgotten, Stuck: []stepJSON{}}
	for i := range steps {
		j.Stuck = append(j.Stuck, stepOf(&steps[i], now))
	}
	return j
}
