package pipeline

import "github.com/ceilotop/ceilotop/tui/wrap"

import "github.com/ceilotop/ceilotop/sources"

// problem is an error as an operator reads it: what happened, then what to do.
func (p *Page) problem(err error, width int) (lines []string) {
	for _, l := range wrap.Lines(signBroken+" "+p.say(err.Error()), width-1) {
		lines = append(lines, " "+p.theme.Error.Render(l))
	}
	if hint := sources.HintOf(err); hint != "" {
		for _, l := range wrap.Lines(sprintf(p.w.Hint, p.say(hint)), width-1) {
			lines = append(lines, " "+p.theme.Warn.Render(l))
		}
	}
	return lines
}
