package pipeline

import (
	"strconv"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/tui/list"
)

// shownFindings are those that ask for something. What a check could not judge
// is among them, because unknown is not well.
func (p *Page) shownFindings() (all []int) {
	if p.sight == nil {
		return nil
	}
	for i := range p.sight.Findings {
		switch p.sight.Findings[i].Result {
		case doctor.OK, doctor.NotApplicable:
		default:
			all = append(all, i)
		}
	}
	return all
}

// findingKey names a finding in this sight and in the next.
func findingKey(f *doctor.Finding) string { return f.Check + "\x00" + f.Subject }

// finding is the one with the key, nil when it is not found any more.
func (p *Page) finding(key string) *doctor.Finding {
	if p.sight == nil {
		return nil
	}
	for i := range p.sight.Findings {
		if f := &p.sight.Findings[i]; findingKey(f) == key {
			return f
		}
	}
	return nil
}

// titleOf is a finding's title. That of a check which could not be made says
// what would be so if all were well.
func (p *Page) titleOf(f *doctor.Finding) string {
	if f.Result == doctor.Unknown {
		return p.w.Unknown + ": " + p.say(f.Title)
	}
	return p.say(f.Title)
}

func (p *Page) fillFindings() {
	t := p.theme
	var rows []row
	for _, i := range p.shownFindings() {
		f := &p.sight.Findings[i]
		sign, style, _ := p.result(f.Result)
		title := piece{t.Text, p.titleOf(f)}
		if f.Result == doctor.Critical {
			title.style = style
		}
		step := ""
		if f.Step != "" {
			step = f.Step
		}
		rows = append(rows, row{
			id: findingKey(f), broken: f.Result == doctor.Critical, opens: subject{kind: ofFinding, id: findingKey(f)},
			cells: []piece{{style, sign}, title, {t.Muted, f.Check}, {t.Info, step}},
		})
	}
	p.findings.set([]list.Column{
		{ID: "sign", Width: 1, Keep: true},
		{ID: "title", Width: 70, Min: 8, Max: 160, Keep: true, Rank: 1},
		{ID: "check", Width: 24, Min: 12, Max: 36, Rank: 3},
		{ID: "step", Width: 4, Min: 2, Max: 6, Rank: 2},
	}, rows)
}

// findingCounts are how many there are of each sort, worst first.
func (p *Page) findingCounts() (pieces []piece) {
	t := p.theme
	if p.sight == nil {
		return []piece{{t.Muted, p.w.NotLooked}}
	}
	n := map[doctor.Result]int{}
	for _, i := range p.shownFindings() {
		n[p.sight.Findings[i].Result]++
	}
	for _, r := range []doctor.Result{doctor.Critical, doctor.Warning, doctor.Unknown, doctor.Info} {
		if n[r] > 0 {
			sign, style, _ := p.result(r)
			if len(pieces) > 0 {
				pieces = append(pieces, piece{t.Text, " "})
			}
			pieces = append(pieces, piece{style, sign + strconv.Itoa(n[r])})
		}
	}
	if len(pieces) == 0 {
		pieces = append(pieces, piece{t.OK, signOK})
	}
	return pieces
}
