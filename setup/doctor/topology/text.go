package topology

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// TextOptions say how Text prints.
type TextOptions struct {
	Width int // columns; 0 is 80
	// Broken colours what is broken, which has a word as well; nil leaves it.
	Broken func(string) string
	// Say translates a text; nil is English. Columns is how wide a text is on a
	// screen; nil counts characters.
	Say     func(string) string
	Columns func(string) int
}

func (o TextOptions) filled() TextOptions {
	same := func(text string) string { return text }
	if o.Width <= 0 {
		o.Width = 80
	}
	o.Width = max(o.Width, 40)
	if o.Broken == nil {
		o.Broken = same
	}
	if o.Say == nil {
		o.Say = same
	}
	if o.Columns == nil {
		o.Columns = utf8.RuneCountInString
	}
	return o
}

// Text is the picture for a terminal: one broker below the other, station by
// station in the order of the way, each with what it leads to and its numbers. A
// number that is not known is a dash. What is broken has the word BROKEN and the
// reason.
func (p Picture) Text(o TextOptions) string {
	s := &sheet{TextOptions: o.filled(), picture: p}
	for _, b := range p.Brokers {
		s.broker(b)
	}
	if len(p.Brokers) == 0 {
		s.line(s.Say("no broker is known"))
	}
	s.heading("└─", Store)
	s.rows("  ", []Node{p.Store}, Broker{})
	return s.String()
}

// sheet is a text that grows by lines.
type sheet struct {
	strings.Builder
	TextOptions
	picture Picture
}

func (s *sheet) line(text string) {
	s.WriteString(strings.TrimRight(text, " ") + "\n")
}

func (s *sheet) broker(b Broker) {
	s.line("┌─ " + s.Say("broker") + " " + b.Name + "  " + b.Address)
	for _, text := range b.Alarms {
		s.broken("│  ", s.Say("ALARM")+"  ", s.Say(text))
	}
	for _, text := range b.Lacks {
		s.wrapped("│  ", s.Say("not known")+"  ", s.Say(text), nil)
	}
	for _, k := range []Kind{Publisher, Exchange, Queue, Consumer} {
		var nodes []Node
		quiet := make(map[string][]string)
		for _, n := range b.Nodes {
			switch {
			case n.Kind != k:
			case n.tacit():
				quiet[n.Why] = append(quiet[n.Why], n.Name)
			default:
				nodes = append(nodes, n)
			}
		}
		if len(nodes)+len(quiet) == 0 {
			s.line("├─ " + s.Say(titles[k]) + ": " + s.Say("none was seen"))
			continue
		}
		s.heading("├─", k)
		s.rows("│ ", nodes, b)
		for _, why := range []string{unheard, absent, silent} {
			if len(quiet[why]) > 0 {
				s.wrapped("│    ", s.Say(why)+": ", strings.Join(quiet[why], ", "), nil)
			}
		}
	}
	s.line("│")
}

// tacit reports whether there is nothing to say about a station but that it has
// said nothing: such ones are named in one line.
func (n Node) tacit() bool {
	return (n.Why == silent || n.Why == unheard || n.Why == absent) && !n.Broken && len(n.Findings) == 0 && n.Last.IsZero() && (n.Rate == nil || *n.Rate == 0)
}

// most is how many stations of a kind are printed one by one.
const most = 40

// rows are the stations of one kind: what is broken in any case, the others as
// far as there is room.
func (s *sheet) rows(edge string, nodes []Node, b Broker) {
	broken := 0
	for _, n := range nodes {
		if n.Broken {
			broken++
		}
	}
	room, left := max(most-broken, 0), 0
	for _, n := range nodes {
		if n.Broken || room > 0 {
			if !n.Broken {
				room--
			}
			s.row(edge, n, b)
		} else {
			left++
		}
	}
	if left > 0 {
		s.line(edge + "   " + s.Say(fmt.Sprintf("and %d more", left)))
	}
}

func (s *sheet) row(edge string, n Node, b Broker) {
	width := s.names(n.Kind) - 1
	name := edge + "   " + n.Name
	to := ""
	if targets := b.targets(n); targets != "" {
		to = "→ " + targets
	}
	beside := to != "" && s.Columns(name)+1+s.Columns(to) <= width
	if beside {
		name += " " + to
	}
	text := s.pad(s.cut(name, width), s.names(n.Kind))
	for _, c := range columns[n.Kind] {
		text += s.right(c.of(n, s.picture))
	}
	if n.Broken {
		text = edge + s.Broken(strings.TrimRight(strings.TrimPrefix(text, edge), " "))
	}
	s.line(text)
	if to != "" && !beside {
		s.wrapped(edge+"     ", "→ ", strings.TrimPrefix(to, "→ "), nil)
	}
	if from := b.sources(n); from != "" {
		s.wrapped(edge+"     ", "← ", from, nil)
	}
	switch {
	case n.Broken:
		s.broken(edge+"     ", s.Say("BROKEN")+"  ", s.Say(n.Why))
	case n.Why != "":
		s.wrapped(edge+"     ", "", s.Say(n.Why), nil)
	}
	if len(n.Findings) > 0 {
		s.wrapped(edge+"     ", "", "ceilotop doctor --only "+strings.Join(n.Findings, " --only "), nil)
	}
}

func (s *sheet) broken(edge, word, text string) { s.wrapped(edge, word, text, s.Broken) }
