package main

import (
	"encoding/json"
	"math/big"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/usage"
)

// usageJSON is a bill for scripts; the names are for ever. Amounts are whole
// numbers, costs are texts, so that no reader makes a float of them.
type usageJSON struct {
	From       time.Time       `json:"from"`
	To         time.Time       `json:"to"`
	LowerBound bool            `json:"lower_bound"`
	Kinds      []knowledgeJSON `json:"kinds"`
	Usage      []lineJSON      `json:"usage"`
	Cost       *costJSON       `json:"cost"`
	Audits     []usageAudit    `json:"audits"`
	Uncompared uint64          `json:"audit_events_not_compared"`
	Unsized    []string        `json:"servers_of_unknown_size"`
	Counts     usage.Counts    `json:"events"`
}

type knowledgeJSON struct {
	Kind       string       `json:"kind"`
	LowerBound bool         `json:"lower_bound"`
	Why        sources.Text `json:"why"`
	Unobserved []gapJSON    `json:"unobserved"`
}

type gapJSON struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Seconds int64     `json:"seconds"`
}

type lineJSON struct {
	ProjectID    sources.Text `json:"project_id"`
	UserID       sources.Text `json:"user_id"`
	Kind         sources.Text `json:"kind"`
	ResourceID   sources.Text `json:"resource_id"`
	ResourceName sources.Text `json:"resource_name"`
	Meters       []meterJSON  `json:"meters"`
}

type meterJSON struct {
	Meter      string      `json:"meter"`
	Unit       string      `json:"unit"`
	Certain    json.Number `json:"certain"`
	Inferred   json.Number `json:"inferred"`
	Unobserved json.Number `json:"unobserved"`
	Total      json.Number `json:"total"`
	Cost       *costJSON   `json:"cost"`
}

type costJSON struct {
	Certain    string       `json:"certain"`
	Inferred   string       `json:"inferred"`
	Unobserved string       `json:"unobserved"`
	Total      string       `json:"total"`
	Currency   sources.Text `json:"currency"`
	Unpriced   []string     `json:"unpriced,omitempty"`
}

type usageAudit struct {
	Kind       string    `json:"kind"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Expected   int       `json:"expected"`
	Arrived    int       `json:"arrived"`
	Missing    []string  `json:"missing"` // null: not enough was observed to say
	Duplicates []string  `json:"duplicates"`
	Ghosts     []string  `json:"ghosts"`
}

func usageView(b *bill) usageJSON {
	r := b.report
	v := usageJSON{
		From: r.From, To: r.To, Uncompared: r.Uncompared, Counts: r.Counts,
		Kinds:   list(r.Kinds, knowledgeView),
		Audits:  list(r.Audits, usageAuditView),
		Unsized: list(r.Unsized, same),
		Usage:   list(b.lines, b.lineView),
	}
	for _, k := range r.Kinds {
		v.LowerBound = v.LowerBound || !k.Whole
	}
	if b.prices != nil {
		v.Cost = b.costView(b.costs(b.lines))
		v.Cost.Unpriced = b.unpriced()
	}
	return v
}

func knowledgeView(k usage.Knowledge) knowledgeJSON {
	return knowledgeJSON{string(k.Kind), !k.Whole, known(string(k.Why)), list(k.Unobserved, func(s usage.Span) gapJSON {
		return gapJSON{s.From, s.To, s.Seconds()}
	})}
}

func (b *bill) lineView(l usage.Line) lineJSON {
	return lineJSON{
		known(l.ProjectID), known(l.UserID), known(string(l.Kind)), known(l.ResourceID), known(l.Name),
		list(l.Uses, b.meterView),
	}
}

func (b *bill) meterView(u usage.Use) meterJSON {
	all := amounts(u.Quantity)
	whole := func(i int) json.Number { return json.Number(all[i].String()) }
	m := meterJSON{Meter: string(u.Meter), Unit: u.Meter.Unit(), Certain: whole(0), Inferred: whole(1), Unobserved: whole(2), Total: whole(3)}
	if b.prices != nil && b.prices.Priced(u.Meter) {
		m.Cost = b.costView(b.costs([]usage.Line{{Uses: []usage.Use{u}}}))
	}
	return m
}

func (b *bill) costView(costs []*big.Rat) *costJSON {
	p := b.prices
	return &costJSON{Certain: p.Text(costs[0]), Inferred: p.Text(costs[1]), Unobserved: p.Text(costs[2]), Total: p.Text(costs[3]), Currency: known(p.Currency)}
}

func usageAuditView(a usage.Audit) usageAudit {
	v := usageAudit{string(a.Kind), a.From, a.To, a.Expected, a.Arrived, nil, list(a.Duplicates, same), list(a.Ghosts, same)}
	if !a.Unjudged {
		v.Missing = list(a.Missing, same)
	}
	return v
}
