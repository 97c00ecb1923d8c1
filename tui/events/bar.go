package events

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// progress is what the line above the list says about the view. It is taken in
// Update, because asking a view takes its lock.
type progress struct {
	percent int // of the scan, 100 when it is over
	looked  int // events
	took    string
}

func (p *Page) progressed() {
	v := p.view
	if p.coming != nil {
		v = p.coming
	}
	done, total, finished := v.Progress()
	p.progress.percent, p.progress.looked = 100, done
	if !finished && total > 0 {
		p.progress.percent = min(done*100/total, 99)
	}
	p.progress.took = ""
	if n := p.view.Len(); p.scope.request != "" && n > 1 {
		first, last := p.view.At(0), p.view.At(n-1)
		if e, f := &p.pair[0], &p.pair[1]; p.read(first, e) && p.read(last, f) {
			p.progress.took = p.duration(moment(f).Sub(moment(e)))
		}
	}
	if p.saving.running {
		p.saving.shown = int(p.saving.done.Load())
	}
}

// topView is what stands above the list: the state of the list, or what is
// being typed and below it whether that is right.
func (p *Page) topView(width int) []string {
	switch {
	case p.prompt.open:
		return []string{p.promptView(width), p.promptHint(width)}
	case p.window:
		return []string{p.cells([]piece{{p.theme.Info, p.w.WindowHelp}}, 0, width, nil)}
	}
	return []string{p.cells(p.bar(), 0, width, nil)}
}

// bar says what is listed and whether it moves.
func (p *Page) bar() []piece {
	t, w := p.theme, p.w
	var pieces []piece
	add := func(s theme.Style, text string) {
		if len(pieces) > 0 {
			pieces = append(pieces, piece{t.Border, " · "})
		}
		pieces = append(pieces, piece{s, text})
	}
	_, at, total := p.list.Position()
	switch {
	case p.paused:
		add(t.Warn, w.Paused)
	case p.list.Follow():
		add(t.OK, w.Following)
	default:
		add(t.Muted, w.Browsing)
	}
	if p.newer > 0 {
		add(t.Info, sprintf(w.New, group(p.newer)))
	}
	switch all := p.scope == (scope{}); {
	case !p.list.Follow() && total > 0:
		add(t.Text, sprintf(w.Row, group(at+1), group(total)))
	case !all:
		add(t.Text, sprintf(w.Total, group(total)))
	}
	if p.scope.request != "" {
		add(t.Primary, sprintf(w.RequestIs, p.scope.request))
		if p.progress.took != "" {
			add(t.Text, sprintf(w.Took, p.progress.took))
		}
	}
	if p.scope.resource != "" {
		add(t.Primary, sprintf(w.ResourceIs, p.scope.resource))
	}
	if p.scope.filter != nil {
		add(t.Key, sprintf(w.FilterIs, p.scope.filter.String()))
	}
	if p.scope.since > 0 {
		add(t.Key, sprintf(w.From, p.hour(p.scope.from)))
	}
	if p.sorting.running {
		add(t.Info, w.Sorting)
	} else if !p.sorting.natural() && p.rows.sorted != nil {
		add(t.Key, sprintf(w.SortedBy, p.sortTitle(), p.direction()))
		if n := len(p.rows.sorted.keys); n < p.sorting.of {
			add(t.Warn, sprintf(w.SortedPart, group(n), group(p.sorting.of)))
		}
	}
	if p.progress.percent < 100 {
		add(t.Info, sprintf(w.Scanning, p.progress.percent))
	}
	if p.saving.running {
		add(t.Info, w.Saving+" "+sprintf(w.SavedSoFar, group(p.saving.shown), group(p.saving.total)))
	}
	for i := range pieces {
		pieces[i].text = visible(pieces[i].text)
	}
	return pieces
}

func (p *Page) sortTitle() string {
	for i := range p.columns {
		if p.columns[i].ID == cmp.Or(p.sorting.by, timeColumn) {
			return p.titleOf(&p.columns[i])
		}
	}
	return ""
}

func (p *Page) promptLabel() string {
	if p.prompt.search {
		return p.w.SearchPrompt + " /"
	}
	return p.w.FilterPrompt + " /"
}

func (p *Page) promptView(width int) string {
	label := p.cells([]piece{{p.theme.Key, p.promptLabel()}}, 0, min(ansi.StringWidth(p.promptLabel()), width), nil)
	return label + p.prompt.field.View(width-ansi.StringWidth(label), p.theme)
}

// promptHint says what is wrong with the filter, below the place, or what it
// has found so far.
func (p *Page) promptHint(width int) string {
	t, w := p.theme, p.w
	if e := p.prompt.err; e != nil {
		text := p.prompt.field.Value()
		msg := visible(p.c.FilterError(e))
		offset := max(0, min(e.Offset, len(text)))
		at := ansi.StringWidth(p.promptLabel()) + ansi.StringWidth(strings.ToValidUTF8(text[:offset], ""))
		if at+2+ansi.StringWidth(msg) <= width {
			return p.cells([]piece{{t.Error, strings.Repeat(" ", at) + "^ " + msg}}, 0, width, nil)
		}
		return p.cells([]piece{{t.Error, sprintf(w.ErrorAt, ansi.StringWidth(text[:offset])+1, msg)}}, 0, width, nil)
	}
	if p.prompt.search {
		return p.cells(nil, 0, width, nil)
	}
	pieces := []piece{{t.Text, sprintf(w.Matches, group(p.rows.Len()), group(p.stats.Kept))}}
	if p.progress.percent < 100 {
		pieces = append(pieces, piece{t.Border, " · "}, piece{t.Info, sprintf(w.Scanning, p.progress.percent)})
	}
	pieces = append(pieces, piece{t.Border, "   "}, piece{t.Muted, w.FilterHelp})
	return p.cells(pieces, 0, width, nil)
}
