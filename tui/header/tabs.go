package header

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// top is the first line, with pages, where a replay is, and what was counted;
// and a line for the counters alone where the first has no room for one that is
// not 0. Before that words and numbers are shortened. Without own there is no
// other line, and the least important counters are left out.
func (d *drawer) top(width int, own bool) []string {
	var left []segment
	for _, tab := range d.s.Tabs {
		text := tab.Key + " " + tab.Title
		if tab.Active {
			// The brackets are the sign for those who see no colours.
			left = append(left, plain("["+text+"]", 0, d.t.Primary))
		} else {
			left = append(left, plain(text, 3, d.t.Tab))
		}
	}
	if r := d.s.Replay; r != nil {
		left = append(left, plain(d.replay(r), 2, d.t.Info))
	}
	var secrets []segment
	if d.s.Secrets {
		secrets = []segment{plain("! "+d.w.Secrets, 1, d.t.Warn)}
	}
	taken := room(left) + room(secrets)
	long, short := d.counters(false), d.counters(true)
	switch {
	case taken+least(long) <= width:
		return []string{line(left, append(long, secrets...), width)}
	case taken+least(short) <= width || !own || width < leastOwn:
		return []string{line(left, append(short, secrets...), width)}
	case least(long) <= width:
		return []string{line(left, secrets, width), line(long, nil, width)}
	}
	return []string{line(left, secrets, width), line(short, nil, width)}
}

func (d *drawer) replay(r *Replay) string {
	w := &d.words.Replay
	text := fmt.Sprintf(w.Position, clock(r.At), clock(r.Total))
	switch {
	case r.Paused:
		return text + " " + w.Paused
	case r.Speed == 0:
		return text + " " + w.Unpaced
	}
	return text + " ×" + strconv.FormatFloat(r.Speed, 'g', 4, 64)
}

func clock(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}

// counters are what was seen and what of it is not to be seen any more. A loss
// outranks everything; a loss that did not happen is the first to go.
func (d *drawer) counters(short bool) []segment {
	st := &d.s.Stats
	var dropped uint64
	for i := range d.s.Brokers {
		dropped += d.s.Brokers[i].PossiblyDropped
	}
	number, duplicates, drops := Number, d.w.Duplicates, d.w.Dropped
	if short {
		number, duplicates, drops = Brief, d.w.DuplicatesShort, d.w.DroppedShort
	}
	counter := func(name string, n uint64, rank, zeroRank int, s theme.Style) segment {
		text := name + " " + number(n)
		if n == 0 {
			return plain(text, zeroRank, d.t.Muted)
		}
		seg := plain(text, rank, s)
		seg.text = d.t.Muted.Render(name+" ") + s.Render(number(n))
		return seg
	}
	return []segment{
		counter(d.w.Seen, st.Seen, 4, zero, d.t.Text),
		counter(d.w.Kept, st.Kept, 5, zero+1, d.t.Text),
		counter(d.w.Evicted, st.Evicted, 4, zero+3, d.t.Text),
		counter(duplicates, st.Duplicates, 4, zero+4, d.t.Text),
		counter(d.w.Undecodable, st.Undecodable, 1, zero+3, d.t.Warn),
		counter(drops, dropped, 1, zero+2, d.t.Error),
	}
}

// leastOwn is how wide a screen is on which a line of counters says enough.
const leastOwn = 40

// zero is the lowest rank of a counter that says 0.
const zero = 6

// least is how wide the counters are that are not 0.
func least(counters []segment) int {
	var some []segment
	for _, s := range counters {
		if s.rank < zero {
			some = append(some, s)
		}
	}
	_, w := join(some)
	return w
}

// Brief writes n with at most four digits or signs, rounded down.
func Brief(n uint64) string {
	if n < 10_000 {
		return strconv.FormatUint(n, 10)
	}
	unit := 0
	for ; n >= 1_000_000 && unit < len(units)-1; unit++ {
		n /= 1000
	}
	if n < 10_000 {
		return strconv.FormatUint(n/1000, 10) + "." + strconv.FormatUint(n/100%10, 10) + units[unit:unit+1]
	}
	return strconv.FormatUint(n/1000, 10) + units[unit:unit+1]
}

const units = "kMGTPE"

// Number writes n with separators, and shortened from ten million on: nobody
// reads the last digits of what changes thirty times a second.
func Number(n uint64) string {
	switch {
	case n >= 10_000_000_000:
		return strconv.FormatFloat(float64(n)/1e9, 'f', 1, 64) + "G"
	case n >= 10_000_000:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + "M"
	}
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
