package osloconf

import (
	"slices"
	"strings"
)

// A value may name others, which may name others: a few lines can grow without
// bound, or take for ever to give nothing.
const (
	maxValue      = 1 << 20
	maxReferences = 10_000
)

type interpolation struct {
	config     *Config
	open       []Name // the options being looked up, outermost first
	references int
}

// text replaces $name, ${name} and $group.name by the options' values.
// $$ and \$ are a dollar sign; a $ before anything else is one too. The failure
// holds no text of the value: what looks like a name is often the tail of a
// password.
func (in *interpolation) text(e Entry) (text, failure string) {
	here := Name{Normalise(e.Section), e.Key}
	if slices.Contains(in.open, here) {
		return "", "the value refers to itself"
	}
	in.open = append(in.open, here)
	defer func() { in.open = in.open[:len(in.open)-1] }()

	rest := strings.ReplaceAll(e.Value, `\$`, "$$")
	var b strings.Builder
	for {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if b.Len() > maxValue || in.references > maxReferences {
			return "", "the value refers to too much"
		}
		if !found {
			return b.String(), ""
		}
		name, tail := reference(after)
		switch {
		case strings.HasPrefix(after, "$"):
			b.WriteByte('$')
			rest = after[1:]
		case name == "":
			b.WriteByte('$')
			rest = after
		default:
			in.references++
			value, ok := in.config.lookUp(here.Group, name)
			if !ok {
				return "", "the value refers to an option with $ that no file sets"
			}
			inner, failure := in.text(value)
			if failure != "" {
				return "", failure
			}
			b.WriteString(inner)
			rest = tail
		}
	}
}

// reference splits name or {name} off the text behind a $. The name is "" when
// there is none.
func reference(s string) (name, tail string) {
	braced := strings.HasPrefix(s, "{")
	body := strings.TrimPrefix(s, "{")
	n := 0
	for n < len(body) && inName(body[n], n == 0) {
		n++
	}
	if n == 0 {
		return "", s
	}
	tail = body[n:]
	if braced {
		if !strings.HasPrefix(tail, "}") {
			return "", s
		}
		tail = tail[1:]
	}
	return body[:n], tail
}

func inName(c byte, first bool) bool {
	switch {
	case c == '_', c|0x20 >= 'a' && c|0x20 <= 'z':
		return true
	}
	return !first && (c == '.' || c >= '0' && c <= '9')
}

// lookUp finds the option that a name refers to: in the group that it names, or
// else in the referring option's own and then in DEFAULT. DEFAULT itself cannot
// be named; to oslo.config it is no group.
func (c *Config) lookUp(group, name string) (Entry, bool) {
	candidates := []Name{{group, name}, {"DEFAULT", name}}
	if g, key, dotted := strings.Cut(name, "."); dotted {
		if g == "DEFAULT" {
			return Entry{}, false
		}
		candidates = []Name{{Normalise(g), key}}
	}
	for _, n := range candidates {
		for _, l := range c.files {
			if found := l.values[n]; len(found) > 0 {
				return found[len(found)-1], true
			}
		}
	}
	return Entry{}, false
}
