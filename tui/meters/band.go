package meters

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// groups are what a new installation is accepted by: a meter of each has to be
// there after somebody has used images, volumes and instances.
var groups = [...]accepted{{"image", true, "image.size"}, {"volume", true, "volume.size"}, {"memory", false, "memory"}, {"vcpus", false, "vcpus"}}

type accepted struct {
	name   string
	below  bool   // those whose name goes on behind a dot count too
	likely string // the one that comes first
}

func (a *accepted) has(name string) bool {
	return name == a.name || a.below && strings.HasPrefix(name, a.name+".")
}

func (a *accepted) title() string {
	if a.below {
		return a.name + ".*"
	}
	return a.name
}

// verdict is what the band says of a group.
type verdict struct {
	is    presence
	state state // of the freshest one, when there is one
	row   *row
}

type presence uint8

const (
	undetermined presence = iota // some list is not whole
	awaited                      // lists are still on their way
	there
	absent
	elsewhere // no store that can be read has it, but there is another one
)

// askedNames is how many names of a group are asked for samples.
const askedNames = 3

// asked are the rows of a group whose samples tell its age: those that are
// polled before those that come by use, the more frequent first.
func (p *Page) asked(g int) []*row {
	list := slices.Clone(p.order.named[g])
	slices.SortStableFunc(list, func(a, b *row) int {
		x, y := p.expected(a.meter.Name).every, p.expected(b.meter.Name).every
		return cmp.Or(cmp.Compare(truth(y > 0), truth(x > 0)), cmp.Compare(b.count, a.count), cmp.Compare(a.meter.Name, b.meter.Name))
	})
	return list[:min(len(list), askedNames)]
}

// judgeBand brings the band up to date.
func (p *Page) judgeBand() {
	for g := range groups {
		p.band[g] = p.verdict(g)
	}
}

func (p *Page) verdict(g int) verdict {
	if len(p.order.named[g]) > 0 {
		v := verdict{is: there}
		asked := p.asked(g)
		judged := p.expected(asked[0].meter.Name).every > 0
		for _, r := range asked {
			if judged && p.expected(r.meter.Name).every == 0 {
				break // what comes by use proves nothing where another is overdue
			}
			s := p.state(r, p.reading(r))
			if v.row == nil || better(s, v.state) || s == v.state && p.newer(r, v.row) {
				v.state, v.row = s, r
			}
		}
		return v
	}
	return verdict{is: p.lack()}
}

// lack is what it means that no store listed a meter.
func (p *Page) lack() presence {
	waiting, broken, away, read := p.search.running, false, false, 0
	for _, s := range p.stores {
		switch {
		case s.Elsewhere != "":
			away = true
		case s.loading():
			waiting = true
		case s.whole() && p.order.whole[s]:
			read++
		case s.whole():
			waiting = true // it is not among the rows yet
		default:
			broken = true
		}
	}
	switch {
	case waiting:
		return awaited
	case broken:
		return undetermined
	case away:
		return elsewhere
	case read == 0:
		return undetermined
	}
	return absent
}

// better reports whether a says more in favour of a group than b: fresh before
// late before stale before all that is no verdict.
func better(a, b state) bool {
	rank := func(s state) int {
		return [...]int{0, 1, 2, 3, 7, 6, 4, 9, 8, 5}[s]
	}
	return rank(a) > rank(b)
}

func (p *Page) newer(a, b *row) bool {
	x, y := p.reading(a), p.reading(b)
	return x != nil && (y == nil || x.newest.Timestamp.After(y.newest.Timestamp))
}

// How much the band says: as much as fits on a line.
const (
	signs     = iota // whether a meter is there
	shortly          // its age if all is well, else what is wrong
	wordily          // both
	withLabel        // and what the line is about
)

// bandView is the acceptance band in one line.
func (p *Page) bandView(width int) string {
	for detail := withLabel; ; detail-- {
		pieces := p.bandPieces(detail)
		if detail == signs || cells(pieces) <= width {
			return p.draw(pieces, width)
		}
	}
}

func (p *Page) bandPieces(detail int) (pieces []piece) {
	t := p.theme
	if detail == withLabel {
		pieces = append(pieces, piece{t.Muted, p.w.Acceptance + " "})
	}
	for g := range groups {
		if g > 0 {
			pieces = append(pieces, piece{t.Text, strings.Repeat(" ", 1+min(detail, 1))})
		}
		glyph, style, words := p.bandWords(g, detail)
		pieces = append(pieces, piece{style, glyph + groups[g].title()})
		if words != "" {
			pieces = append(pieces, piece{t.Text, " "}, piece{style, words})
		}
	}
	return pieces
}

// bandWords is a group's verdict as a glyph, a style and, with enough room, words.
func (p *Page) bandWords(g, detail int) (glyph string, s theme.Style, words string) {
	t, w, v := p.theme, p.w, &p.band[g]
	switch v.is {
	case there:
		age := ""
		if g := p.reading(v.row); g != nil && !g.newest.Timestamp.IsZero() {
			age = p.age(p.now.Sub(g.newest.Timestamp))
		}
		return p.present(v.state, age, detail)
	case awaited:
		glyph, s = "…", t.Muted
	case absent:
		glyph, s, words = "✗", t.Error, w.Missing
		if a := p.absence(groups[g].likely); a.breach != 0 {
			glyph, s, words = a.glyph(), a.style(t), w.Breaches[a.breach]
			if detail > shortly {
				words = w.Missing + ": " + words
			}
		}
	case elsewhere:
		glyph, s, words = "→", t.Info, w.Elsewhere
	default:
		glyph, s, words = "?", t.Warn, w.Unknown
	}
	if detail == signs {
		words = ""
	}
	return glyph, s, words
}

// present says how a meter that is there does.
func (p *Page) present(s state, age string, detail int) (glyph string, style theme.Style, words string) {
	glyph, style = "✓", s.style(p.theme)
	switch s {
	case stale:
		glyph = "✗"
	case late, failed, none, ahead:
		glyph = "!"
	case fresh, byUse:
		style = p.theme.OK
	}
	well := s == fresh || s == byUse || s == unjudged
	switch {
	case detail == signs:
		return glyph, style, ""
	case well && (detail == shortly || s != fresh):
		return glyph, style, age
	case detail == shortly || age == "":
		return glyph, style, s.word(p.w)
	}
	return glyph, style, age + " " + s.word(p.w)
}
