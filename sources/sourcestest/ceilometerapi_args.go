package sourcestest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// arguments are those of a request as WSME reads them.
type arguments struct {
	conditions []sources.Condition
	limit      int // 0: none was given
	unique     bool
	meterLinks bool
	period     int
	groupBy    []string
	aggregates []sources.Aggregate
}

// read takes the arguments that a call allows and refuses others.
func read(rawQuery string, allowed ...string) (*arguments, *fault) {
	values := url.Values{}
	// A raw ; separates too, as in WebOb of that time.
	for part := range strings.FieldsFuncSeq(rawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(part, "=")
		key, err1 := url.QueryUnescape(name)
		text, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			return nil, page(http.StatusBadRequest, "URI or form is not properly encoded.")
		}
		values.Add(key, text)
	}
	a := &arguments{meterLinks: true}
	for name := range values {
		if first, _, _ := strings.Cut(name, "."); !slices.Contains(allowed, first) || first == name && (first == "q" || first == "aggregate") {
			return nil, unknownArgument(name, "")
		}
	}
	var err *fault
	if a.conditions, err = conditions(values); err != nil {
		return nil, err
	}
	for _, number := range []struct {
		name string
		into *int
	}{{"limit", &a.limit}, {"period", &a.period}} {
		if err := integer(values, number.name, number.into); err != nil {
			return nil, err
		}
	}
	links := 1
	if err := integer(values, "meter_links", &links); err != nil {
		return nil, err
	}
	a.meterLinks = links != 0
	if values.Has("limit") && a.limit <= 0 {
		return nil, refuse(http.StatusBadRequest, "Limit must be positive")
	}
	a.unique = slices.Contains([]string{"1", "t", "true", "on", "y", "yes"}, strings.ToLower(strings.TrimSpace(values.Get("unique"))))
	a.groupBy = values["groupby"]
	for i, f := range values["aggregate.func"] {
		aggregate := sources.Aggregate{Func: f}
		if params := values["aggregate.param"]; i < len(params) {
			aggregate.Param = params[i]
		}
		if !slices.Contains(a.aggregates, aggregate) {
			a.aggregates = append(a.aggregates, aggregate)
		}
	}
	return a, nil
}

// conditions reads q.field, q.op, q.type and q.value, which run in parallel.
func conditions(values url.Values) ([]sources.Condition, *fault) {
	fields, texts := values["q.field"], values["q.value"]
	n := max(len(fields), len(texts), len(values["q.op"]), len(values["q.type"]))
	if len(fields) < n || len(texts) < n {
		return nil, refuse(http.StatusInternalServerError, "'UnsetType' object has no attribute 'startswith'")
	}
	var all []sources.Condition
	for i := range n {
		c := sources.Condition{Field: fields[i], Op: "eq", Value: texts[i]}
		if ops := values["q.op"]; i < len(ops) {
			c.Op = ops[i]
		}
		if types := values["q.type"]; i < len(types) {
			c.Type = types[i]
		}
		if !slices.Contains([]string{"lt", "le", "eq", "ne", "ge", "gt"}, c.Op) {
			return nil, invalidInput("op", c.Op, "Value should be one of: 'lt', 'le', 'eq', 'ne', 'ge', 'gt'")
		}
		all = append(all, c)
	}
	return all, nil
}

// integer reads a number as Python's int() does, which takes blanks, a sign and
// any size.
func integer(values url.Values, name string, into *int) *fault {
	given := values[name]
	switch {
	case len(given) == 0:
		return nil
	case len(given) > 1:
		return invalidInput(name, strings.Join(given, ", "), "Only one value expected")
	}
	digits := strings.TrimSpace(given[0])
	n, err := strconv.Atoi(digits)
	if err != nil && strings.Trim(strings.TrimLeft(digits, "+-"), "0123456789") == "" && strings.ContainsAny(digits, "0123456789") {
		n, err = int(^uint(0)>>1), nil
		if strings.HasPrefix(digits, "-") {
			n = -n
		}
	}
	if err != nil {
		return invalidInput(name, given[0], "unable to convert to int. Error: invalid literal for int() with base 10: "+pythonRepr(given[0]))
	}
	*into = n
	return nil
}
