package pipeline

import (
	"slices"

	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/wrap"
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
		lines := wrap.Lines(sprintf(p.w.Lacks, p.say(lack)), s.width-4)
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
