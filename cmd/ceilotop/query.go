package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// queryHint shows the grammar by example.
const queryHint = `-q 'resource_id=web-0; timestamp>=2026-01-15T10:00:00; metadata.size=integer::20'`

// operators are how -q spells the operators of a condition, those with two
// characters first.
var operators = []struct{ text, op string }{
	{"!=", sources.NotEqual},
	{">=", sources.GreaterOrEqual},
	{"<=", sources.LessOrEqual},
	{">", sources.Greater},
	{"<", sources.Less},
	{"=", sources.Equal},
}

// valueTypes may stand before a value, with two colons between.
var valueTypes = []string{"string", "integer", "float", "datetime", "boolean"}

// parseQuery reads a -q as the ceilometer client does (v2/options.py): parts
// between semicolons, each a field, the first operator in it, and a value that
// may have its type before it. Blanks around a field and a value are stripped,
// nothing is quoted. Unlike the client, which sends them and makes the server
// fail, it refuses fields and values that are only blanks.
func parseQuery(text string) ([]sources.Condition, error) {
	var all []sources.Condition
	for at := 0; ; {
		part, _, more := strings.Cut(text[at:], ";")
		c, problem, offset := parseCondition(part)
		if problem != "" {
			column := 1 + utf8.RuneCountInString(text[:at+offset])
			return nil, sources.WithHint(fmt.Errorf("-q %s: missing %s at column %d", text, problem, column), queryHint)
		}
		all = append(all, c)
		if !more {
			return all, nil
		}
		at += len(part) + 1
	}
}

// parseCondition reads one part. If something is missing it says what, and
// where it should have been.
func parseCondition(part string) (c sources.Condition, missing string, offset int) {
	at, width := len(part), 0
	for _, o := range operators {
		// A shorter operator in the same place is part of the longer one.
		if i := strings.Index(part, o.text); i >= 0 && i < at {
			at, width, c.Op = i, len(o.text), o.op
		}
	}
	c.Field = strings.TrimSpace(part[:at])
	c.Value = strings.TrimSpace(part[at+width:])
	switch {
	case width == 0:
		return c, "operator (!= >= <= > < =)", len(part)
	case c.Field == "":
		return c, "field", 0
	case c.Value == "":
		return c, "value", len(part)
	}
	kind, rest, typed := strings.Cut(c.Value, "::")
	if typed && rest != "" && !strings.Contains(rest, "\n") {
		for _, t := range valueTypes {
			if kind == t {
				c.Type, c.Value = kind, rest
			}
		}
	}
	return c, "", 0
}
