package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Evidence is all that a run of the program left behind.
type Evidence struct {
	Now     time.Time
	Window  Window
	Request Request
	Outcome Outcome
	// Failure is why the program could not be started.
	Failure  error
	Settings Settings

	Broker   string // B, the one that the events should come to
	Arrivals []Arrival

	Resources []Resource
	// Known says that Resources could be asked for, and Complete that they are
	// those of all projects; Asked is when.
	Known, Complete bool
	Asked           time.Time

	// Unborn says that Cinder's exchange was not there before the run: the first
	// event makes it, and the tap can only be bound to it afterwards.
	Unborn bool
	// Lost is how many messages the tap may have lost.
	Lost uint64
}

// Judge says what the events prove. It is a function of the evidence alone.
func Judge(e Evidence) Report {
	r := Report{Window: e.Window, Command: e.Outcome.Command, User: e.Outcome.User, Exit: e.Outcome.Exit, Output: e.Outcome.Output}
	for _, k := range []Kind{Volume, Snapshot, Backup} {
		r.Counts = append(r.Counts, e.count(k)...)
	}
	e.verdict(&r)
	return r
}

// noHost stands for the host of what has none.
const noHost = "-"

// tally counts one kind.
type tally struct {
	kind      Kind
	hosts     map[string]*Count
	expected  map[string]string // the host of each id that should have come
	arrived   map[string]Arrival
	times     map[string]int // events by id and topic
	elsewhere map[string]bool
}

// count gives a row for each host, or for all of them together where only the
// program's own number is known.
func (e Evidence) count(k Kind) []Count {
	t := tally{kind: k, hosts: make(map[string]*Count), expected: make(map[string]string), arrived: make(map[string]Arrival), times: make(map[string]int), elsewhere: make(map[string]bool)}
	duplicate := make(map[string]bool)
	for _, a := range e.Arrivals {
		switch {
		case a.Kind != k || !a.covers(e.Window):
		case a.Broker != e.Broker:
			t.elsewhere[a.ID] = true
		default:
			t.arrived[a.ID] = a
			if t.times[a.Topic+" "+a.ID]++; t.times[a.Topic+" "+a.ID] > 1 {
				duplicate[a.ID] = true
			}
		}
	}
	found, said := e.Outcome.Found[k]
	reports := said || len(e.Outcome.Found) == 0 // before Ocata it says nothing of backups
	if e.Known && reports {
		for _, r := range e.Resources {
			if r.Kind == k && r.Created.Before(e.Window.End) {
				// Cinder's API does not tell where a backup is; its event does.
				t.expected[r.ID] = e.host(cmp.Or(r.Host, t.arrived[r.ID].Host), r.Volume)
			}
		}
	}
	var ghosts []string
	for id, a := range t.arrived {
		if e.ghost(a, t, found, said) {
			ghosts = append(ghosts, id)
		}
	}
	// What Cinder's API does not tell of is there all the same: what was deleted
	// within the window, what was made a moment ago.
	rest := 0
	if said {
		rest = found - len(t.expected)
	}
	if !e.Known && said {
		return t.total(found, duplicate, ghosts)
	}
	for id, a := range t.arrived {
		if _, known := t.expected[id]; !known && !slices.Contains(ghosts, id) {
			host := noHost
			if !a.Deleted {
				host = e.host(a.Host, a.Volume)
			}
			t.row(host).Arrived++
			t.row(host).Expected++
			rest--
		}
	}
	for id, host := range t.expected {
		c := t.row(host)
		c.Expected++
		if _, ok := t.arrived[id]; ok {
			c.Arrived++
			continue
		}
		c.Missing = append(c.Missing, id)
		if t.elsewhere[id] {
			c.Elsewhere = append(c.Elsewhere, id)
		}
	}
	if rest > 0 { // somebody is missing whose id nobody knows
		t.row(noHost).Expected += rest
	}
	for id := range duplicate {
		c := t.row(e.hostOf(t, id))
		c.Duplicate = append(c.Duplicate, id)
	}
	for _, id := range ghosts {
		c := t.row(e.hostOf(t, id))
		c.Ghost = append(c.Ghost, id)
	}
	if !e.Known && !said {
		for _, c := range t.hosts {
			c.Expected = -1
		}
	}
	return t.rows()
}

// ghost reports whether something should have had no event: it was made after
// the window, or Cinder does not have it, and did not find it either.
func (e Evidence) ghost(a Arrival, t tally, found int, said bool) bool {
	if !a.Created.IsZero() && !a.Created.Before(e.Window.End) {
		return true
	}
	if _, known := t.expected[a.ID]; known || a.Deleted || !e.Known || !e.Complete {
		return false
	}
	older := a.Created.IsZero() || a.Created.Before(e.Asked)
	return older && (!said || len(t.arrived) > found)
}

// host names the host of a volume, or of the volume whose snapshot it is.
func (e Evidence) host(own, volume string) string {
	if own != "" {
		return node(own)
	}
	for _, r := range e.Resources {
		if volume != "" && r.Kind == Volume && r.ID == volume && r.Host != "" {
			return node(r.Host)
		}
	}
	for _, a := range e.Arrivals {
		if volume != "" && a.Kind == Volume && a.ID == volume && a.Host != "" {
			return a.Host
		}
	}
	return noHost
}

func (e Evidence) hostOf(t tally, id string) string {
	if host, ok := t.expected[id]; ok {
		return host
	}
	if a := t.arrived[id]; !a.Deleted {
		return e.host(a.Host, a.Volume)
	}
	return noHost
}

// total is one row for all hosts.
func (t tally) total(found int, duplicate map[string]bool, ghosts []string) []Count {
	if found == 0 && len(t.arrived) == 0 && len(t.elsewhere) == 0 {
		return nil
	}
	c := Count{Kind: t.kind, Expected: found, Arrived: len(t.arrived) - len(ghosts), Ghost: ghosts}
	for id := range duplicate {
		c.Duplicate = append(c.Duplicate, id)
	}
	for id := range t.elsewhere {
		if _, here := t.arrived[id]; !here {
			c.Missing = append(c.Missing, id)
			c.Elsewhere = append(c.Elsewhere, id)
		}
	}
	c.sort()
	return []Count{c}
}

func (t tally) row(host string) *Count {
	c := t.hosts[host]
	if c == nil {
		c = &Count{Host: host, Kind: t.kind}
		t.hosts[host] = c
	}
	return c
}

func (t tally) rows() (all []Count) {
	for _, c := range t.hosts {
		c.sort()
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Count) int { return strings.Compare(a.Host, b.Host) })
	return all
}

func (c *Count) sort() {
	for _, list := range [][]string{c.Missing, c.Duplicate, c.Ghost, c.Elsewhere} {
		slices.Sort(list)
	}
}

// Complete reports whether all of a row came, once each, and nothing else.
func (c Count) Complete() bool {
	return c.Expected >= 0 && c.Arrived == c.Expected && len(c.Missing)+len(c.Duplicate)+len(c.Ghost) == 0
}

// Lacking is how many are missing, those among them whose ids are not known.
func (c Count) Lacking() int { return max(c.Expected-c.Arrived, len(c.Missing)) }

// Settled reports whether all that is expected has come, so that there is
// nothing to wait for.
func (e Evidence) Settled() bool {
	for _, k := range []Kind{Volume, Snapshot, Backup} {
		for _, c := range e.count(k) {
			if c.Expected < 0 || c.Lacking() > 0 {
				return false
			}
		}
	}
	return len(e.Outcome.Found) > 0 || e.Known
}

// sums adds the rows up.
func sums(all []Count) (expected, arrived, lacking, duplicate, ghost, elsewhere int) {
	for _, c := range all {
		expected += max(c.Expected, 0)
		arrived += c.Arrived
		lacking += c.Lacking()
		duplicate += len(c.Duplicate)
		ghost += len(c.Ghost)
		elsewhere += len(c.Elsewhere)
	}
	return
}

// kinds says what the numbers are of: "12 volumes, 2 snapshots, 1 backup".
func kinds(all []Count, number func(Count) int) string {
	var parts []string
	for _, k := range []Kind{Volume, Snapshot, Backup} {
		n := 0
		for _, c := range all {
			if c.Kind == k {
				n += number(c)
			}
		}
		switch {
		case n == 1:
			parts = append(parts, "1 "+string(k))
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, k))
		}
	}
	return strings.Join(parts, ", ")
}
