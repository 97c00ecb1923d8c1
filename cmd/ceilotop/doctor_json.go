package main

import (
	"encoding/json"
	"fmt"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// findingJSON is a finding for scripts; the names are for ever. What is not known
// is null.
type findingJSON struct {
	Check    string         `json:"check"`
	Result   string         `json:"result"`
	Title    string         `json:"title"`
	Subject  sources.Text   `json:"subject"`
	Evidence []evidenceJSON `json:"evidence"`
	Why      sources.Text   `json:"why"`
	Fix      sources.Text   `json:"fix"`
	Step     sources.Text   `json:"step"`
}

type evidenceJSON struct {
	Text  string       `json:"text"`
	File  sources.Text `json:"file"`
	Line  *int         `json:"line"`
	Queue *queueJSON   `json:"queue"`
	Event sources.Text `json:"message_id"`
	Unit  sources.Text `json:"unit"`
}

type queueJSON struct {
	Broker string `json:"broker"`
	VHost  string `json:"vhost"`
	Name   string `json:"name"`
}

// explanation is a check for scripts.
type explanation struct {
	Check    string `json:"check"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	Why      string `json:"why"`
	Fix      string `json:"fix"`
	Source   string `json:"source"`
}

func findingOf(f doctor.Finding) findingJSON {
	return findingJSON{
		Check: f.Check, Result: string(f.Result), Title: f.Title, Subject: known(f.Subject),
		Evidence: list(f.Evidence, evidenceOf), Why: known(f.Why), Fix: known(f.Fix), Step: known(f.Step),
	}
}

func evidenceOf(e doctor.Evidence) evidenceJSON {
	j := evidenceJSON{Text: e.Text, File: known(e.File), Event: known(e.Event), Unit: known(e.Unit)}
	if e.Line > 0 {
		j.Line = &e.Line
	}
	if q := e.Queue; q != nil {
		j.Queue = &queueJSON{q.Broker, q.VHost, q.Name}
	}
	return j
}

func (a *app) writeJSON(value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, string(text))
	return err
}
