package answers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// Write writes an answers file with all answers and what each is for. It never
// holds a password: one that was typed is left out, with a line that says so.
// What it writes gives the same answers when it is read again.
func Write(w io.Writer, a setup.Answers) error {
	return WriteSome(w, a, func(key string) bool {
		f, _ := lookup(key)
		return f.pending == nil || !f.pending(&a)
	})
}

// WriteSome is Write for the answers that were given: the others are left open,
// so that their defaults follow from what the machine is when it is read again,
// and from the answers before them.
func WriteSome(w io.Writer, a setup.Answers, given func(key string) bool) error {
	var b bytes.Buffer
	b.WriteString("# What ceilotop is to set up. Run: ceilotop setup plan --answers FILE\n")
	b.WriteString("# A password is env:NAME, file:PATH or generate.\n")
	indent, group := "", ""
	for _, f := range fields {
		g, key := split(f.key)
		if g != group {
			group = g
			indent = ""
			if g != "" {
				indent = "  "
				fmt.Fprintf(&b, "\n%s:\n", g)
			}
		} else if g == "" {
			b.WriteString("\n")
		}
		wrap(&b, indent+"# ", sentence(f.title)+" "+f.why)
		if len(f.choices) > 0 && len(f.choices) < 8 {
			fmt.Fprintf(&b, "%s# One of %s.\n", indent, strings.Join(f.choices, ", "))
		}
		if f.secret && f.get(&a) == "" && passwordAt(&a, f.key).Set() {
			fmt.Fprintf(&b, "%s# It was typed, and is not kept in this file.\n", indent)
		}
		text := ""
		if given(f.key) {
			text = written(f, &a)
		}
		b.WriteString(strings.TrimRight(indent+key+": "+text, " ") + "\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

// written is an answer as YAML. Nothing behind the colon is what is yet to be
// answered; "" is an answer.
func written(f field, a *setup.Answers) string {
	text := f.get(a)
	if text == "" && f.required {
		return ""
	}
	if !f.list {
		return quoted(text)
	}
	var items []string
	for _, item := range f.items(text) {
		items = append(items, quoted(item))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

var plain = regexp.MustCompile(`^[A-Za-z0-9/.][A-Za-z0-9_./-]*$`)

// quoted leaves a text bare where YAML gives the very text back. Parse takes
// numbers and words like true as they are written, null alone means nothing.
func quoted(s string) string {
	if plain.MatchString(s) && !strings.EqualFold(s, "null") {
		return s
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text always can be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// wrap writes text as comment lines of at most 77 columns.
func wrap(b *bytes.Buffer, prefix, text string) {
	line := prefix
	for word := range strings.FieldsSeq(text) {
		if len(line)+len(word) > 77 && line != prefix {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = prefix
		}
		line += word + " "
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
