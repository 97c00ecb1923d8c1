package ceilometer

import (
	"fmt"
	"math"

	"github.com/ceilotop/ceilotop/sources"
)

// statistic reads a row of /v2/meters/NAME/statistics.
func (d *decoder) statistic(b []byte, s *sources.Statistic) (int, error) {
	*s = sources.Statistic{}
	counted := false
	end, err := object(b, 0, 0, func(key, raw []byte) (err error) {
		var n sources.Number
		switch name := string(key); name {
		case "groupby":
			s.GroupBy, err = d.groups(raw)
		case "aggregate":
			s.Aggregates, err = d.aggregates(raw)
		case "unit":
			s.Unit, err = d.text(name, raw)
		case "min":
			s.Min, err = d.number(name, raw)
		case "max":
			s.Max, err = d.number(name, raw)
		case "avg":
			s.Avg, err = d.number(name, raw)
		case "sum":
			s.Sum, err = d.number(name, raw)
		case "count":
			counted = true
			s.Count, err = d.number(name, raw)
		case "duration":
			n, err = d.number(name, raw)
			s.Duration = n.Value
		case "period":
			if n, err = d.number(name, raw); err == nil && (n.Value != math.Trunc(n.Value) || math.Abs(n.Value) > math.MaxInt32) {
				err = fmt.Errorf("period is %s, which is no number of seconds", shorten(string(raw), 40))
			}
			s.Period = int(n.Value)
		case "duration_start":
			s.DurationStart, err = d.time(name, raw)
		case "duration_end":
			s.DurationEnd, err = d.time(name, raw)
		case "period_start":
			s.PeriodStart, err = d.time(name, raw)
		case "period_end":
			s.PeriodEnd, err = d.time(name, raw)
		}
		return err
	})
	switch {
	case err != nil:
	case s.Aggregates != nil:
		// The API gives max by itself too when it was asked for max.
		s.Min, s.Max, s.Avg, s.Sum, s.Count = sources.Number{}, sources.Number{}, sources.Number{}, sources.Number{}, sources.Number{}
	case !counted:
		err = fmt.Errorf("it has neither count nor aggregate")
	}
	return end, err
}

func (d *decoder) groups(raw []byte) (map[string]sources.Text, error) {
	if isNull(raw) {
		return nil, nil
	}
	groups := map[string]sources.Text{}
	_, err := d.members("groupby", raw, func(name string, raw []byte) (err error) {
		groups[name], err = d.text(name, raw)
		return err
	})
	return groups, err
}

// aggregates leaves out those that are null.
func (d *decoder) aggregates(raw []byte) (map[string]float64, error) {
	if isNull(raw) {
		return nil, nil
	}
	aggregates := map[string]float64{}
	_, err := d.members("aggregate", raw, func(name string, raw []byte) error {
		n, err := d.number(name, raw)
		if n.Known {
			aggregates[name] = n.Value
		}
		return err
	})
	return aggregates, err
}

// members walks an object that is the value of a field.
func (d *decoder) members(key string, raw []byte, member func(name string, raw []byte) error) (int, error) {
	if raw[0] != '{' {
		return 0, fmt.Errorf("%s is %s where an object is expected", key, kind(raw))
	}
	return object(raw, 0, 0, func(key, raw []byte) error { return member(d.keep(key), raw) })
}
