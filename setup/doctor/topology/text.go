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

// column is a number of a kind of station.
type column struct {
	title string
	of    func(n Node, p Picture) string
}

const missing = "-"

var (
	rate = column{"msg/s", func(n Node, _ Picture) string { return number(n.Rate, decimal) }}
	last = column{"last", func(n Node, p Picture) string {
		if n.Last.IsZero() {
			return missing
		}
		return short(p.At.Sub(n.Last))
	}}
	lag = column{"lag", func(n Node, _ Picture) string { return number(n.Lag, short) }}

	columns = map[Kind][]column{
		Publisher: {rate, lag, last},
		Exchange:  {rate, last},
		Queue: {
			rate,
			{"depth", func(n Node, _ Picture) string { return number(n.Depth, whole) }},
			{"growth/s", func(n Node, _ Picture) string { return number(n.Growth, signed) }},
			{"readers", func(n Node, _ Picture) string { return number(n.Readers, whole) }},
		},
		Consumer: {rate},
		Store:    {{"to do", func(n Node, _ Picture) string { return number(n.Depth, whole) }}, last},
	}
	titles = map[Kind]string{Publisher: "publishers", Exchange: "exchanges", Queue: "queues", Consumer: "consumers", Store: "store"}
)

func whole(n int) string { return fmt.Sprint(n) }

// number is a value, or a dash for one that is not known.
func number[T any](v *T, text func(T) string) string {
	if v == nil {
		return missing
	}
	return text(*v)
}

// cell is how wide a number is with the space before it.
const cell = 9

// heading is the title of a kind with those of its columns.
func (s *sheet) heading(corner string, k Kind) {
	text := s.pad(corner+" "+s.Say(titles[k]), s.names(k))
	for _, c := range columns[k] {
		text += s.right(s.Say(c.title))
	}
	s.line(text)
}

// names is how wide the names of a kind may be.
func (s *sheet) names(k Kind) int { return s.Width - cell*len(columns[k]) }

func (s *sheet) pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-s.Columns(text), 0))
}

func (s *sheet) right(text string) string {
	return strings.Repeat(" ", max(cell-s.Columns(text), 1)) + text
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

// wrapped prints a text behind a word, in lines that fit.
func (s *sheet) wrapped(edge, word, text string, paint func(string) string) {
	if s.Columns(word) > s.Width/4 { // no column of its own
		text, word = word+text, ""
	}
	indent := strings.Repeat(" ", s.Columns(word))
	lead := word
	for _, piece := range s.split(text, s.Width-s.Columns(edge)-s.Columns(word)) {
		piece = lead + piece
		if paint != nil {
			piece = paint(piece)
		}
		s.line(edge + piece)
		lead = indent
	}
}

// split breaks a text at spaces, and a word that is too long anywhere.
func (s *sheet) split(text string, width int) (lines []string) {
	width = max(width, 16)
	line := ""
	for word := range strings.FieldsSeq(text) {
		for s.Columns(word) > width {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			head := s.head(word, width)
			lines, word = append(lines, head), word[len(head):]
		}
		switch {
		case line == "":
			line = word
		case s.Columns(line)+1+s.Columns(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// head is as much of a text as fits, at least one character.
func (s *sheet) head(text string, width int) string {
	end := 0
	for i, r := range text {
		next := i + utf8.RuneLen(r)
		if end > 0 && s.Columns(text[:next]) > width {
			break
		}
		end = next
	}
	return text[:end]
}

// cut shortens a text that does not fit.
func (s *sheet) cut(text string, width int) string {
	if s.Columns(text) <= width {
		return text
	}
	return s.head(text, width-1) + "…"
}
