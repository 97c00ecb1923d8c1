package header

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// tabs is the first line: pages, where a replay is, and what was counted.
func (d *drawer) tabs(width int) string {
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
	right := d.counters()
	if d.s.Secrets {
		right = append(right, plain("! "+d.w.Secrets, 1, d.t.Warn))
	}
	return line(left, right, width)
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
func (d *drawer) counters() []segment {
	st := &d.s.Stats
	var dropped uint64
	for i := range d.s.Brokers {
		dropped += d.s.Brokers[i].PossiblyDropped
	}
	list := []segment{
		d.counter(d.w.Seen, st.Seen, 4, 4, d.t.Text),
		d.counter(d.w.Kept, st.Kept, 5, 5, d.t.Text),
		d.counter(d.w.Evicted, st.Evicted, 4, 7, d.t.Text),
		d.counter(d.w.Duplicates, st.Duplicates, 4, 8, d.t.Text),
		d.counter(d.w.Undecodable, st.Undecodable, 1, 7, d.t.Warn),
		d.counter(d.w.Dropped, dropped, 1, 6, d.t.Error),
	}
	return list
}

func (d *drawer) counter(name string, n uint64, rank, zeroRank int, s theme.Style) segment {
	number := Number(n)
	text := name + " " + number
	if n == 0 {
		return plain(text, zeroRank, d.t.Muted)
	}
	seg := plain(text, rank, s)
	seg.text = d.t.Muted.Render(name+" ") + s.Render(number)
	return seg
}

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
