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

// brokers is the second line: each broker with its state, and the rate. A
// reason is worth more than the sparkline, the sparkline more than an address
// that does not change, and the box that B opens has all of it.
func (d *drawer) brokers(width int) string {
	right := d.rates(width, true)
	if len(d.s.Brokers) == 0 {
		return line([]segment{plain(d.w.NoBrokers, 0, d.t.Muted)}, right, width)
	}
	states := d.states()
	_, used := join(states)
	if used+d.reasonsWidth() > width-room(right) {
		right = d.rates(width, false)
	}
	left := width - room(right) - used
	if left < 0 {
		return line(d.letters(), right, width)
	}
	left = d.addReasons(states, left)
	left = d.add(states, left, func(b *sources.BrokerStatus) string {
		if b.Address == "" {
			return ""
		}
		return " " + sources.Visible(b.Address)
	})
	d.add(states, left, func(b *sources.BrokerStatus) string {
		if len(b.Missing) == 0 {
			return ""
		}
		return " · " + fmt.Sprintf(d.w.Missing, len(b.Missing))
	})
	return line(states, right, width)
}

func room(list []segment) int {
	_, w := join(list)
	if w > 0 {
		w += gap
	}
	return w
}

// letters are the least that can be said: each broker's name and glyph.
func (d *drawer) letters() (list []segment) {
	for i := range d.s.Brokers {
		b := &d.s.Brokers[i]
		_, glyph := d.word(b)
		list = append(list, plain(sources.Visible(b.Broker)+glyph, 1+i, d.style(b.State)))
	}
	return list
}

func (d *drawer) states() (list []segment) {
	for i := range d.s.Brokers {
		list = append(list, d.state(&d.s.Brokers[i]))
	}
	return list
}

func (d *drawer) reasonsWidth() (n int) {
	for i := range d.s.Brokers {
		if reason := d.reason(&d.s.Brokers[i]); reason != "" {
			n += ansi.StringWidth(reason)
		}
	}
	return n
}

// addReasons says why brokers fail, cut to what is left of the line, and
// returns what is left then.
func (d *drawer) addReasons(states []segment, left int) int {
	for i := range states {
		reason := d.reason(&d.s.Brokers[i])
		if reason == "" || left < leastReason {
			continue
		}
		reason = ansi.Truncate(reason, left, "…")
		states[i].text += reason
		states[i].width += ansi.StringWidth(reason)
		left -= ansi.StringWidth(reason)
	}
	return left
}

// add says something about the brokers that do not fail, of all or of none,
// and returns what is left of the line.
func (d *drawer) add(states []segment, left int, say func(*sources.BrokerStatus) string) int {
	texts, need := make([]string, len(states)), 0
	for i := range texts {
		if b := &d.s.Brokers[i]; b.Err == nil {
			texts[i] = say(b)
			need += ansi.StringWidth(texts[i])
		}
	}
	if need > left {
		return left
	}
	for i, text := range texts {
		states[i].text += d.t.Muted.Render(text)
		states[i].width += ansi.StringWidth(text)
	}
	return left - need
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

// reason is why a broker fails, with what to do about it first: it is what
// must not be cut.
func (d *drawer) reason(b *sources.BrokerStatus) string {
	if b.Err == nil {
		return ""
	}
	text := Reason(b.Err)
	if b.State == sources.Refused && d.s.RetryKey != "" {
		text = fmt.Sprintf(d.w.PressKey, d.s.RetryKey) + " · " + text
	}
	return ": " + text
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
// do before a refused broker, or one that keeps exchanges back, can answer. That is a command to be typed, so it
// goes on in the next line rather than being cut.
func (d *drawer) banners(width int) (lines []string) {
	add := func(s theme.Style, text string) {
		for _, text := range strings.Split(ansi.Wrap(" ! "+text, width, ""), "\n") {
			text = ansi.Truncate(text, width, "…")
			text += strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
			lines = append(lines, s.Render(text))
		}
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
		if len(b.Denied) > 0 {
			// One line, because the others are heard meanwhile; the box has the rest.
			const few = 3
			names := strings.Join(b.Denied[:min(few, len(b.Denied))], ", ")
			if more := len(b.Denied) - few; more > 0 {
				names += fmt.Sprintf(" +%d", more)
			}
			add(d.t.Warn, fmt.Sprintf(d.w.Denied, sources.Visible(b.Broker), sources.Visible(names), d.s.BrokersKey))
		}
	}
	return lines
}
