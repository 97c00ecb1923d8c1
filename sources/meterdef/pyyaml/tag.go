package pyyaml

import (
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// tagged knows the tags that say of a word what it is.
func (r *reader) tagged(n *ast.TagNode, depth int) (Value, error) {
	tag := n.Start.Value
	switch tag {
	case "!!map", "!!seq":
		return r.value(n.Value, depth+1)
	case "!!str", "!", "!!int", "!!float", "!!bool", "!!null":
	default:
		return nil, refuse(n, "the tag "+tag+" is not understood")
	}
	s, ok := n.Value.(ast.ScalarNode)
	if !ok {
		return nil, refuse(n, "no text")
	}
	v, ok := meant(tag, s.GetToken().Value)
	if !ok {
		return nil, refuse(n, "no value of the tag "+tag)
	}
	return v, nil
}

// decimals are what Python's float understands of a text.
var decimals = regexp.MustCompile(`^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$`)

// meant is the value of a word that has a tag, quoted or not, and whether the
// tag has such a value.
func meant(tag, word string) (Value, bool) {
	text := strings.TrimSpace(word)
	switch tag {
	case "!!int":
		return integer(text), integers.MatchString(text)
	case "!!float":
		plainly := decimals.MatchString(strings.ReplaceAll(text, "_", ""))
		sixties := strings.Contains(text, ":") && (integers.MatchString(text) || floats.MatchString(text))
		return float(text), plainly || sixties || strings.HasPrefix(strings.TrimLeft(text, "+-"), ".") && floats.MatchString(text)
	case "!!bool":
		is, ok := plain(word).(bool)
		return is, ok
	case "!!null":
		return nil, true
	}
	return word, true
}
