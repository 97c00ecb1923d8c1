package osloconf

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode/utf8"
)

// Change is one thing that Edit is asked for. Its values may be passwords, so
// printing it gives the option's name.
type Change struct {
	section, key string
	op           operation
	values       []string
}

type operation uint8

const (
	opSet operation = iota
	opSetMulti
	opUnset
)

// Set gives an option one value. Where the option stands several times in the
// file the last one counts, and only that one is changed.
//
// The value is text as oslo.config interpolates it: a $ begins a reference.
// Literal writes one that does not.
func Set(section, key, value string) Change {
	return Change{section, key, opSet, []string{value}}
}

// SetMulti gives an option that adds up (MultiStrOpt) these values and no
// others. Values that are there already keep their lines and their order.
func SetMulti(section, key string, values ...string) Change {
	return Change{section, key, opSetMulti, values}
}

// Unset removes every assignment of an option. One that is not there is no
// error.
func Unset(section, key string) Change { return Change{section, key, opUnset, nil} }

// Literal writes a text so that interpolation gives it back: $ becomes $$, and
// behind a backslash, which would take the first of the two, it becomes \$.
func Literal(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch {
		case text[i] != '$':
			b.WriteByte(text[i])
		case i > 0 && text[i-1] == '\\':
			b.WriteString(`\$`)
		default:
			b.WriteString("$$")
		}
	}
	return b.String()
}

// name is the option as the services know it.
func (c Change) name() Name { return Name{Normalise(c.section), c.key} }

func (c Change) place() string { return fmt.Sprintf("[%s] %s", c.section, c.key) }

// Format gives the section and the key.
func (c Change) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.place()) }

// LogValue is the section and the key.
func (c Change) LogValue() slog.Value { return slog.StringValue(c.place()) }

// MarshalText gives the section and the key.
func (c Change) MarshalText() ([]byte, error) { return []byte(c.place()), nil }

// check says why a change cannot be written: the reason and the advice.
func (c Change) check() (reason, advice string) {
	switch {
	case c.section == "" || bad(c.section):
		return "the section has a name that cannot be written", "Name the section without line ends."
	case c.op != opUnset && Normalise(c.section) == "default":
		return "no service reads a section of this name", "Write DEFAULT in capitals."
	case c.key == "" || bad(c.key) || strings.ContainsAny(c.key, "=:") || strings.ContainsAny(c.key[:1], "[#; \t") || c.key != strings.TrimFunc(c.key, isSpace):
		return "the key has a name that cannot be written", "Name the key without =, : and blanks around it."
	}
	for _, v := range c.values {
		switch {
		case strings.ContainsAny(v, "\r\n"):
			return "the value has a line end", "Write the value on one line."
		case bad(v):
			return "the value is not UTF-8, or has a NUL in it", "Convert the value to UTF-8."
		}
	}
	return "", ""
}

func bad(s string) bool { return strings.ContainsAny(s, "\r\n\x00") || !utf8.ValidString(s) }

// quoted writes a value so that reading gives it back. oslo.config strips blanks
// and then one pair of equal quotes, so a pair of our own protects both.
func quoted(value string) string {
	if value != strings.TrimFunc(value, isSpace) || value != unquote(value) {
		return `"` + value + `"`
	}
	return value
}

// same reports whether two texts are one to the interpolation.
func same(a, b string) bool {
	return a == b || strings.ReplaceAll(a, `\$`, "$$") == strings.ReplaceAll(b, `\$`, "$$")
}
