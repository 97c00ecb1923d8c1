package usage

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// told makes the report of a time from events, with the whole of it observed.
func told(from, to time.Time, events []sources.Event) *Report {
	l := New(from, to)
	l.Observed("B", midnight.AddDate(0, 0, -2), midnight.AddDate(0, 0, 9))
	for i := range events {
		l.Add(&events[i])
	}
	return l.Report()
}

// sums are a report's quantities by project.
func sums(r *Report) map[string]map[Meter]*Quantity {
	all := make(map[string]map[Meter]*Quantity)
	for _, line := range Grouped(r.Lines, ByProject) {
		all[line.ProjectID] = make(map[Meter]*Quantity)
		for _, u := range line.Uses {
			all[line.ProjectID][u.Meter] = u.Quantity
		}
	}
	return all
}

// plainly is a report as text, to compare.
func plainly(t *testing.T, r *Report) string {
	t.Helper()
	var out strings.Builder
	for _, l := range r.Lines {
		for _, u := range l.Uses {
			fmt.Fprintln(&out, l.ProjectID, l.UserID, l.Kind, l.ResourceID, l.Name, u.Meter, u.Quantity.Of(Certain), u.Quantity.Of(Inferred), u.Quantity.Of(Unobserved))
		}
	}
	text, err := json.Marshal(r.Audits)
	if err != nil {
		t.Fatal(err)
	}
	return out.String() + string(text)
}

func shuffled(r *rand.Rand, events []sources.Event) []sources.Event {
	out := slices.Clone(events)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func isExists(e sources.Event) bool { return strings.HasSuffix(e.EventType, ".exists") }

// seeds is how many invented clouds each property is tried on.
const seeds = 8

func TestTheSumsAreTheTruthWhenNothingIsMissing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(seeds) {
		c := invent(seed, 3, 6)
		checkTruth(t, c, c.events, fmt.Sprint("seed ", seed))
	}
}

func checkTruth(t *testing.T, c *cloud, events []sources.Event, what string) {
	t.Helper()
	for _, window := range [][2]time.Time{{midnight, c.end()}, {after(3601), after(90000.5)}, {after(86400), after(86401)}} {
		from, to := window[0], window[1]
		got := sums(told(from, to, events))
		for project, meters := range c.truth {
			for m := range meters {
				want := c.used(project, m, secondOf(from), secondOf(to))
				total := new(big.Int)
				if q := got[project][m]; q != nil {
					total = q.Total()
				}
				if total.Cmp(want) != 0 {
					t.Fatalf("%s, %v to %v: %s used %v of %s, and it was %v", what, from, to, project, total, m, want)
				}
			}
		}
	}
}

// What creations, changes and deletions fix is fixed, whatever comes of audits.
func TestExistsEventsChangeNoSum(t *testing.T) {
	t.Parallel()
	for seed := range uint64(seeds) {
		c := invent(seed, 3, 6)
		r := rand.New(rand.NewPCG(seed, 2))
		events := slices.Clone(c.events)
		for _, e := range c.events {
			if isExists(e) && r.IntN(3) == 0 {
				events = append(events, e)
			}
		}
		share := r.IntN(5)
		events = slices.DeleteFunc(events, func(e sources.Event) bool { return isExists(e) && r.IntN(4) < share })
		checkTruth(t, c, shuffled(r, events), fmt.Sprintf("seed %d, some of the exists events", seed))
	}
}

func TestTheOrderAndRepetitionsMakeNoDifference(t *testing.T) {
	t.Parallel()
	for seed := range uint64(seeds) {
		c := invent(seed, 3, 5)
		r := rand.New(rand.NewPCG(seed, 3))
		events := slices.DeleteFunc(slices.Clone(c.events), func(sources.Event) bool { return r.IntN(5) == 0 }) // some are lost
		want := plainly(t, told(midnight, c.end(), events))
		for range 4 {
			again := append(shuffled(r, events), events[:r.IntN(len(events))]...)
			if got := plainly(t, told(midnight, c.end(), shuffled(r, again))); got != want {
				t.Fatalf("seed %d: in another order\n%s\nand in the first\n%s", seed, got, want)
			}
		}
	}
}

func TestCutsOfTimeAddUp(t *testing.T) {
	t.Parallel()
	prices := pricesOf(t, "prices: {vcpus: {price: 0.0137, per: vCPU-hour}, volume.size: {price: 0.00013, per: GB-hour}}")
	for seed := range uint64(seeds) {
		c := invent(seed, 2, 5)
		r := rand.New(rand.NewPCG(seed, 4))
		events := slices.DeleteFunc(slices.Clone(c.events), func(sources.Event) bool { return r.IntN(4) == 0 })
		report := func(from, to time.Time) *Report {
			l := New(from, to)
			l.Observed("B", midnight, after(40000))
			l.Observed("B", after(50000), c.end())
			for i := range events {
				l.Add(&events[i])
			}
			return l.Report()
		}
		cuts := []time.Time{midnight, c.end()}
		for range 1 + r.IntN(5) {
			cuts = append(cuts, c.moment(midnight).Truncate(time.Second))
		}
		slices.SortFunc(cuts, time.Time.Compare)
		var parts []Line
		for i := 1; i < len(cuts); i++ {
			parts = append(parts, report(cuts[i-1], cuts[i]).Lines...)
		}
		whole := report(midnight, c.end())
		sum, want := sums(&Report{Lines: parts}), sums(whole)
		for project, meters := range want {
			for m, q := range meters {
				got := sum[project][m]
				if got == nil || got.Of(Certain).Cmp(q.Of(Certain)) != 0 || got.Of(Inferred).Cmp(q.Of(Inferred)) != 0 || got.Of(Unobserved).Cmp(q.Of(Unobserved)) != 0 {
					t.Fatalf("seed %d: %s of %s is %v in parts and %v as a whole", seed, m, project, got, q)
				}
				if cost, priced := prices.Cost(m, q.Total()); priced {
					inParts := new(big.Rat)
					for _, part := range parts {
						for _, u := range part.Uses {
							if part.ProjectID == project && u.Meter == m {
								one, _ := prices.Cost(m, u.Quantity.Total())
								inParts.Add(inParts, one)
							}
						}
					}
					if inParts.Cmp(cost) != 0 {
						t.Fatalf("seed %d: %s of %s costs %v in parts and %v as a whole", seed, m, project, inParts, cost)
					}
				}
			}
		}
	}
}

// A recorder that was killed and started again: what it says of the time outside
// the break is what it would have said without one, of all that had no event in
// it, and what it calls certain is never more than the truth.
func TestABreakChangesNothingOutsideIt(t *testing.T) {
	t.Parallel()
	for seed := range uint64(seeds) {
		c := invent(seed, 2, 6)
		r := rand.New(rand.NewPCG(seed, 5))
		begin := c.moment(midnight).Truncate(time.Second)
		end := begin.Add(time.Duration(1+r.IntN(20000)) * time.Second)
		lost := make(map[string]bool) // had an event in the break that was no sighting
		var heard []sources.Event
		for _, e := range c.events {
			if e.Timestamp.Before(begin) || !e.Timestamp.Before(end) {
				heard = append(heard, e)
			} else if f, _, _ := read(&e); f != nil && !isExists(e) {
				lost[f.id] = true
			}
		}
		report := func(from, to time.Time, events []sources.Event) map[string]map[Meter]*Quantity {
			l := New(from, to)
			l.Observed("B", midnight.AddDate(0, 0, -2), begin)
			l.Observed("B", end, c.end())
			for i := range events {
				l.Add(&events[i])
			}
			by := make(map[string]map[Meter]*Quantity)
			for _, line := range l.Report().Lines {
				name := line.ProjectID + "/" + line.ResourceID
				by[name] = make(map[Meter]*Quantity)
				for _, u := range line.Uses {
					by[name][u.Meter] = u.Quantity
				}
			}
			return by
		}
		for _, window := range [][2]time.Time{{midnight, begin}, {end, c.end()}} {
			if !window[0].Before(window[1]) {
				continue
			}
			got, want := report(window[0], window[1], heard), report(window[0], window[1], c.events)
			for name, meters := range want {
				if _, id, _ := strings.Cut(name, "/"); lost[id] {
					continue
				}
				for m, q := range meters {
					if g := got[name][m]; m != Download && m != Downloads && (g == nil || g.Total().Cmp(q.Total()) != 0) {
						t.Fatalf("seed %d, break from %v to %v: outside of it %s used %v of %s, without it %v", seed, begin, end, name, g, m, q)
					}
				}
			}
		}
		for project, meters := range sums(told2(c, begin, end, heard)) {
			for m, q := range meters {
				if truth := c.used(project, m, secondOf(midnight), secondOf(c.end())); q.Of(Certain).Cmp(truth) > 0 {
					t.Fatalf("seed %d, break from %v to %v: %v of %s is certain for %s, and it was %v", seed, begin, end, q.Of(Certain), m, project, truth)
				}
			}
		}
	}
}

func told2(c *cloud, begin, end time.Time, events []sources.Event) *Report {
	l := New(midnight, c.end())
	l.Observed("B", midnight.AddDate(0, 0, -2), begin)
	l.Observed("B", end, c.end())
	for i := range events {
		l.Add(&events[i])
	}
	return l.Report()
}

func pricesOf(t *testing.T, text string) *Prices {
	t.Helper()
	p, err := ParsePrices("prices.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
