package header

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// leastReason is the shortest piece of a reason that says anything.
const leastReason = 12

// brokers is the second line: each broker with its state, and the rate.
func (d *drawer) brokers(width int) string {
	if len(d.s.Brokers) == 0 {
		return line([]segment{plain(d.w.NoBrokers, 0, d.t.Muted)}, d.rates(width, true), width)
	}
	right := d.rates(width, true)
	left, whole := d.states(width - room(right))
	if !whole { // a reason is worth more than the sparkline
		right = d.rates(width, false)
		left, _ = d.states(width - room(right))
	}
	return line(left, right, width)
}

func room(list []segment) int {
	_, w := join(list)
	if w > 0 {
		w += gap
	}
	return w
}

// states draws each broker's letter, glyph and state, and shares what is left
// of width among their reasons and addresses. whole reports that nothing was
// cut.
func (d *drawer) states(width int) (list []segment, whole bool) {
	whole = true
	for i := range d.s.Brokers {
		list = append(list, d.state(&d.s.Brokers[i]))
	}
	_, used := join(list)
	left := width - used
	if left < 0 {
		for i := range list {
			b := &d.s.Brokers[i]
			_, glyph := d.word(b)
			list[i] = plain(sources.Visible(b.Broker)+glyph, 1+i, d.style(b.State))
		}
		return list, false
	}
	for _, failing := range []bool{true, false} {
		for i := range list {
			b := &d.s.Brokers[i]
			if (b.Err != nil) != failing {
				continue
			}
			text, style := d.tail(b)
			if text == "" {
				continue
			}
			sep := " "
			if b.Err != nil {
				sep = ": "
			}
			need := ansi.StringWidth(text) + len(sep)
			if need > left {
				whole = false
				// Half an address is worse than none.
				if b.Err == nil || left < leastReason {
					continue
				}
				text = ansi.Truncate(text, left-len(sep), "…")
				need = ansi.StringWidth(text) + len(sep)
			}
			list[i].text += style.Render(sep + text)
			list[i].width += need
			left -= need
		}
	}
	return list, whole
}

func (d *drawer) state(b *sources.BrokerStatus) segment {
	word, glyph := d.word(b)
	name := sources.Visible(b.Broker)
	s := d.style(b.State)
	return segment{
		text:  d.t.Strong.Render(name) + " " + s.Render(glyph+" "+word),
		width: ansi.StringWidth(name + " " + glyph + " " + word),
	}
}

// tail is the reason of a failure, or where a broker is that answers.
func (d *drawer) tail(b *sources.BrokerStatus) (string, theme.Style) {
	if b.Err != nil {
		text := Reason(b.Err)
		if b.State == sources.Refused && d.s.RetryKey != "" {
			text = fmt.Sprintf(d.w.PressKey, d.s.RetryKey) + " · " + text
		}
		return text, d.t.Text
	}
	text := sources.Visible(b.Address)
	if len(b.Missing) > 0 && b.State == sources.Live {
		text += " · " + fmt.Sprintf(d.w.Missing, len(b.Missing))
	}
	return text, d.t.Muted
}

// Reason is an error as one line that is safe to show.
func Reason(err error) string {
	return sources.Visible(strings.Join(strings.Fields(err.Error()), " "))
}

func (d *drawer) word(b *sources.BrokerStatus) (word, glyph string) {
	switch b.State {
	case sources.Live:
		return d.w.Live, "●"
	case sources.Retrying:
		wait := b.RetryAt.Sub(d.s.Now)
		if wait <= 0 {
			return d.w.RetryNow, "↻"
		}
		return fmt.Sprintf(d.w.RetryIn, Seconds(wait)), "↻"
	case sources.Refused:
		return d.w.Refused, "✗"
	case sources.Ended:
		return d.w.Ended, "■"
	}
	return d.w.Connecting, "○"
}

// Seconds rounds up, so that a countdown ends with 1s and not with 0s.
func Seconds(d time.Duration) string {
	n := int((d + time.Second - 1) / time.Second)
	if n < 60 {
		return fmt.Sprintf("%ds", n)
	}
	return fmt.Sprintf("%dm%02ds", n/60, n%60)
}

func (d *drawer) style(s sources.State) theme.Style {
	switch s {
	case sources.Live:
		return d.t.OK
	case sources.Retrying:
		return d.t.Warn
	case sources.Refused:
		return d.t.Error
	case sources.Ended:
		return d.t.Muted
	}
	return d.t.Info
}

// banners are what stops the cloud's publishers, and what the operator has to
// do before a refused broker can answer.
func (d *drawer) banners(width int) (lines []string) {
	add := func(s theme.Style, text string) {
		text = ansi.Truncate(" ! "+text, width, "…")
		text += strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
		lines = append(lines, s.Render(text))
	}
	for i := range d.s.Brokers {
		b := &d.s.Brokers[i]
		name := sources.Visible(b.Broker)
		if b.Blocked != "" {
			add(d.t.Banner, fmt.Sprintf(d.w.Blocked, name, sources.Visible(b.Blocked)))
		}
		if len(b.Alarms) > 0 {
			add(d.t.Banner, fmt.Sprintf(d.w.Alarm, name, sources.Visible(strings.Join(b.Alarms, ", "))))
		}
	}
	for i := range d.s.Brokers {
		b := &d.s.Brokers[i]
		if hint := sources.HintOf(b.Err); b.State == sources.Refused && hint != "" {
			add(d.t.Warn, sources.Visible(b.Broker)+": "+sources.Visible(hint))
		}
	}
	return lines
}
