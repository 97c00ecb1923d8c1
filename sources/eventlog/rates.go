package eventlog

import (
	"slices"
	"strings"
	"time"
)

const (
	seconds  = 60 // what a series remembers
	rateOver = 5  // seconds that a rate is the mean of
)

// clock is the moment a rate is asked for, and the second of the first event.
type clock struct {
	now   time.Time
	start int64
}

// series counts per second, for the last minute. The zero value is ready.
type series struct {
	ring [seconds]uint32
	last int64 // the newest second in ring
}

// advance forgets what is more than a minute old.
func (s *series) advance(sec int64) {
	if sec-s.last >= seconds {
		s.ring = [seconds]uint32{}
		s.last = sec
		return
	}
	for s.last < sec {
		s.last++
		s.ring[s.last%seconds] = 0
	}
}

// add counts one event. A clock that was set back counts in the newest second.
func (s *series) add(sec int64) {
	if sec > s.last {
		s.advance(sec)
	}
	s.ring[s.last%seconds]++
}

// at returns the count of a second.
func (s *series) at(sec int64) uint32 {
	if sec > s.last || sec <= s.last-seconds || sec < 0 {
		return 0
	}
	return s.ring[sec%seconds]
}

// copyTo fills dst with the minute up to sec and reports whether it is not flat.
func (s *series) copyTo(dst []uint32, sec int64) (busy bool) {
	sec = max(sec, s.last)
	for i := range dst {
		dst[i] = s.at(sec - int64(len(dst)-1-i))
		busy = busy || dst[i] > 0
	}
	return busy
}

// rate is the mean over the running second and the four before it, or over the
// time since the first event, when that is less; never over less than one.
func (s *series) rate(at clock) float64 {
	sec := at.now.Unix()
	sum := uint64(0)
	for i := range int64(rateOver) {
		sum += uint64(s.at(sec - i))
	}
	over := float64(min(rateOver-1, sec-at.start)) + float64(at.now.Nanosecond())/1e9
	return float64(sum) / max(over, 1)
}

// names counts per name, for the first maxNames different ones; all others
// share one place.
type names struct {
	byName map[string]*tally
	other  tally
}

type tally struct {
	series
	total uint64
	when  time.Time
}

// tallyBytes is a tally and its place in the map.
const tallyBytes = 300 + 100

func newNames() names { return names{byName: make(map[string]*tally)} }

// size is what it can grow to, so that the log's bound holds whatever comes.
func (n *names) size() int64 { return maxNames * (tallyBytes + maxNameLength) }

const maxNameLength = 256

func (n *names) add(name string, now time.Time) {
	if len(name) > maxNameLength {
		name = strings.ToValidUTF8(name[:maxNameLength-3], "") + "…"
	}
	t := n.byName[name]
	if t == nil {
		t = &n.other
		if len(n.byName) < maxNames {
			t = new(tally)
			n.byName[strings.Clone(name)] = t
		}
	}
	t.series.add(now.Unix())
	t.total++
	t.when = now
}

func (n *names) counts(at clock) []Count {
	out := make([]Count, 0, len(n.byName)+1)
	for name, t := range n.byName {
		out = append(out, t.count(name, at))
	}
	slices.SortFunc(out, func(a, b Count) int {
		if a.Total != b.Total {
			return int(min(max(int64(b.Total)-int64(a.Total), -1), 1))
		}
		return strings.Compare(a.Name, b.Name)
	})
	if n.other.total > 0 {
		out = append(out, n.other.count(Other, at))
	}
	return out
}

func (t *tally) count(name string, at clock) Count {
	c := Count{Name: name, Total: t.total, Rate: t.rate(at), Last: t.when}
	sec := at.now.Unix()
	if sec-t.last < seconds {
		c.Spark = make([]uint32, seconds)
		t.copyTo(c.Spark, sec)
	}
	return c
}
