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
func (in *interpolation) text(e Entry, group string) (text, failure string) {
	here := Name{group, e.Key}
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
			inner, failure := in.reference(here.Group, name)
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

// unknown is the failure that oslo.config calls NoSuchOptError.
const unknown = "the value refers to an option with $ that no file sets"

// reference gives the value of the first option that a name may mean. One whose
// own text refers to nothing is passed over: oslo.config takes that for the
// option itself not being there. A group that no file has is taken for one that
// the service knows.
func (in *interpolation) reference(group, name string) (text, failure string) {
	for _, n := range meant(group, name) {
		e, ok := in.config.last(n)
		if !ok {
			continue
		}
		if text, failure = in.text(e, n.Group); failure != unknown {
			return text, failure
		}
	}
	return "", unknown
}

// meant are the options that a name may refer to: in the group that it names,
// or else in the referring option's own and then in DEFAULT. DEFAULT itself
// cannot be named; to oslo.config it is no group.
func meant(group, name string) []Name {
	if g, key, dotted := strings.Cut(name, "."); dotted {
		if g == "DEFAULT" {
			return nil
		}
		return []Name{{Normalise(g), key}}
	}
	if group == "DEFAULT" {
		return []Name{{group, name}}
	}
	return []Name{{group, name}, {"DEFAULT", name}}
}

// last is the assignment that takes effect.
func (c *Config) last(n Name) (Entry, bool) {
	for _, l := range c.files {
		if found := l.values[n]; len(found) > 0 {
			return found[len(found)-1], true
		}
	}
	return Entry{}, false
}
