package usage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Report is what was used from one second to another, which is not in it.
type Report struct {
	From, To time.Time
	Kinds    []Knowledge
	// Lines are by project, user, kind and resource; one that changed hands has
	// a line for each owner.
	Lines  []Line
	Audits []Audit
	// Unsized are servers that were there and of which no size is known.
	Unsized []string
	// Uncompared is how many events of audits belong to too many periods.
	Uncompared uint64
	Counts     Counts
}

// Knowledge is how much of a kind can be known.
type Knowledge struct {
	Kind       sources.Kind
	Unobserved []Span
	// Whole is whether no resource can be missing. Otherwise the sums are a lower
	// bound, and Why says why.
	Whole bool
	Why   Reason
}

// Reason is why a sum is a lower bound.
type Reason string

// The reasons.
const (
	NoInventory Reason = "no inventory"
	Gaps        Reason = "unobserved time"
)

// Line is what one resource used while it belonged to somebody.
type Line struct {
	ProjectID, UserID string // "" where not known; an image has no user
	Kind              sources.Kind
	ResourceID        string // "" where resources are put together
	Name              string
	Uses              []Use // of more than nothing, in the order of Meters
}

// Use is how much of one meter.
type Use struct {
	Meter    Meter
	Quantity *Quantity
}

// Report sums up. The ledger can go on taking events afterwards.
func (l *Ledger) Report() *Report {
	from, to := l.window()
	r := &Report{From: from.time(), To: to.time(), Counts: l.counts}
	if from >= to {
		r.To = r.From
		to = from
	}
	lines := newLines()
	for _, kind := range sources.Kinds {
		observed := l.listened(kind)
		r.Kinds = append(r.Kinds, l.knowledge(kind, observed, from, to))
		lives := make(map[*resource]life)
		for _, one := range l.resources {
			if apart(one.kind) != kind {
				continue
			}
			t := timeline{r: one, states: l.states.all, observed: observed}
			f, known := t.follow(l.taken, to)
			lives[one] = f
			if len(t.segments) == 0 && one.unsizedIn(f, known, from, to) {
				r.Unsized = append(r.Unsized, one.id)
			}
			for _, s := range t.segments {
				lines.grow(one, &l.states.all[s.state], s, from, to)
			}
		}
		r.Audits = append(r.Audits, l.compared(kind, observed, lives)...)
		if p := l.audits[kind]; p != nil {
			r.Uncompared += p.beyond
		}
	}
	for who, got := range l.downloads.total {
		name := ""
		if image := l.resources[key{sources.KindImage, who.id}]; image != nil {
			name = image.name
		}
		lines.count(who, name, got)
	}
	r.Lines = lines.sorted()
	slices.Sort(r.Unsized)
	return r
}

// Timed reports whether the time of a report is known: one that was asked for,
// or one in which something was observed.
func (l *Ledger) Timed() bool {
	return l.last != 0 || len(l.observed) > 0 || l.from != 0 && l.to != 0
}

// window is the time that was asked for, or what was observed, or, where nobody
// said what was, the time of the events.
func (l *Ledger) window() (from, to second) {
	first, last := l.first, l.last+1
	if len(l.observed) > 0 {
		var all []stretch
		for _, spans := range l.observed {
			all = append(all, spans...)
		}
		if spans := joined(all); len(spans) > 0 {
			first, last = spans[0].from, spans[len(spans)-1].to
		}
	}
	from, to = l.from, l.to
	if from == 0 {
		from = first
	}
	if to == 0 {
		to = last
	}
	return from, to
}

// knowledge says whether an inventory and the observation between it and the
// time asked for leave nothing out.
func (l *Ledger) knowledge(kind sources.Kind, observed stretches, from, to second) Knowledge {
	k := Knowledge{Kind: kind, Unobserved: observed.holes(from, to).spans(), Why: NoInventory}
	for _, t := range l.taken {
		if !t.whole[kind] {
			continue
		}
		at := t.at.second()
		if len(observed.holes(min(at, from), max(at, to))) == 0 {
			return Knowledge{Kind: kind, Whole: true}
		}
		k.Why = Gaps
	}
	return k
}

// lines gathers what belongs to one line.
type lines struct{ all map[lineKey]*tally }

type lineKey struct {
	project, user string
	kind          sources.Kind
	id            string
}

type tally struct {
	name string
	uses map[Meter]*Quantity
}

func newLines() *lines { return &lines{make(map[lineKey]*tally)} }

func (l *lines) of(k lineKey, name string) *tally {
	t := l.all[k]
	if t == nil {
		t = &tally{uses: make(map[Meter]*Quantity)}
		l.all[k] = t
	}
	t.name = cmp.Or(name, t.name)
	return t
}

func (t *tally) use(m Meter) *Quantity {
	q := t.uses[m]
	if q == nil {
		q = new(Quantity)
		t.uses[m] = q
	}
	return q
}

// grow adds what of a segment lies in the window.
func (l *lines) grow(r *resource, s *state, g segment, from, to second) {
	from, to = max(from, g.from), min(to, g.to)
	if from >= to {
		return
	}
	if s.size == [4]int64{} {
		return
	}
	t := l.of(lineKey{s.project, s.user, apart(r.kind), r.id}, r.name)
	for i, m := range measured[r.kind] {
		if s.size[i] > 0 {
			t.use(m).grow(g.class, s.size[i], int64(to-from))
		}
	}
}

// count adds downloads, which are certain.
func (l *lines) count(who receipt, name string, got *sent) {
	t := l.of(lineKey{who.project, who.user, sources.KindImage, who.id}, name)
	bytes := &t.use(Download)[Certain]
	bytes.Add(bytes, &got.bytes)
	t.use(Downloads).grow(Certain, got.times, 1)
}

func (l *lines) sorted() []Line {
	out := make([]Line, 0, len(l.all))
	for k, t := range l.all {
		line := Line{ProjectID: k.project, UserID: k.user, Kind: k.kind, ResourceID: k.id, Name: t.name}
		for _, m := range Meters {
			if q := t.uses[m]; q != nil && !q.zero() {
				line.Uses = append(line.Uses, Use{m, q})
			}
		}
		out = append(out, line)
	}
	order := make(map[sources.Kind]int)
	for i, kind := range sources.Kinds {
		order[kind] = i
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(strings.Compare(a.ProjectID, b.ProjectID), strings.Compare(a.UserID, b.UserID),
			cmp.Compare(order[a.Kind], order[b.Kind]), strings.Compare(a.ResourceID, b.ResourceID))
	})
	return out
}

// By is what lines are put together by.
type By string

// The ways to put lines together.
const (
	ByProject  By = "project"
	ByUser     By = "user" // of one project
	ByResource By = "resource"
)

// Grouped puts lines together. The sums are exact, so they are the same whichever
// way it is done.
func Grouped(all []Line, by By) []Line {
	if by == ByResource {
		return all
	}
	sums := newLines()
	for _, line := range all {
		k := lineKey{project: line.ProjectID}
		if by == ByUser {
			k.user = line.UserID
		}
		t := sums.of(k, "")
		for _, u := range line.Uses {
			t.use(u.Meter).add(u.Quantity)
		}
	}
	return sums.sorted()
}
