package mongodb

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// typed is the value of a condition on metadata, with the type that MongoDB has
// to compare with: strings never equal numbers there.
func typed(c sources.Condition) (any, error) {
	text := strings.TrimSpace(c.Value)
	switch c.Type {
	case "":
		return guess(c)
	case "string":
		return c.Value, nil
	case "integer":
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
	case "float":
		if f, ok := parseFloat(text); ok {
			return f, nil
		}
	case "boolean":
		switch strings.ToLower(text) {
		case "1", "t", "true", "on", "y", "yes":
			return true, nil
		case "0", "f", "false", "off", "n", "no":
			return false, nil
		}
	case "datetime":
		return parseTime(c.Value)
	default:
		return nil, unsupported("the type %q; types are string, integer, float, boolean and datetime", c.Type)
	}
	return nil, fmt.Errorf("the value %q of %s cannot be converted to the type %s", c.Value, c.Field, c.Type)
}

var (
	decimal  = regexp.MustCompile(`^[+-]?(0+|[1-9][0-9]*)$`)
	based    = regexp.MustCompile(`^[+-]?0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)$`)
	floating = regexp.MustCompile(`^[+-]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+|\.[0-9]+[eE][+-]?[0-9]+)$`)
	quoted   = regexp.MustCompile(`^('[^'\\\n]*'|"[^"\\\n]*")$`)
	// collection is what may be a list, a tuple or a dictionary; [web] is none.
	collection = regexp.MustCompile(`^[\[({]\s*(['"0-9+\-\[({].*)?[\])}]$`)
)

// guess types a value as the API does, by Python's ast.literal_eval: True, False,
// None, numbers and what stands in quotes; anything else is the text itself.
func guess(c sources.Condition) (any, error) {
	s := c.Value
	switch {
	case s == "True":
		return true, nil
	case s == "False":
		return false, nil
	case s == "None":
		return nil, nil
	case decimal.MatchString(s), based.MatchString(s):
		n, err := strconv.ParseInt(s, 0, 64)
		if decimal.MatchString(s) {
			n, err = strconv.ParseInt(s, 10, 64)
		}
		if err != nil {
			return nil, unsupported("integers of more than 64 bits, as %s in %s", s, c.Field)
		}
		return n, nil
	case floating.MatchString(s):
		f, _ := strconv.ParseFloat(s, 64) // beyond the range it is infinite, as in Python
		return f, nil
	case quoted.MatchString(s):
		return s[1 : len(s)-1], nil
	case collection.MatchString(s):
		return nil, unsupported("a list as the value of %s; string::%s asks for a text", c.Field, s)
	}
	return s, nil
}

// parseFloat is Python's float() of a text.
func parseFloat(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "xXpP_") {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || math.IsInf(f, 0)
}
