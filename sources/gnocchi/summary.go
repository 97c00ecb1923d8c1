package gnocchi

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// summary gathers granules into groups.
type summary struct {
	query  sources.StatisticsQuery
	bounds bounds
	index  map[groupKey]*group
	groups []*group
}

// groupKey is what the granules of a group have in common. Fields that are not
// grouped by are null.
type groupKey struct {
	period                        int64
	unit, resource, project, user sources.Text
}

type group struct {
	key                  groupKey
	max, min, sum, count float64
	means                float64
	granules             map[string]int  // how many by method
	lacks                map[string]bool // methods that not all metrics keep
	first, last          time.Time
	distinct             map[string]map[sources.Text]bool // by field
}

func (s *summary) add(one series, method string, measures []measure) {
	resource, project, user := identity(one.metric, one.resource)
	values := map[string]sources.Text{"resource_id": resource, "project_id": project, "user_id": user}
	for _, m := range measures {
		if !s.bounds.during(m.at) {
			continue
		}
		key := groupKey{period: s.period(m.at), unit: one.metric.Unit}
		for _, field := range s.query.GroupBy {
			switch field {
			case "resource_id":
				key.resource = resource
			case "project_id":
				key.project = project
			case "user_id":
				key.user = user
			}
		}
		g := s.index[key]
		if g == nil {
			g = &group{
				key: key, max: math.Inf(-1), min: math.Inf(1), first: m.at, last: m.at,
				granules: map[string]int{}, lacks: map[string]bool{}, distinct: map[string]map[sources.Text]bool{},
			}
			s.index[key] = g
			s.groups = append(s.groups, g)
		}
		for _, name := range summed {
			if !one.policy.keeps(name) {
				g.lacks[name] = true
			}
		}
		for _, a := range s.query.Aggregates {
			if a.Func == "cardinality" {
				if g.distinct[a.Param] == nil {
					g.distinct[a.Param] = map[sources.Text]bool{}
				}
				g.distinct[a.Param][values[a.Param]] = true
			}
		}
		g.add(method, m)
	}
}

func (s *summary) period(at time.Time) int64 {
	if s.query.Period == 0 {
		return 0
	}
	return int64(at.Sub(s.origin()) / (time.Duration(s.query.Period) * time.Second))
}

// origin is where the first period begins.
func (s *summary) origin() time.Time {
	if s.bounds.from.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return s.bounds.from
}

func (g *group) add(method string, m measure) {
	g.granules[method]++
	switch method {
	case "max":
		g.max = max(g.max, m.value)
	case "min":
		g.min = min(g.min, m.value)
	case "sum":
		g.sum += m.value
	case "count":
		g.count += m.value
	case "mean":
		g.means += m.value
	}
	if m.at.Before(g.first) {
		g.first = m.at
	}
	if m.at.After(g.last) {
		g.last = m.at
	}
}

func (s *summary) rows() []sources.Statistic {
	slices.SortStableFunc(s.groups, func(a, b *group) int { return cmp.Compare(a.key.period, b.key.period) })
	rows := make([]sources.Statistic, 0, len(s.groups))
	for _, g := range s.groups {
		rows = append(rows, s.row(g))
	}
	return rows
}

func (s *summary) row(g *group) sources.Statistic {
	row := sources.Statistic{
		Unit: g.key.unit, Period: s.query.Period,
		DurationStart: g.first, DurationEnd: g.last, Duration: g.last.Sub(g.first).Seconds(),
		PeriodStart: g.first, PeriodEnd: g.last,
	}
	if s.query.Period > 0 {
		length := time.Duration(s.query.Period) * time.Second
		row.PeriodStart = s.origin().Add(time.Duration(g.key.period) * length)
		row.PeriodEnd = row.PeriodStart.Add(length)
	} else if !s.bounds.from.IsZero() {
		row.PeriodStart = s.bounds.from
	}
	if len(s.query.GroupBy) > 0 {
		row.GroupBy = map[string]sources.Text{}
		for _, field := range s.query.GroupBy {
			row.GroupBy[field] = map[string]sources.Text{"resource_id": g.key.resource, "project_id": g.key.project, "user_id": g.key.user}[field]
		}
	}
	if len(s.query.Aggregates) == 0 {
		row.Max, row.Min, row.Avg, row.Sum, row.Count = g.value("max"), g.value("min"), g.value("avg"), g.value("sum"), g.value("count")
		return row
	}
	row.Aggregates = map[string]float64{}
	for _, a := range s.query.Aggregates {
		if a.Func == "cardinality" {
			row.Aggregates[a.Name()] = float64(len(g.distinct[a.Param]))
		} else {
			row.Aggregates[a.Name()] = g.value(a.Func).Value
		}
	}
	return row
}

// value is what is known of a group: of each method only what all of its metrics
// keep.
func (g *group) value(name string) sources.Number {
	knows := func(method string) bool { return !g.lacks[method] && g.granules[method] > 0 }
	number := func(v float64, known bool) sources.Number {
		if !known {
			return sources.Number{}
		}
		return sources.Number{Value: v, Known: true}
	}
	switch name {
	case "max":
		return number(g.max, knows("max"))
	case "min":
		return number(g.min, knows("min"))
	case "sum":
		return number(g.sum, knows("sum"))
	case "count":
		return number(g.count, knows("count"))
	}
	if knows("sum") && knows("count") && g.count > 0 {
		return number(g.sum/g.count, true)
	}
	return number(g.means/float64(g.granules["mean"]), knows("mean"))
}
