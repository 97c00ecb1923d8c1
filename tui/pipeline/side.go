package pipeline

import (
	"slices"

	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// side is a broker's side of the picture.
type side struct {
	broker *topology.Broker
	store  *topology.Node // at the end of the way; nil on the other sides
	table  *table
	wide   bool
	width  int
	height int // rows that there is room for
}

// kinds are the stations in the order of the way.
var kinds = []topology.Kind{topology.Publisher, topology.Exchange, topology.Queue, topology.Consumer, topology.Store}

// wideSide is the width from which every number has a column of its own.
const wideSide = 64

// resides makes a side for each broker of the picture, and keeps those there are.
func (p *Page) resides() {
	if p.sight == nil {
		return
	}
	brokers := p.sight.Picture.Brokers
	sides := make([]*side, len(brokers))
	for i := range brokers {
		b := &brokers[i]
		at := slices.IndexFunc(p.sides, func(s *side) bool { return s.broker.Name == b.Name })
		if at >= 0 {
			sides[i] = p.sides[at]
		} else {
			sides[i] = &side{table: newTable()}
		}
		sides[i].broker, sides[i].store = b, nil
	}
	if len(sides) > 0 && p.sight.Picture.Store.Name != "" {
		sides[storeSide(brokers)].store = &p.sight.Picture.Store
	}
	p.sides = sides
}

// storeSide is the side at whose end the store stands: B's, on which telemetry
// arrives, or else the last.
func storeSide(brokers []topology.Broker) int {
	if i := slices.IndexFunc(brokers, func(b topology.Broker) bool { return b.Name == "B" }); i >= 0 {
		return i
	}
	return len(brokers) - 1
}

// nodes are the stations of a kind, in their order.
func (s *side) nodes(k topology.Kind) (all []*topology.Node) {
	if k == topology.Store {
		if s.store != nil {
			all = append(all, s.store)
		}
		return all
	}
	for i := range s.broker.Nodes {
		if n := &s.broker.Nodes[i]; n.Kind == k {
			all = append(all, n)
		}
	}
	return all
}

// broken counts what is broken on a side.
func (s *side) broken() (n int) {
	for _, k := range kinds {
		for _, node := range s.nodes(k) {
			if node.Broken {
				n++
			}
		}
	}
	return n + len(s.broker.Alarms)
}

// need is how many lines a side has when nothing is folded, with its heading.
func (s *side) need() int {
	n := 1 + len(s.broker.Alarms) + len(s.broker.Lacks)
	for _, k := range kinds {
		if nodes := s.nodes(k); len(nodes) > 0 {
			n += 1 + len(nodes)
		}
	}
	return n
}

// blind reports whether nothing is known about a side.
func (s *side) blind() bool { return len(s.broker.Nodes) == 0 && len(s.broker.Lacks) > 0 }

// state is a side in a sign and a few characters.
func (s *side) state(t *theme.Theme) piece {
	switch n := s.broken(); {
	case n > 0:
		return piece{t.Error, sprintf("%s%d", signBroken, n)}
	case s.blind():
		return piece{t.Warn, signUnknown}
	}
	return piece{t.OK, signOK}
}

// stations are the nodes of a kind and how many of them have a row.
type stations struct {
	kind  topology.Kind
	nodes []*topology.Node
	rows  int
}

// lines is how many rows the stations take: their head, and one for those that
// are folded.
func (s *stations) lines() int {
	if s.rows < len(s.nodes) {
		return s.rows + 2
	}
	return s.rows + 1
}

// fold decides how many stations of each kind have a row of their own: one at
// least, then those that are broken, then the others, of each kind in turn, as
// long as there is room.
func fold(all []stations, room int, every bool) {
	used := 0
	for i := range all {
		s := &all[i]
		if s.rows = 1; every {
			s.rows = len(s.nodes)
		}
		used += s.lines()
	}
	grow := func(upTo func(*stations) int) {
		for grown := true; grown; {
			grown = false
			for i := range all {
				s := &all[i]
				if s.rows >= upTo(s) {
					continue
				}
				more := *s
				if more.rows++; more.rows == len(s.nodes)-1 {
					more.rows++ // a row that says "1 more" says less than the one
				}
				if now := used - s.lines() + more.lines(); now <= room {
					used, s.rows, grown = now, more.rows, true
				}
			}
		}
	}
	grow(func(s *stations) int { return brokenOf(s.nodes) })
	grow(func(s *stations) int { return len(s.nodes) })
	for i := range all {
		if s := &all[i]; s.rows < len(s.nodes) {
			slices.SortStableFunc(s.nodes, func(a, b *topology.Node) int { return weight(b) - weight(a) })
		}
	}
}

// weight says which stations have a row before others: those that are broken,
// about which something was found, and through which something goes.
func weight(n *topology.Node) int {
	busy := n.Rate != nil && *n.Rate > 0 || n.Depth != nil && *n.Depth > 0
	return 4*first(n.Broken) + 2*first(len(n.Findings) > 0) + first(busy)
}

func first(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func brokenOf(nodes []*topology.Node) (n int) {
	for _, node := range nodes {
		n += first(node.Broken)
	}
	return n
}

// fillSide makes the rows of a side.
func (p *Page) fillSide(s *side) {
	t, w := p.theme, p.w
	var rows []row
	for _, alarm := range s.broker.Alarms {
		rows = append(rows, row{
			id: "alarm:" + alarm, broken: true, rest: true,
			cells: []piece{{t.Error, signBroken}, {t.Error, sprintf(w.Alarm, p.say(alarm))}},
			opens: subject{kind: ofBroker, broker: s.broker.Name},
		})
	}
	lacks := p.lackRows(s)
	var all []stations
	for _, k := range kinds {
		if nodes := s.nodes(k); len(nodes) > 0 {
			all = append(all, stations{kind: k, nodes: nodes})
		}
	}
	fold(all, s.height-len(rows)-len(lacks), p.all)
	for i := range all {
		rows = append(rows, p.stationRows(s, &all[i])...)
	}
	s.table.set(s.columns(), append(rows, lacks...))
}

// mostLackLines is how many lines one lack takes at most; Enter shows all of it.
const mostLackLines = 3

// lackRows say what is not known about a side.
func (p *Page) lackRows(s *side) (rows []row) {
	t := p.theme
	for _, lack := range s.broker.Lacks {
		sign := signUnknown
		lines := paragraph(sprintf(p.w.Lacks, p.say(lack)), s.width-4)
		if len(lines) > mostLackLines {
			lines = lines[:mostLackLines]
			lines[mostLackLines-1] += "…"
		}
		for i, text := range lines {
			rows = append(rows, row{
				id: sprintf("lack:%d:%s", i, lack), rest: true,
				cells: []piece{{t.Warn, sign}, {t.Warn, text}}, opens: subject{kind: ofBroker, broker: s.broker.Name},
			})
			sign = signNothing
		}
	}
	return rows
}

// stationRows are a head, the stations that have a row, and one for the others.
func (p *Page) stationRows(s *side, st *stations) []row {
	t := p.theme
	head := row{head: true, cells: []piece{{t.Header, ""}, {t.Header, p.kindTitle(st.kind)}}}
	for _, text := range s.pick(st.kind, p.titles(st.kind)) {
		head.cells = append(head.cells, piece{t.Muted, text})
	}
	rows := []row{head}
	for _, n := range st.nodes[:st.rows] {
		r := row{id: n.ID, broken: n.Broken, opens: subject{kind: ofNode, broker: s.broker.Name, id: n.ID}}
		sign, style := piece{t.Text, signNothing}, t.Text
		if n.Broken {
			sign, style = piece{t.Error, signBroken}, t.Error
		} else if len(n.Findings) > 0 {
			sign = piece{t.Warn, signWarn}
		}
		r.cells = []piece{sign, {style, middle(n.Name, s.nameWidth())}}
		for _, text := range s.pick(st.kind, p.numbers(n)) {
			c := piece{style, text}
			if text == missing {
				c.style = t.Muted
			}
			r.cells = append(r.cells, c)
		}
		rows = append(rows, r)
	}
	if more := len(st.nodes) - st.rows; more > 0 {
		r := row{id: "more:" + string(st.kind), rest: true, opens: subject{kind: ofFold}}
		sign, style := signNothing, t.Muted
		if r.broken = brokenOf(st.nodes[st.rows:]) > 0; r.broken {
			sign, style = signBroken, t.Error
		}
		r.cells = []piece{{style, sign}, {style, "… " + sprintf(p.w.More, more)}}
		rows = append(rows, r)
	}
	return rows
}

func (p *Page) kindTitle(k topology.Kind) string {
	w := p.w
	switch k {
	case topology.Publisher:
		return w.Publishers
	case topology.Exchange:
		return w.Exchanges
	case topology.Queue:
		return w.QueuesTitle
	case topology.Consumer:
		return w.Consumers
	}
	return w.StoreTitle
}

// columns are those of the numbers, in the order of figures.
type figures [6]string // rate, depth, growth, readers, lag, last

// has are the figures that a kind of station has, by their place.
var has = map[topology.Kind][]int{
	topology.Publisher: {0, 4, 5},
	topology.Exchange:  {0, -1, 5},
	topology.Queue:     {1, 2, 3},
	topology.Consumer:  {0, -1, 5},
	topology.Store:     {-1, 4, 5},
}

func (p *Page) titles(k topology.Kind) figures {
	w := p.w
	return figures{w.Rate, w.Depth, w.Growth, w.Readers, w.Lag, w.Last}
}

func (p *Page) numbers(n *topology.Node) figures {
	return figures{rate(n.Rate), brief(n.Depth), growth(n.Growth), brief(n.Readers), p.lag(n.Lag), p.ago(n.Last)}
}

// pick gives the figures that a kind has: three columns that mean another thing
// for each kind, or, on a wide side, each in its own.
func (s *side) pick(k topology.Kind, f figures) []string {
	if s.wide {
		all := make([]string, len(f))
		for _, i := range has[k] {
			if i >= 0 {
				all[i] = f[i]
			}
		}
		if k == topology.Queue { // a wide side has room for a queue's rate too
			all[0] = f[0]
		}
		return all
	}
	few := make([]string, 0, 3)
	for _, i := range has[k] {
		if i < 0 {
			few = append(few, "")
			continue
		}
		few = append(few, f[i])
	}
	return few
}

// nameWidth is the room for a station's name.
func (s *side) nameWidth() int {
	const sign, gap = 3, 1 // the cursor, the sign and the gap behind it
	rest := s.width - sign
	for _, n := range s.numberWidths() {
		rest -= n + gap
	}
	return max(rest, 6)
}

func (s *side) numberWidths() []int {
	if s.wide {
		return []int{5, 5, 6, 5, 6, 5}
	}
	return []int{5, 6, 4}
}

func (s *side) columns() []list.Column {
	columns := []list.Column{
		{ID: "sign", Width: 1, Keep: true},
		{ID: "name", Width: 18, Min: 6, Max: 60, Keep: true, Rank: 1},
	}
	for i, n := range s.numberWidths() {
		columns = append(columns, list.Column{ID: string(rune('a' + i)), Width: n, Right: true, Rank: 2 + i})
	}
	return columns
}
