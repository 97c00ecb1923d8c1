package meters

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// absence is a meter that is expected and may be in no store: what feeds it, and
// what becomes of that behind the brokers. It is immutable.
type absence struct {
	meter  string
	breach breach
	feeds  meterdef.Feeding
	behind setup.Hop
}

// breach is where the way of an absent meter breaks off: a hop of the ledger, or one
// of those behind the brokers.
type breach int

// Those behind the brokers.
const (
	unsaved breach = breach(meterdef.EventsCome) + iota // none of the others, and still no sample
	unread                                              // nobody reads the events, or the pipeline drops the meter
	away                                                // published to where ceilotop cannot look
	coming                                              // the first event is younger than a store's delay
)

// nowhere is the store of what no store has.
var nowhere = &store{}

// lacking are the rows of what is expected; those that a store has are left out
// when the list is made.
func (p *Page) lacking() (rows []*row) {
	for _, a := range p.absent {
		m := &row{key: keyOf(identity{name: a.meter, unique: true}), store: nowhere, absent: true}
		m.meter.Name = a.meter
		rows = append(rows, m)
	}
	return rows
}

// absenceOf is what is missing of a row's meter; nil if nothing is any more.
func (p *Page) absenceOf(r *row) *absence {
	i := slices.IndexFunc(p.absent, func(a *absence) bool { return a.meter == r.meter.Name })
	if !r.absent || i < 0 {
		return nil
	}
	return p.absent[i]
}

// expectedMeters are the meters that ought to be in a store: those whose
// definitions events have hit, and one of each family of the services that are
// here. A name that is made from the event is not known before it is made.
func (p *Page) expectedMeters() (names []string) {
	if p.sight.seen != nil {
		names = p.sight.seen.Expected()
	}
	for _, d := range p.ledger().Definitions() {
		came := d.Events > 0 || d.Hop == meterdef.WrongPriority
		if came && !strings.HasPrefix(d.Meter, "$") && !slices.Contains(names, d.Meter) {
			names = append(names, d.Meter)
		}
	}
	return names
}

// absences are what is expected and may be missing, with the reasons of this
// moment. Which of them a store has is seen when the list is made.
func (p *Page) absences() (all []*absence) {
	if p.lack() != absent {
		return nil
	}
	for _, name := range p.expectedMeters() {
		all = append(all, p.absence(name))
	}
	return all
}

// absence says where the way of a meter breaks off that no store has.
func (p *Page) absence(meter string) *absence {
	a := &absence{meter: meter, feeds: p.ledger().Feeding(meter)}
	a.breach = breach(a.feeds.Hop)
	if a.feeds.Hop != meterdef.EventsCome {
		return a
	}
	a.breach = unsaved
	if p.sight.seen != nil {
		a.behind = p.sight.seen.Behind(meter, a.feeds.Brokers)
	}
	switch {
	case a.behind.State == setup.HopBroken:
		a.breach = unread
	case a.behind.State == setup.HopUnknown:
		a.breach = away
	case p.now.Sub(a.feeds.First) < onItsWay:
		a.breach = coming
	}
	return a
}

// sight is what was last seen of the way behind the brokers.
type sight struct {
	seen    *doctor.Seen
	due     time.Time
	looking bool
}

// sightGood is how long a look is good for: it asks brokers and reads files.
const sightGood = time.Minute

type looked struct {
	seen *doctor.Seen
}

// lookBehind has it looked at anew when that is of use: while the page is on the screen
// and the lists are whole.
func (p *Page) lookBehind() tea.Cmd {
	s := &p.sight
	if p.c.Seen == nil || !p.shown || s.looking || p.now.Before(s.due) || p.lack() != absent {
		return nil
	}
	s.looking = true
	ctx, see := p.ctx, p.c.Seen
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, sightGood)
		defer cancel()
		seen, err := see(ctx)
		if err != nil {
			seen = nil
		}
		return looked{seen}
	}
}

func (p *Page) onLooked(msg looked) {
	p.sight.looking, p.sight.due = false, p.now.Add(sightGood)
	if msg.seen != nil { // an older sight is better than none
		p.sight.seen = msg.seen
	}
	p.expect()
}

// expect looks what is expected and missing now, and has the list made anew if it
// is something else than before.
func (p *Page) expect() {
	was := p.absent
	p.absent = p.absences()
	if !slices.EqualFunc(was, p.absent, func(a, b *absence) bool { return a.meter == b.meter }) {
		p.dirty = true
	}
}

// glyph and style are those of the first column.
func (a *absence) glyph() string {
	switch a.breach {
	case coming:
		return "…"
	case away:
		return "→"
	}
	return "✗"
}

func (a *absence) style(t *theme.Theme) theme.Style {
	switch a.breach {
	case coming:
		return t.Muted
	case away:
		return t.Info
	}
	return t.Error
}

// absentLines say of a meter that no store has what feeds it, when it last did,
// where its way breaks off, and what to do.
func (p *Page) absentLines(a *absence, width int) (lines []line) {
	w, t := p.w, p.theme
	lines = append(lines, line{w.State, piece{a.style(t), a.glyph() + " " + w.NoStoreHas}})
	lines = append(lines, p.fedLines(&a.feeds)...)
	why := ""
	switch {
	case a.breach == coming:
		why = sprintf(w.OnItsWay, p.span(onItsWay))
	case a.behind.Why != "":
		why = p.c.Words.Say(a.behind.Why)
	case a.breach > 0 && a.breach < unsaved:
		why = p.hop(&a.feeds)
	case a.breach == unsaved:
		why = w.Unsaved
	default:
		why = w.NoDefinitions
	}
	lines = wrapped(lines, width, w.BreaksAt, a.style(t), why)
	if a.behind.Hint != "" {
		lines = wrapped(lines, width, "", t.Warn, sprintf(w.Hint, p.c.Words.Say(a.behind.Hint)))
	}
	return lines
}

// namesRoom is more than the names of the fields take beside the values.
const namesRoom = 16

// wrapped adds a value on as many lines as it needs to be read in full.
func wrapped(lines []line, room int, name string, s style, value string) []line {
	if name != "" {
		room -= namesRoom
	}
	for i, part := range paragraph(value, max(room, namesRoom)) {
		if i > 0 {
			name = ""
		}
		lines = append(lines, line{name, piece{s, part}})
	}
	return lines
}
