package usage

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/header"
)

// headLines are the lines above the list: what is summed up, how much of it can be
// known, and what the audits say.
func (p *Page) headLines() []string {
	lines := []string{p.barLine()}
	if p.err != nil {
		lines = append(lines, p.theme.Error.Render("✗ "+sprintf(p.w.Failed, sources.Visible(p.err.Error()))))
	}
	if p.sight == nil {
		return lines
	}
	lines = append(lines, p.knowledgeLines()...)
	if p.sight.Missed > 0 {
		lines = append(lines, p.theme.Warn.Render("! "+sprintf(p.w.Missed, header.Number(p.sight.Missed))))
	}
	if p.sight.Anew {
		lines = append(lines, p.theme.Warn.Render("! "+p.w.Anew))
	}
	return append(lines, p.auditLine())
}

func (p *Page) barLine() string {
	t, w := p.theme, p.w
	how := map[used.By]string{used.ByProject: w.ByProject, used.ByUser: w.ByUser, used.ByResource: w.ByThing}[p.level.by]
	parts := []string{t.Strong.Render(how)}
	if n := len(p.entries); n > 0 {
		_, at, _ := p.list.Position()
		parts = append(parts, t.Muted.Render(sprintf(w.Row, strconv.Itoa(at+1), strconv.Itoa(n))))
	}
	if p.sight != nil && p.sight.Report.From.Unix() > 0 { // something came
		parts = append(parts, t.Text.Render(p.span()))
	}
	if p.level.project != nil {
		parts = append(parts, t.Text.Render(sprintf(w.Of, or(*p.level.project))))
	}
	return strings.Join(parts, t.Border.Render(" · "))
}

// span is the time that is summed up, with one date where one is enough.
func (p *Page) span() string {
	from, to := moment(p.sight.Report.From), moment(p.sight.Report.To)
	if date := len(time.DateOnly); from[:date] == to[:date] {
		to = to[date+1:]
	}
	return sprintf(p.w.Span, from, to)
}

// knowledgeLines say for which kinds the sums are all there is. Kinds of which the
// same is known stand together.
func (p *Page) knowledgeLines() (lines []string) {
	t, w := p.theme, p.w
	kinds := p.sight.Report.Kinds
	same := func(a, b used.Knowledge) bool {
		return a.Whole == b.Whole && a.Why == b.Why && gapSeconds(a) == gapSeconds(b)
	}
	for i, k := range kinds {
		if slices.ContainsFunc(kinds[:i], func(o used.Knowledge) bool { return same(o, k) }) {
			continue
		}
		var names []string
		for _, o := range kinds {
			if same(o, k) {
				names = append(names, p.kind(o.Kind))
			}
		}
		style, text := t.OK, "✓ "+strings.Join(names, ", ")+": "+w.All
		if !k.Whole {
			why := w.NoInventory
			if k.Why == used.Gaps {
				why = w.Gaps
			}
			style, text = t.Warn, "! "+strings.Join(names, ", ")+": "+why
		}
		lines = append(lines, style.Render(text))
		if n := gapSeconds(k); n > 0 {
			lines = append(lines, t.Warn.Render("? "+strings.Join(names, ", ")+": "+sprintf(w.UnobservedFor, strconv.FormatInt(n, 10))))
		}
	}
	return lines
}

func gapSeconds(k used.Knowledge) (n int64) {
	for _, s := range k.Unobserved {
		n += s.Seconds()
	}
	return n
}

func (p *Page) kind(k sources.Kind) string {
	switch k {
	case sources.KindServer:
		return p.w.Servers
	case sources.KindVolume:
		return p.w.Volumes
	}
	return p.w.Images
}

func (p *Page) auditLine() string {
	t, w := p.theme, p.w
	all, differ := len(p.sight.Report.Audits), 0
	for i := range p.sight.Report.Audits {
		if differs(&p.sight.Report.Audits[i]) {
			differ++
		}
	}
	switch {
	case all == 0:
		return t.Muted.Render("· " + w.NoAudit)
	case differ > 0:
		return t.Error.Render("✗ " + sprintf(w.AuditsDiffer, strconv.Itoa(differ), strconv.Itoa(all), p.k.Basis.Help().Key))
	}
	return t.OK.Render("✓ " + sprintf(w.Audits, strconv.Itoa(all)))
}

func differs(a *used.Audit) bool { return len(a.Missing)+len(a.Duplicates)+len(a.Ghosts) > 0 }

func or(id string) string {
	if id == "" {
		return missing
	}
	return sources.Visible(id)
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
