package jsonpath

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources/meterdef/pyre"
)

var (
	subForm   = regexp.MustCompile(`^sub\(/(.*)/,\s+(.*)\)`)
	splitForm = regexp.MustCompile(`^split\((.),\s+(\d+),\s+(\d+|-1)\)`)
)

// named reads an operator in backquotes.
func named(text string) (node, error) {
	switch {
	case text == "this":
		return this{}, nil
	case text == "parent":
		return parent{}, nil
	case text == "len":
		return length{}, nil
	case text == "sorted":
		return sorted{}, nil
	case strings.HasPrefix(text, "split("):
		m := splitForm.FindStringSubmatch(text)
		if m == nil {
			return nil, errors.New("split is written `split(c, 0, -1)`: one character, which part, how many cuts at most")
		}
		segment, err1 := strconv.Atoi(m[2])
		most, err2 := strconv.Atoi(m[3])
		return cut{m[1], segment, most}, errors.Join(err1, err2)
	case strings.HasPrefix(text, "sub("):
		m := subForm.FindStringSubmatch(text)
		if m == nil {
			return nil, errors.New("sub is written `sub(/regex/, replacement)`")
		}
		re, err := pyre.Compile(strings.TrimSpace(m[1]))
		return substitution{re, strings.TrimSpace(m[2])}, err
	}
	return nil, errors.New("no operator is called `" + text + "`")
}

// substitution finds nothing where it changes nothing.
type substitution struct {
	pattern     *pyre.Regexp
	replacement string
}

func (s substitution) find(d *datum) ([]*datum, error) {
	text, ok := d.value.(string)
	if !ok {
		return nil, errors.New("`sub` of " + kindOf(d.value))
	}
	changed, err := s.pattern.Replace(text, s.replacement)
	if err != nil || changed == text {
		return nil, err
	}
	return []*datum{{value: changed}}, nil
}

// compiled is nil for a pattern that is none, which fails when it is used and not
// when it is read.
func compiled(pattern string) *pyre.Regexp {
	re, err := pyre.Compile(pattern)
	if err != nil {
		return nil
	}
	return re
}
