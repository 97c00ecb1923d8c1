package wizard

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/wrap"
)

// The signs of states. Each stands beside a word or explains itself.
const (
	signDone    = "✓"
	signFailed  = "✗"
	signChange  = "~"
	signBlocked = "!"
	signRuns    = "▸"
	signWaits   = "·"
	signUnknown = "?"
	signElse    = "-"
)

// text is a text in a style. What came from outside is made visible.
func text(s theme.Style, words string) string { return s.Render(sources.Visible(words)) }

// textf is text with a format.
func textf(s theme.Style, format string, args ...any) string {
	return text(s, fmt.Sprintf(format, args...))
}

// wrapped is a paragraph in a style, between words where it can.
func wrapped(s theme.Style, words string, width int) (lines []string) {
	for _, line := range wrap.Lines(words, width) {
		lines = append(lines, s.Render(line))
	}
	return lines
}

// named is a field: its name in a column, and its value beside it.
func (p *Page) named(name string, column int, s theme.Style, value string, width int) (lines []string) {
	if value == "" {
		return nil
	}
	for i, line := range wrapped(s, value, max(width-column, 8)) {
		if i > 0 {
			name = ""
		}
		lines = append(lines, p.theme.Muted.Render(padded(sources.Visible(name), column))+line)
	}
	return lines
}

// names is the width of a column that has room for each of the names.
func names(all ...string) (column int) {
	for _, name := range all {
		column = max(column, ansi.StringWidth(name))
	}
	return column + 2
}

// padded fills text up to width cells; longer text stays as it is.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
}

// problem is an error as an operator reads it: what happened, then what to do.
func (p *Page) problem(err error, width int) []string {
	if err == nil {
		return nil
	}
	var lines []string
	sign := signFailed + " "
	for one := range strings.SplitSeq(err.Error(), "\n") { // several that were joined
		lines = append(lines, wrapped(p.theme.Error, sign+p.say(one), width)...)
		sign = "  "
	}
	if hint := sources.HintOf(err); hint != "" {
		lines = append(lines, wrapped(p.theme.Warn, fmt.Sprintf(p.w.Hint, p.say(hint)), width)...)
	}
	return lines
}

// first is an error where there is room for one line: of several that were
// joined, the first.
func (p *Page) first(err error) string {
	one, _, _ := strings.Cut(err.Error(), "\n")
	return p.say(one)
}

// say is a text of the engine in the interface's language.
func (p *Page) say(english string) string {
	if english == "" {
		return ""
	}
	return p.c.Words.Say(english)
}

// pair is a thing and what is said of it, which may be nothing. Chinese has a
// colon of its own.
func (p *Page) pair(of, what string) string {
	if what == "" {
		return of
	}
	return sprintf(p.w.Felt, of, what)
}

func (p *Page) notice(text string) tea.Cmd { return page.Notify(page.Warn, text) }

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func cells(line string) int { return ansi.StringWidth(line) }

// cutLeft takes cells away from the begin of a line and keeps its styles.
func cutLeft(line string, n int) string { return ansi.TruncateLeft(line, n, "") }

func rule(width int) string { return strings.Repeat("─", max(width, 0)) }
