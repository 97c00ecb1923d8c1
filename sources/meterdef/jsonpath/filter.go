package jsonpath

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/ceilotop/ceilotop/sources/meterdef/pyre"
)

// filter is the elements of a list for which all expressions find something.
type filter []expression

// expression is a path, and what it finds compared with a value unless op is "".
type expression struct {
	target  node
	op      string
	value   Value
	pattern *pyre.Regexp // of ~ and a text
}

func (f filter) find(d *datum) ([]*datum, error) {
	list, ok := d.value.([]Value)
	if !ok {
		return nil, nil
	}
	var all []*datum
	for i, v := range list {
		keep := true
		for _, e := range f {
			found, err := e.holds(&datum{value: v})
			if err != nil {
				return nil, err
			}
			keep = keep && found
		}
		if keep {
			all = append(all, &datum{v, fmt.Sprintf("[%d]", i), d})
		}
	}
	return all, nil
}

func (e expression) holds(d *datum) (bool, error) {
	found, err := e.target.find(d)
	if err != nil || e.op == "" {
		return len(found) > 0, err
	}
	holds := false
	for _, d := range found {
		if d == nowhere {
			return false, errNowhere
		}
		v := d.value
		if v == nil {
			continue
		}
		if _, ok := integer(e.value); ok {
			var known bool
			if v, known, err = toInteger(v); err != nil {
				return false, err
			}
			if !known {
				continue
			}
		}
		ok, err := e.compare(v)
		if err != nil {
			return false, err
		}
		holds = holds || ok
	}
	return holds, nil
}

func (e expression) compare(v Value) (bool, error) {
	switch e.op {
	case "=", "==":
		return Equal(v, e.value), nil
	case "!=":
		return !Equal(v, e.value), nil
	case "~":
		s, ok := v.(string)
		if !ok || e.pattern == nil {
			return false, fmt.Errorf("~ with %s", kindOf(v))
		}
		return e.pattern.Match(s)
	}
	order, ok := compare(v, e.value)
	if !ok {
		return false, fmt.Errorf("%s with %s and %s", e.op, kindOf(v), kindOf(e.value))
	}
	switch {
	case order == 2: // not a number
		return false, nil
	case order == 0:
		return e.op == "<=" || e.op == ">=", nil
	case order < 0:
		return e.op[0] == '<', nil
	}
	return e.op[0] == '>', nil
}

// toInteger is Python's int(v); known is false for a text that is none.
func toInteger(v Value) (i Value, known bool, err error) {
	switch v := v.(type) {
	case bool, int64, *big.Int:
		i, _ := integer(v)
		return normal(i), true, nil
	case float64:
		if math.IsInf(v, 0) {
			return nil, false, errors.New("an integer of what is infinite")
		}
		if math.IsNaN(v) {
			return nil, false, nil
		}
		i, _ := new(big.Float).SetFloat64(v).Int(nil)
		return normal(i), true, nil
	case string:
		i, ok := parseInteger(strings.TrimSpace(v))
		return i, ok, nil
	}
	return nil, false, errors.New("an integer of " + kindOf(v))
}

// parseInteger takes underscores between digits as Python does.
func parseInteger(s string) (Value, bool) {
	unsigned := strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	if len(s)-len(unsigned) > 1 || unsigned == "" || strings.Contains(unsigned, "__") || strings.Trim(unsigned, "_") != unsigned {
		return nil, false
	}
	if strings.Trim(unsigned, "0123456789_") != "" {
		return nil, false
	}
	i, ok := new(big.Int).SetString(strings.ReplaceAll(s, "_", ""), 10)
	if !ok {
		return nil, false
	}
	return normal(i), true
}
