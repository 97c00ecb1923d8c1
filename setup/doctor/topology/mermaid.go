package topology

import (
	"fmt"
	"strings"
)

// Mermaid is the picture as a flowchart of mermaid, from left to right: a
// subgraph for each broker, dashed where it is broken. Names come from outside,
// so that nothing of them is taken for a part of the language.
//
// Stations that have said nothing are one node for each reason: an agent makes
// fifteen exchanges, of which most clouds use five.
func (p Picture) Mermaid() string {
	m := &chart{picture: p, short: make(map[string]string)}
	m.WriteString("flowchart LR\n")
	for i, b := range p.Brokers {
		fmt.Fprintf(m, "  subgraph b%d[\"%s\"]\n", i, title(b))
		for i, n := range b.Nodes {
			if m.short[n.ID] == "" {
				m.node("    ", n, b.Nodes[i+1:])
			}
		}
		m.WriteString("  end\n")
	}
	m.node("  ", p.Store, nil)
	for _, b := range p.Brokers {
		m.edges(b)
	}
	m.WriteString("  classDef broken stroke:#c00,stroke-width:3px,color:#c00\n")
	return m.String()
}

// chart is a flowchart that grows by lines.
type chart struct {
	strings.Builder
	picture Picture
	short   map[string]string // mermaid's ids, which are words
	count   int
}

// node draws a station, and with one that has said nothing all others of its kind
// that have not either.
func (m *chart) node(indent string, n Node, others []Node) {
	id := fmt.Sprintf("n%d", m.count)
	m.count++
	m.short[n.ID] = id
	if n.tacit() {
		for _, o := range others {
			if o.tacit() && o.Kind == n.Kind && o.Why == n.Why {
				m.short[o.ID] = id
				n.Name += ", " + o.Name
			}
		}
	}
	open, end := shape(n.Kind)
	fmt.Fprintf(m, "%s%s%s\"%s\"%s\n", indent, id, open, label(n, m.picture), end)
	if n.Broken {
		fmt.Fprintf(m, "%sclass %s broken\n", indent, id)
	}
}

// edges draws each way once. The key of a binding is said where it is not the
// queue's own name.
func (m *chart) edges(b Broker) {
	drawn := make(map[string]bool)
	for _, e := range bundled(b.Edges) {
		from, to := m.short[e.From], m.short[e.To]
		if from == "" || to == "" {
			continue
		}
		arrow := "-->"
		if e.Broken {
			arrow = "-.->"
		}
		if e.Key == b.name(e.To) {
			e.Key = ""
		}
		if said := edgeLabel(e); said != "" {
			arrow += "|\"" + said + "\"|"
		}
		line := fmt.Sprintf("  %s %s %s\n", from, arrow, to)
		if !drawn[line] {
			drawn[line] = true
			m.WriteString(line)
		}
	}
}

// shape is how a kind of station is drawn.
func shape(k Kind) (open, end string) {
	switch k {
	case Exchange:
		return "{{", "}}"
	case Queue, Store:
		return "[(", ")]"
	case Consumer:
		return "([", "])"
	}
	return "[", "]"
}

func title(b Broker) string {
	parts := append([]string{strings.TrimSpace(strings.Join([]string{"broker", b.Name, b.Address}, " "))}, b.Alarms...)
	for _, text := range b.Lacks {
		parts = append(parts, "not known: "+text)
	}
	return joined(parts)
}

func label(n Node, p Picture) string {
	parts := append([]string{n.Name}, figures(n, p.At)...)
	if n.Broken {
		parts = append(parts, "BROKEN: "+n.Why)
	} else if n.Why != "" {
		parts = append(parts, n.Why)
	}
	return joined(parts)
}

func edgeLabel(e Edge) string {
	var parts []string
	if e.Key != "" {
		parts = append(parts, e.Key)
	}
	if e.Rate != nil {
		parts = append(parts, decimal(*e.Rate)+"/s")
	}
	return joined(parts)
}

func joined(parts []string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = escape(part)
	}
	return strings.Join(escaped, "<br/>")
}

// escape writes everything that mermaid, or the HTML and the Markdown that it
// makes of a label, could take for something else as an entity.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == ' ', r == '.', r == ',', r == '/', r == ':', r == '-', r == '@', r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r > 0x7f:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
