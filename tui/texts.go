package tui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/header"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// openOwnLog shows what the program itself did, the newest last.
func (r *root) openOwnLog() {
	ring := r.c.OwnLog
	lines := func(t *theme.Theme, width int) (lines []string) {
		records, dropped := ring.Records()
		if dropped > 0 {
			lines = append(lines, t.Warn.Render(fmt.Sprintf(r.words.OwnLog.Dropped, dropped)))
		}
		for _, rec := range records {
			level := rec.Level.String()
			style := t.Muted
			switch level {
			case "WARN":
				style = t.Warn
			case "ERROR":
				style = t.Error
			}
			head := rec.Time.UTC().Format(time.TimeOnly) + " "
			text := strings.Split(ansi.Wrap(rec.Text, max(width-15, 10), " "), "\n")
			lines = append(lines, t.Muted.Render(head)+style.Render(fmt.Sprintf("%-5s ", level))+text[0])
			for _, more := range text[1:] {
				lines = append(lines, strings.Repeat(" ", 15)+more)
			}
		}
		if len(lines) == 0 {
			lines = append(lines, t.Muted.Render(r.words.OwnLog.Empty))
		}
		return lines
	}
	r.dialogs.Push(dialog.View(r.words.OwnLog.Title, r.keys, lines).Follow(ring.Changed()).ClosedBy(r.keys.Global.OwnLog))
}

// openBrokers shows all that is known about the brokers; the header has room
// for the half of it at best, and a hint is a command line to be read in full.
func (r *root) openBrokers() {
	lines := func(t *theme.Theme, width int) (lines []string) {
		for i := range r.frame.Brokers {
			if i > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, r.broker(&r.frame.Brokers[i], t, width)...)
		}
		if len(lines) == 0 {
			lines = append(lines, t.Muted.Render(r.words.Brokers.None))
		}
		return lines
	}
	r.dialogs.Push(dialog.View(r.words.Brokers.Title, r.keys, lines).ClosedBy(r.keys.Global.Brokers))
}

func (r *root) broker(b *sources.BrokerStatus, t *theme.Theme, width int) []string {
	w := &r.words.Brokers
	lines := []string{t.Primary.Render(sources.Visible(b.Broker))}
	names := []string{w.Address, w.Server, w.State, w.Since, w.Error, w.Hint, w.Exchanges, w.Missing, w.Denied, w.Queue, w.Received, w.Dropped, w.Note}
	column := 0
	for _, name := range names {
		column = max(column, ansi.StringWidth(name))
	}
	column += 2
	row := func(name, value string, s theme.Style) {
		if value == "" {
			return
		}
		for i, part := range strings.Split(ansi.Wrap(sources.Visible(value), max(width-column-2, 8), " /"), "\n") {
			if i > 0 {
				name = ""
			}
			pad := strings.Repeat(" ", max(column-ansi.StringWidth(name), 0))
			lines = append(lines, "  "+t.Muted.Render(name)+pad+s.Render(part))
		}
	}
	row(w.Address, b.Address, t.Text)
	if b.Version != "" {
		row(w.Server, fmt.Sprintf(r.words.Header.ServerAs, b.Version), t.Text)
	}
	row(w.State, r.state(b), t.Strong)
	if !b.Since.IsZero() {
		row(w.Since, b.Since.UTC().Format(time.DateTime)+"Z", t.Text)
	}
	if b.Err != nil {
		row(w.Error, header.Reason(b.Err), t.Error)
		row(w.Hint, sources.HintOf(b.Err), t.Warn)
	}
	row(w.Exchanges, strings.Join(b.Exchanges, ", "), t.Text)
	row(w.Missing, strings.Join(b.Missing, ", "), t.Warn)
	row(w.Denied, strings.Join(b.Denied, ", "), t.Error)
	row(w.Hint, b.DeniedHint, t.Warn)
	row(w.Queue, r.queue(b), t.Text)
	row(w.Received, header.Number(b.Received), t.Text)
	if b.PossiblyDropped > 0 {
		row(w.Dropped, header.Number(b.PossiblyDropped), t.Error)
	}
	for _, note := range b.Notes {
		row(w.Note, note, t.Text)
	}
	return lines
}

func (r *root) queue(b *sources.BrokerStatus) string {
	if b.Queue == "" || b.QueueDepth < 0 {
		return b.Queue
	}
	return b.Queue + " · " + fmt.Sprintf(r.words.Brokers.Waiting, b.QueueDepth)
}

func (r *root) state(b *sources.BrokerStatus) string {
	w := &r.words.Header
	return [...]string{w.Connecting, w.Live, w.Retrying, w.Refused, w.Ended}[b.State]
}
