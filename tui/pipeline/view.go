package pipeline

import (
	"strings"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/wrap"
)

// fill makes everything that is drawn, for the present size.
func (p *Page) fill() {
	p.resides()
	if int(p.at-atSides) >= len(p.sides) {
		p.at = atFindings
	}
	p.fillFindings()
	all := p.places()
	if how, body := p.arrange(); how == alone { // the others have rows too, for e
		all = nil
		for _, r := range p.order() {
			all = append(all, place{r, p.width, body})
		}
	}
	for _, pl := range all {
		t := p.tableOf(pl.at)
		t.list.SetSize(pl.width, max(pl.height-1, 0))
		if pl.at >= atSides {
			s := p.side(pl.at)
			s.width, s.height = pl.width, max(pl.height-1, 0)
			s.wide = pl.width >= wideSide
			p.fillSide(s)
		}
	}
	p.fillDetail()
}

// View is the page, exactly as large as SetSize said.
func (p *Page) View() string {
	if p.height == 0 {
		return ""
	}
	var lines []string
	if p.top() > 1 {
		lines = append(lines, draw([]piece{{p.theme.Warn, p.say(p.c.About)}}, p.width, nil))
	}
	lines = append(lines, p.verdictLine(p.width, p.at == atVerdict && p.open() == nil))
	body := max(p.height-len(lines), 0)
	switch how, _ := p.arrange(); {
	case p.open() != nil:
		lines = append(lines, p.detailView(p.width, body)...)
	case how == beside && len(p.sides) > 0:
		lines = append(lines, p.besideView()...)
	default:
		for _, pl := range p.places() {
			lines = append(lines, p.regionView(pl, how)...)
		}
	}
	for len(lines) < p.height {
		lines = append(lines, "")
	}
	for i := range lines[:p.height] {
		lines[i] = dialog.Fit(lines[i], p.width)
	}
	return strings.Join(lines[:p.height], "\n")
}

// besideView draws the sides beside each other and the findings below.
func (p *Page) besideView() (lines []string) {
	places := p.places()
	sides := places[:len(places)-1]
	edge := p.theme.Border.Render("│")
	for i, pl := range sides {
		for y, l := range p.regionView(pl, beside) {
			if i == 0 {
				lines = append(lines, l)
				continue
			}
			lines[y] += edge + l
		}
	}
	return append(lines, p.regionView(places[len(places)-1], beside)...)
}

// regionView is a region with its heading, as large as its place.
func (p *Page) regionView(pl place, how arrangement) []string {
	if pl.height <= 0 {
		return nil
	}
	focus := p.at == pl.at
	lines := make([]string, 0, pl.height)
	if how == alone {
		lines = append(lines, p.bar(pl.width))
	} else {
		lines = append(lines, p.heading(p.title(pl.at), pl.width, focus))
	}
	rows := pl.height - 1
	if t := p.tableOf(pl.at); len(t.rows) > 0 {
		lines = append(lines, t.view(pl.width, rows, p.theme, focus)...)
	} else {
		lines = append(lines, p.empty(pl.at, pl.width)...)
	}
	for len(lines) < pl.height {
		lines = append(lines, "")
	}
	for i := range lines[:pl.height] {
		lines[i] = dialog.Fit(lines[i], pl.width)
	}
	return lines[:pl.height]
}

// title is a region's name and state.
func (p *Page) title(r region) []piece {
	t := p.theme
	if r == atFindings {
		return append(append([]piece{{t.Strong, p.w.Findings + " "}}, p.findingCounts()...), p.lookAge()...)
	}
	s := p.side(r)
	pieces := []piece{{t.Strong, s.broker.Name}, {t.Text, " "}, s.state(t)}
	if s.broker.Address != "" {
		pieces = append(pieces, piece{t.Muted, " " + s.broker.Address})
	}
	return pieces
}

// lookAge says how old everything but the verdict is, or why it is not newer.
func (p *Page) lookAge() []piece {
	t, w := p.theme, p.w
	switch {
	case p.sight == nil || p.sight.Picture.At.IsZero():
		return nil
	case p.look.err != nil:
		return []piece{{t.Error, " · " + w.LookFailed + ": " + p.say(p.look.err.Error())}}
	}
	age := piece{t.Muted, " · " + sprintf(w.SeenAgo, p.ago(p.sight.Picture.At))}
	if p.now.Sub(p.sight.Picture.At) > staleAfter {
		age.style = t.Warn
	}
	return []piece{age}
}

// bar names all regions where only one is shown, which stands in brackets.
func (p *Page) bar(width int) string {
	t := p.theme
	var pieces []piece
	at := p.places()[0].at
	for _, r := range p.order() {
		var name []piece
		if r == atFindings {
			name = append([]piece{{t.Text, p.w.Findings + " "}}, p.findingCounts()...)
		} else {
			s := p.side(r)
			name = []piece{{t.Text, s.broker.Name + " "}, s.state(t)}
		}
		if r == at {
			name = append([]piece{{t.Primary, "["}}, append(name, piece{t.Primary, "]"})...)
		} else {
			name = append([]piece{{t.Text, " "}}, append(name, piece{t.Text, " "})...)
		}
		pieces = append(pieces, name...)
	}
	return draw(pieces, width, nil)
}

// empty says why a region has no rows.
func (p *Page) empty(r region, width int) (lines []string) {
	t, w := p.theme, p.w
	say := piece{t.Muted, w.None}
	switch {
	case p.sight == nil && p.look.err != nil:
		lines = append(lines, p.problem(p.look.err, width)...)
		return lines
	case p.sight == nil:
		say = piece{t.Info, w.Looking}
	case r == atFindings && len(p.sides) == 0:
		say = piece{t.Warn, w.NoBroker}
	case r == atFindings:
		say = piece{t.OK, signOK + " " + w.NoFinding}
	}
	for _, l := range wrap.Lines(say.text, width-1) {
		lines = append(lines, " "+say.style.Render(l))
	}
	return lines
}
