package sourcestest

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// This file computes what a store that holds the documents must answer, as
// Ceilometer with its MongoDB does (storage/impl_mongodb.py). A limit is never
// part of it: a list with a limit is the beginning of the list without.

func (e MeterEntry) unit() sources.Text {
	if e.NoUnit {
		return sources.Known("") // "for backward compatibility"
	}
	return e.Unit
}

func (d *Documents) meterRows(conditions []sources.Condition, unique bool) ([]sources.Meter, *fault) {
	f, refused := meterList.parse(conditions)
	if refused != nil {
		return nil, refused
	}
	var rows []sources.Meter
	seen := map[string]bool{}
	for _, r := range d.Resources {
		if !f.has("user", r.UserID) || !f.has("project", r.ProjectID) || !f.has("source", sources.Known(r.Source)) ||
			!f.has("resource", sources.Known(r.ID)) || !f.describes(r.Metadata) {
			continue
		}
		for _, m := range r.Meters {
			row := sources.Meter{Name: m.Name, Type: sources.Known(m.Type), Unit: m.unit()}
			if !unique {
				row.ResourceID, row.ProjectID, row.UserID, row.Source = sources.Known(r.ID), r.ProjectID, r.UserID, sources.Known(r.Source)
			} else if seen[m.Name] {
				continue
			}
			seen[m.Name] = true
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// matching are the samples that a query is about, oldest first.
func (d *Documents) matching(f *filter) []*SampleDocument {
	var found []*SampleDocument
	for i := range d.Samples {
		s := &d.Samples[i]
		if f.has("meter", sources.Known(s.Meter.Name)) && f.has("user", s.UserID) && f.has("project", s.ProjectID) &&
			f.has("source", sources.Known(s.Source)) && f.has("resource", sources.Known(s.ResourceID)) &&
			f.has("message_id", sources.Known(s.MessageID)) && f.during(s.Timestamp) && f.describes(s.Metadata) {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b *SampleDocument) int { return a.Timestamp.Compare(b.Timestamp) })
	return found
}

func (d *Documents) sampleRows(meter string, conditions []sources.Condition) ([]sources.Sample, *fault) {
	f, refused := sampleList.parse(conditions)
	if refused != nil {
		return nil, refused
	}
	if meter != "" {
		f.equal["meter"] = meter
	}
	var rows []sources.Sample
	for _, s := range d.matching(f) {
		rows = append(rows, sources.Sample{
			ID: s.MessageID, Meter: s.Meter.Name, Type: sources.Known(s.Meter.Type), Unit: s.Meter.unit(), Volume: s.Volume,
			ResourceID: sources.Known(s.ResourceID), ProjectID: s.ProjectID, UserID: s.UserID, Source: sources.Known(s.Source),
			Timestamp: s.Timestamp, RecordedAt: s.RecordedAt, Metadata: appendPairs(nil, flatten(s.Metadata)),
		})
	}
	slices.SortStableFunc(rows, func(a, b sources.Sample) int { return b.Timestamp.Compare(a.Timestamp) })
	return rows, nil
}

// appendPairs appends flattened metadata as the API writes it.
func appendPairs(b []byte, pairs []pair) []byte {
	b = append(b, '{')
	for i, p := range pairs {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendString(append(appendString(b, p.key), ": "...), p.value)
	}
	return append(b, '}')
}

func (d *Documents) resourceRows(conditions []sources.Condition) ([]sources.Resource, *fault) {
	f, refused := resourceList.parse(conditions)
	if refused != nil {
		return nil, refused
	}
	var rows []sources.Resource
	if !f.start.IsZero() || !f.end.IsZero() {
		rows = resourcesOf(d.matching(f))
	} else {
		for _, r := range d.Resources {
			if f.has("user", r.UserID) && f.has("project", r.ProjectID) && f.has("source", sources.Known(r.Source)) &&
				f.has("resource", sources.Known(r.ID)) && f.describes(r.Metadata) {
				rows = append(rows, sources.Resource{
					ID: r.ID, ProjectID: r.ProjectID, UserID: r.UserID, Source: sources.Known(r.Source),
					FirstSample: r.FirstSample, LastSample: r.LastSample, Metadata: appendPairs(nil, flatten(r.Metadata)),
				})
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b sources.Resource) int {
		return cmp.Or(compareTexts(b.UserID, a.UserID), compareTexts(b.ProjectID, a.ProjectID), b.LastSample.Compare(a.LastSample))
	})
	return rows, nil
}

// resourcesOf are the resources of samples, each as its samples within the
// bounds of the query show it.
func resourcesOf(samples []*SampleDocument) []sources.Resource {
	var rows []sources.Resource
	index := map[string]int{}
	for _, s := range samples {
		i, found := index[s.ResourceID]
		if !found {
			i = len(rows)
			index[s.ResourceID] = i
			rows = append(rows, sources.Resource{ID: s.ResourceID, ProjectID: s.ProjectID, UserID: s.UserID, Source: sources.Known(s.Source), FirstSample: s.Timestamp})
		}
		rows[i].LastSample = s.Timestamp
		rows[i].Metadata = appendPairs(nil, flatten(s.Metadata))
	}
	return rows
}

// compareTexts sorts null before any text, as MongoDB does.
func compareTexts(a, b sources.Text) int {
	if a.Known != b.Known {
		if b.Known {
			return -1
		}
		return 1
	}
	return cmp.Compare(a.Value, b.Value)
}

// group is what statistics are computed of: samples of one unit, in one period
// and with the same values of the fields grouped by, oldest first.
type group struct {
	period  int64
	samples []*SampleDocument
}

func (d *Documents) statisticRows(q sources.StatisticsQuery) ([]sources.Statistic, *fault) {
	f, refused := sampleList.parse(q.Conditions)
	if refused != nil {
		return nil, refused
	}
	f.equal["meter"] = q.Meter
	if q.Period < 0 {
		return nil, refuse(400, "Period must be positive.")
	}
	for _, field := range q.GroupBy {
		if !slices.Contains([]string{"user_id", "resource_id", "project_id", "source", "resource_metadata.instance_type"}, field) {
			return nil, unknownArgument("{"+pythonRepr(field)+"}", "Invalid groupby fields")
		}
	}
	for _, a := range q.Aggregates {
		if !slices.Contains([]string{"max", "min", "avg", "sum", "count", "stddev", "cardinality"}, a.Func) {
			return nil, refuse(400, "Invalid aggregation function: %s", a.Func)
		}
		if a.Func == "cardinality" && !slices.Contains([]string{"resource_id", "user_id", "project_id", "source"}, a.Param) {
			return nil, refuse(400, "Bad aggregate: %s.%s", a.Func, cmp.Or(a.Param, "None"))
		}
	}
	first := f.start
	if first.IsZero() {
		// The earliest sample of all, not of this meter alone.
		for i, s := range d.Samples {
			if i == 0 || s.Timestamp.Before(first) {
				first = s.Timestamp
			}
		}
	}
	var rows []sources.Statistic
	for _, g := range d.groups(f, q, first) {
		rows = append(rows, g.statistic(f, q, first))
	}
	return rows, nil
}

func (d *Documents) groups(f *filter, q sources.StatisticsQuery, first time.Time) []*group {
	var groups []*group
	index := map[string]*group{}
	for _, s := range d.matching(f) {
		var period int64
		if q.Period > 0 {
			period = int64(s.Timestamp.Sub(first) / (time.Duration(q.Period) * time.Second))
		}
		key := strconv.FormatInt(period, 10) + "\x00" + strconv.FormatBool(s.Meter.unit().Known) + s.Meter.unit().Value
		for _, field := range q.GroupBy {
			v := s.field(field)
			key += "\x00" + strconv.FormatBool(v.Known) + v.Value
		}
		if index[key] == nil {
			index[key] = &group{period: period}
			groups = append(groups, index[key])
		}
		index[key].samples = append(index[key].samples, s)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return cmp.Compare(a.period, b.period) })
	return groups
}

func (s *SampleDocument) field(name string) sources.Text {
	switch name {
	case "user_id":
		return s.UserID
	case "project_id":
		return s.ProjectID
	case "resource_id":
		return sources.Known(s.ResourceID)
	case "source":
		return sources.Known(s.Source)
	}
	path, _ := strings.CutPrefix(name, "resource_metadata.")
	if v, ok := s.Metadata[path].(string); ok {
		return sources.Known(v)
	}
	return sources.Text{}
}

func (g *group) statistic(f *filter, q sources.StatisticsQuery, first time.Time) sources.Statistic {
	low, high, sum, squares := math.Inf(1), math.Inf(-1), 0.0, 0.0
	for _, s := range g.samples {
		low, high, sum, squares = min(low, s.Volume), max(high, s.Volume), sum+s.Volume, squares+s.Volume*s.Volume
	}
	n := float64(len(g.samples))
	known := func(v float64) sources.Number { return sources.Number{Value: v, Known: true} }
	st := sources.Statistic{
		Unit: g.samples[0].Meter.unit(), Period: q.Period,
		Min: known(low), Max: known(high), Sum: known(sum), Avg: known(sum / n), Count: known(n),
		DurationStart: g.samples[0].Timestamp, DurationEnd: g.samples[len(g.samples)-1].Timestamp,
	}
	st.PeriodStart = first.Add(time.Duration(g.period) * time.Duration(q.Period) * time.Second)
	st.PeriodEnd = st.PeriodStart.Add(time.Duration(q.Period) * time.Second)
	if q.Period == 0 {
		st.PeriodEnd = st.DurationEnd
	}
	// The duration is clamped to what was asked for.
	if !f.start.IsZero() && st.DurationStart.Before(f.start) {
		st.DurationStart = f.start
	}
	if !f.end.IsZero() && st.DurationEnd.After(f.end) {
		st.DurationEnd = f.end
	}
	st.Duration = st.DurationEnd.Sub(st.DurationStart).Seconds()
	if len(q.GroupBy) > 0 {
		st.GroupBy = map[string]sources.Text{}
		for _, field := range q.GroupBy {
			st.GroupBy[field] = g.samples[0].field(field)
		}
	}
	if len(q.Aggregates) == 0 {
		return st
	}
	st.Aggregates = map[string]float64{}
	for _, a := range q.Aggregates {
		distinct := map[string]bool{}
		for _, s := range g.samples {
			distinct[s.field(a.Param).Value] = true
		}
		st.Aggregates[a.Name()] = map[string]float64{
			"min": low, "max": high, "sum": sum, "avg": sum / n, "count": n,
			"stddev": math.Sqrt(max(0, squares*n-sum*sum)) / n, "cardinality": float64(len(distinct)),
		}[a.Func]
	}
	st.Min, st.Max, st.Sum, st.Avg, st.Count = sources.Number{}, sources.Number{}, sources.Number{}, sources.Number{}, sources.Number{}
	return st
}
