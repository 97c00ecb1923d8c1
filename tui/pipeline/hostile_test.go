package pipeline_test

import (
	"errors"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/pipeline"
)

var errRefused = sources.WithHint(errors.New("connect to 10.0.0.11:5672: connection refused\x1b[2J"), "systemctl start rabbitmq-server")

// bad is a name that a tenant may have chosen.
const bad = "云\x1b[2J\a\b\t\r\n\u202e主机"

// hostile is a cloud in which every text from outside holds what a terminal
// acts on, wide characters, and more than there is room for.
func hostile(now time.Time) pipeline.Sight {
	s := leakingSight(now)
	long := bad + strings.Repeat("长", 90)
	for i := range s.Picture.Brokers {
		b := &s.Picture.Brokers[i]
		b.Address, b.Lacks, b.Alarms = long, []string{long, bad}, []string{bad, long}
		for j := range b.Nodes {
			b.Nodes[j].Name += long
			b.Nodes[j].Why = long
		}
	}
	s.Seen.A.Queues[0].Arguments = map[string]any{long: bad}
	s.Seen.A.Connections = []sources.Connection{{Name: long, Program: bad, State: bad}}
	s.Seen.Arrivals[0].Type, s.Seen.Arrivals[0].Host = bad, bad
	s.Verdict = isolation.Verdict{
		State: isolation.Leaking, At: now, Why: []string{long}, Fix: long, Step: "C10",
		Leaks: []isolation.Leak{{Service: bad, Host: long, Exchange: bad, Last: now, Because: setup.Place{File: "/etc/" + long, Line: 1}, Reason: long}},
	}
	s.Findings = []doctor.Finding{{
		Check: bad, Title: long, Result: doctor.Critical, Subject: bad, Why: long, Fix: long, Step: bad,
		Evidence: []doctor.Evidence{{Text: long, File: bad, Line: 3}, {Text: bad, Event: bad}, {Queue: &doctor.QueueName{Broker: "A", VHost: bad, Name: long}}, {Unit: long}},
	}}
	return s
}
