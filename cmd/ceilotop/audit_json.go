package main

import (
	"time"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
)

// auditJSON is a report as JSON. Its names are final; null is what is not known.
type auditJSON struct {
	Window    auditWindow      `json:"window"`
	Command   []string         `json:"command"`
	User      sources.Text     `json:"user"`
	ExitCode  *int             `json:"exit_code"`
	Verdict   audit.Verdict    `json:"verdict"`
	Why       string           `json:"why"`
	Hint      sources.Text     `json:"hint"`
	Counts    []auditCount     `json:"counts"`
	Notes     []string         `json:"notes"`
	Schedules []auditScheduled `json:"schedules"`
	Output    []string         `json:"output"`
}

type auditWindow struct {
	Begin time.Time `json:"begin"`
	End   time.Time `json:"end"`
}

type auditCount struct {
	Host      sources.Text `json:"host"`
	Kind      audit.Kind   `json:"kind"`
	Expected  *int         `json:"expected"`
	Arrived   int          `json:"arrived"`
	Lacking   int          `json:"lacking"`
	Missing   []string     `json:"missing"`
	Elsewhere []string     `json:"elsewhere"`
	Duplicate []string     `json:"duplicate"`
	Ghost     []string     `json:"ghost"`
}

type auditScheduled struct {
	Where  string       `json:"where"`
	When   string       `json:"when"`
	Judged string       `json:"judged"`
	Detail string       `json:"detail"`
	Hint   sources.Text `json:"hint"`
}

func auditView(r audit.Report, schedules []audit.Schedule) auditJSON {
	v := auditJSON{
		Window: auditWindow{r.Window.Begin.UTC(), r.Window.End.UTC()}, Command: list(r.Command, same), User: known(r.User), Verdict: r.Verdict,
		Why: r.Why, Hint: known(r.Hint), Counts: []auditCount{}, Notes: list(r.Notes, same), Schedules: []auditScheduled{}, Output: list(r.Output, same),
	}
	if r.Exit >= 0 {
		v.ExitCode = &r.Exit
	}
	for _, c := range r.Counts {
		row := auditCount{
			Host: known(c.Host), Kind: c.Kind, Arrived: c.Arrived, Lacking: c.Lacking(),
			Missing: list(c.Missing, same), Elsewhere: list(c.Elsewhere, same), Duplicate: list(c.Duplicate, same), Ghost: list(c.Ghost, same),
		}
		if c.Host == "-" {
			row.Host = sources.Text{}
		}
		if c.Expected >= 0 {
			row.Expected = &c.Expected
		}
		v.Counts = append(v.Counts, row)
	}
	for _, j := range schedules {
		v.Schedules = append(v.Schedules, auditScheduled{j.Where, j.When, judged(j.State), j.Detail, known(j.Hint)})
	}
	return v
}
