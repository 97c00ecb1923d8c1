package usage

import (
	"cmp"
	"hash/fnv"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// maxPeriods bounds how many periods of a kind's audits are compared: half a year
// of hours.
const maxPeriods = 4400

// judging is how long after its end a period has to be observed before an audit
// that did not come is missing: Nova's run minutes later, one host at a time.
const judging = 10 * 60

// slack is how far from a period's edge a beginning or an end has to be to count:
// who was asked, and by whose clock, decides there.
const slack = 2

// periods are those of one kind's audits.
type periods struct {
	all    []audited
	number map[audited]int
	beyond uint64 // events of periods that are not compared
}

// twice marks that a second event came with another message id; the rest is a
// hash of the smallest, and 0 is none. Whichever comes first, the outcome is the
// same.
const twice = 1 << 31

// heard notes an event of an audit.
func (l *Ledger) heard(r *resource, f *fact, messageID string) {
	p := l.audits[r.kind]
	if p == nil {
		p = &periods{number: make(map[audited]int)}
		l.audits[r.kind] = p
	}
	n, known := p.number[*f.audit]
	if !known {
		if len(p.all) == maxPeriods {
			p.beyond++
			return
		}
		n = len(p.all)
		p.all = append(p.all, *f.audit)
		p.number[*f.audit] = n
	}
	marks := &r.audits[f.format]
	if len(*marks) <= n {
		l.held += (n + 1 - len(*marks)) * perMark
		*marks = append(*marks, make([]uint32, n+1-len(*marks))...)
	}
	h := fnv.New32a()
	h.Write([]byte(messageID))
	if messageID == "" {
		for shift := 0; shift < 64; shift += 8 {
			h.Write([]byte{byte(f.at >> shift)})
		}
	}
	sum := max(h.Sum32()&^twice, 1)
	switch m := (*marks)[n]; {
	case m == 0:
		(*marks)[n] = sum
	case m&^twice != sum:
		(*marks)[n] = min(m&^twice, sum) | twice
	}
}

// Audit compares one period's exists events with what the other events say.
type Audit struct {
	Kind       sources.Kind
	From, To   time.Time
	Arrived    int
	Expected   int
	Missing    []string // were there, and the audit does not say so
	Duplicates []string // came again, with another message id
	Ghosts     []string // the audit says so, and they were gone before it began
	// Unjudged is set where too little was observed after the period to say that
	// anything is missing.
	Unjudged bool
}

// compared makes the audits' reports of a kind from the resources and their
// lives.
func (l *Ledger) compared(kind sources.Kind, observed stretches, lives map[*resource]life) []Audit {
	p := l.audits[kind]
	if p == nil {
		return nil
	}
	var out []Audit
	for n, one := range p.all {
		if !l.asked(one.begin, one.end) {
			continue
		}
		a := Audit{Kind: kind, From: one.begin.time(), To: one.end.time()}
		a.Unjudged = len(observed.holes(one.end, one.end+judging)) > 0
		for r, f := range lives {
			if r.kind == kind {
				a.compare(r, f, n, one)
			}
		}
		for _, ids := range [][]string{a.Missing, a.Duplicates, a.Ghosts} {
			slices.Sort(ids)
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Audit) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	return out
}

func (a *Audit) compare(r *resource, f life, n int, p audited) {
	came := false
	for _, marks := range r.audits {
		if n >= len(marks) || marks[n] == 0 {
			continue
		}
		if marks[n]&twice != 0 && !slices.Contains(a.Duplicates, r.id) {
			a.Duplicates = append(a.Duplicates, r.id)
		}
		came = true
	}
	if came {
		a.Arrived++
	}
	end := f.ended
	if end == 0 {
		end = f.vanished
	}
	if came && end != 0 && end < p.begin-slack {
		a.Ghosts = append(a.Ghosts, r.id)
		return
	}
	there := f.began != 0 && f.began < p.end-slack && (end == 0 || end > p.begin+slack)
	if there || came {
		a.Expected++
	}
	if there && !came && !a.Unjudged {
		a.Missing = append(a.Missing, r.id)
	}
}
