// Package header draws what stands above every page: the pages, the brokers,
// the counters and whatever must not be overlooked. It is a pure function of
// its State. What does not fit is left out, the least important first; a state
// is always a word, a glyph and a colour.
package header

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// State is all that the header shows.
type State struct {
	Now     time.Time
	Tabs    []Tab
	Brokers []sources.BrokerStatus
	Stats   eventlog.Stats
	Replay  *Replay // nil unless a recording plays
	// RetryKey is shown beside a refused broker; "" if there is no retrying.
	RetryKey string
	// BrokersKey opens the box that has all about the brokers.
	BrokersKey string
	// Secrets says that secrets are on the screen unmasked.
	Secrets bool
}

// Tab is a page that can be shown.
type Tab struct {
	Key, Title string
	Active     bool
}

// Replay is where a recording is.
type Replay struct {
	At, Total time.Duration
	Speed     float64 // 0: as fast as it goes
	Paused    bool
}

// Height is how many rows Lines may take of a screen of that height: two, and
// what the banners need where there is room for them.
func Height(screen int) (lines, banners int) {
	switch {
	case screen < 3:
		return 0, 0
	case screen < 6:
		return 1, 0
	case screen < 10:
		return 2, 0
	case screen < 16:
		return 2, 1
	case screen < 20:
		return 2, 3
	}
	return 2, 8
}

// Lines draws the header of a screen, each line exactly width columns wide.
func Lines(s *State, width, height int, t *theme.Theme, w *words.Words) []string {
	rows, most := Height(height)
	if rows == 0 || width <= 0 {
		return nil
	}
	d := drawer{s: s, t: t, w: &w.Header, words: w}
	banners := d.banners(width)
	banners = banners[:min(len(banners), most)]
	if rows == 1 {
		return append([]string{d.brokers(width)}, banners...)
	}
	// What an operator has to do is worth more than a line of counters.
	top := d.top(width, len(banners) < most)
	lines := append(top[:1:1], d.brokers(width))
	return append(append(lines, top[1:]...), banners...)
}

type drawer struct {
	s     *State
	t     *theme.Theme
	w     *words.Header
	words *words.Words
}

// segment is a piece of a line: what it looks like and how wide that is. The
// segment with the highest rank is left out first; rank 0 stays.
type segment struct {
	text  string
	width int
	rank  int
}

func plain(text string, rank int, s theme.Style) segment {
	return segment{s.Render(text), ansi.StringWidth(text), rank}
}

const gap = 2 // columns between two segments

// line puts left and right segments on one line of exactly width columns.
func line(left, right []segment, width int) string {
	all := append(append([]*segment{}, pointers(left)...), pointers(right)...)
	total := func() int {
		n := 0
		for _, p := range all {
			if p.width > 0 {
				n += p.width + gap
			}
		}
		return max(n-gap, 0)
	}
	for total() > width {
		var worst *segment
		for _, p := range all {
			if p.width > 0 && p.rank > 0 && (worst == nil || p.rank >= worst.rank) {
				worst = p
			}
		}
		if worst == nil {
			break
		}
		worst.width = 0
	}
	l, lw := join(left)
	r, rw := join(right)
	if lw+rw > width || rw > 0 && lw > 0 && lw+gap+rw > width {
		both, w := l, lw
		if w > width {
			both = ansi.Truncate(l, width, "…") + "\x1b[m"
			w = ansi.StringWidth(both)
		}
		return both + strings.Repeat(" ", max(width-w, 0))
	}
	return l + strings.Repeat(" ", width-lw-rw) + r
}

func pointers(list []segment) (p []*segment) {
	for i := range list {
		p = append(p, &list[i])
	}
	return p
}

func join(list []segment) (string, int) {
	var b strings.Builder
	used := 0
	for _, s := range list {
		if s.width == 0 {
			continue
		}
		if used > 0 {
			b.WriteString(strings.Repeat(" ", gap))
			used += gap
		}
		b.WriteString(s.text)
		used += s.width
	}
	return b.String(), used
}
