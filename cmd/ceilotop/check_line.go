package main

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// health is how one thing stands, in the words and with the codes of the
// monitoring plugins' guidelines.
type health int

const (
	healthOK health = iota
	healthWarning
	healthCritical
	healthUnknown
)

func (h health) String() string { return [...]string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}[h] }

// rank orders them as the plugins' own max_state does: what is known to be wrong
// is worse than what is not known.
func (h health) rank() int { return [...]int{0, 2, 3, 1}[h] }

func worse(x, y health) health {
	if y.rank() > x.rank() {
		return y
	}
	return x
}

// gauge is one thing that was measured.
type gauge struct {
	health health
	text   string
	perf   []perf
}

// perf is one value for the monitoring's graphs. What is not known is U, which
// leaves a gap; a zero would be a lie.
type perf struct {
	label     string
	value     string // a plain number; "" unknown
	unit      string // s, or none
	warn, max string // the thresholds for a warning and for critical; "" none
}

func (p perf) String() string {
	value := p.value + p.unit
	if p.value == "" {
		value = "U"
	}
	return "'" + label(p.label) + "'=" + value + ";" + p.warn + ";" + p.max + ";0;"
}

// label leaves out what a label may not have.
func label(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '=' || r == '|' || r == '\'' || r < ' ' {
			return '_'
		}
		return r
	}, sources.Visible(text))
	return text
}

// checkLine is the plugin's one line of output, and how it ends: the worst of
// the gauges, whose texts come first.
func checkLine(all []gauge) (health, string) {
	worst := healthOK
	for _, g := range all {
		worst = worse(worst, g.health)
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(x, y gauge) int { return y.health.rank() - x.health.rank() })
	var texts, values []string
	for _, g := range sorted {
		// One reason may keep several things from being known.
		if text := oneLine(g.text); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	for _, g := range all {
		for _, p := range g.perf {
			values = append(values, p.String())
		}
	}
	line := worst.String() + " - " + strings.Join(texts, "; ")
	if len(values) > 0 {
		line += " | " + strings.Join(values, " ")
	}
	return worst, line
}

// oneLine keeps a text from ending the line or from being taken for values.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t':
			return ' '
		case '|':
			return '/'
		}
		return r
	}, sources.Visible(strings.Join(strings.Fields(text), " ")))
}
