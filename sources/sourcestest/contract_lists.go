package sourcestest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func is(field, value string) sources.Condition {
	return sources.Condition{Field: field, Op: sources.Equal, Value: value}
}

// expectMeters are the meters that the store must list.
func (c *contract) expectMeters(conditions []sources.Condition) []sources.Meter {
	rows, refused := c.docs.meterRows(conditions, false)
	if refused != nil {
		panic(refused)
	}
	return convert(rows, c.asMeter)
}

// withUnits gives "" to meters whose documents are so old that they have no
// unit: the API does, and a store may as well say that it is null.
func (c *contract) withUnits(rows []sources.Meter) []sources.Meter {
	for i, row := range rows {
		if !row.Unit.Known && c.hasNoUnit(row.ResourceID.Value, row.Name) {
			rows[i].Unit = sources.Known("")
		}
	}
	return rows
}

func (c *contract) hasNoUnit(resource, meter string) bool {
	return slices.ContainsFunc(c.docs.Resources, func(r ResourceDocument) bool {
		return r.ID == resource && slices.ContainsFunc(r.Meters, func(m MeterEntry) bool { return m.Name == meter && m.NoUnit })
	})
}

func (c *contract) meters(t *testing.T) {
	want := c.expectMeters(nil)
	for _, limit := range []int{0, 1, 5, len(want), len(want) + 1} {
		got, err := collect(t, c.store.Meters(t.Context(), sources.MeterQuery{Limit: limit}))
		if err != nil {
			t.Fatalf("limit %d: %v", limit, err)
		}
		compare(t, fmt.Sprintf("limit %d", limit), c.withUnits(got), want, limit, c.anyOrder)
	}
}

// uniqueMeters: one row a name, and of its types and units those seen first.
func (c *contract) uniqueMeters(t *testing.T) {
	rows, _ := c.docs.meterRows(nil, true)
	want := convert(rows, c.asMeter)
	for _, limit := range []int{0, 1, 3, len(want) + 1} {
		got, err := collect(t, c.store.Meters(t.Context(), sources.MeterQuery{Unique: true, Limit: limit}))
		if err != nil {
			t.Fatalf("limit %d: %v", limit, err)
		}
		compare(t, fmt.Sprintf("unique, limit %d", limit), got, want, limit, c.anyOrder)
	}
	conditions := []sources.Condition{is("resource_id", c.docs.Resources[len(c.docs.Resources)-1].ID)}
	rows, _ = c.docs.meterRows(conditions, true)
	if got, answered := ask(t, c, conditions, c.store.Meters(t.Context(), sources.MeterQuery{Unique: true, Conditions: conditions})); answered {
		compare(t, "unique of one resource", got, convert(rows, c.asMeter), 0, c.anyOrder)
	}
}

// queries are conditions that the documents give an answer to, and some that
// they do not.
func (c *contract) queries() [][]sources.Condition {
	all := [][]sources.Condition{
		{is("resource_id", "no-such-resource")},
		{is("project", "no-such-project")},
		{is("user", "no-such-user")},
		{is("source", "no-such-source")},
		{is("metadata.no.such.key", "x")},
	}
	seen := map[sources.Condition]bool{}
	add := func(conditions ...sources.Condition) {
		if len(conditions) > 1 || !seen[conditions[0]] {
			seen[conditions[0]] = true
			all = append(all, conditions)
		}
	}
	for _, r := range c.docs.Resources[max(0, len(c.docs.Resources)-12):] {
		add(is("resource_id", r.ID))
	}
	for _, r := range c.docs.Resources[:min(20, len(c.docs.Resources))] {
		add(is("project_id", r.ProjectID.Value))
		add(is("source", r.Source))
		if r.UserID.Known {
			add(is("user_id", r.UserID.Value))
			add(is("user", r.UserID.Value), is("resource", r.ID))
		}
		for _, p := range flatten(r.Metadata) {
			switch v := r.Metadata[p.key].(type) {
			case int64:
				add(is("metadata."+p.key, p.value))
				add(sources.Condition{Field: "metadata." + p.key, Op: sources.Equal, Value: p.value, Type: "integer"})
				// A number is no text, so that this finds nothing.
				add(sources.Condition{Field: "metadata." + p.key, Op: sources.Equal, Value: p.value, Type: "string"})
			case bool:
				add(is("resource_metadata."+p.key, p.value))
				add(is("metadata."+p.key, strings.ToLower(p.value)))
				add(sources.Condition{Field: "metadata." + p.key, Op: sources.Equal, Value: strings.ToLower(p.value), Type: "boolean"})
			case string:
				if guess(v) == v {
					add(is("metadata."+p.key, v))
				}
				add(sources.Condition{Field: "metadata." + p.key, Op: sources.Equal, Value: v, Type: "string"})
			}
		}
		if _, ok := r.Metadata["flavor"]; ok {
			add(is("metadata.flavor.name", "m1.tiny"))
			add(is("metadata.flavor.vcpus", "2"), is("project_id", r.ProjectID.Value))
		}
	}
	return all
}

func (c *contract) metersByCondition(t *testing.T) {
	queries := append(c.queries(), []sources.Condition{is("user_id", "None")}, []sources.Condition{is("project", "None")})
	for _, conditions := range queries {
		want := c.expectMeters(conditions)
		got, answered := ask(t, c, conditions, c.store.Meters(t.Context(), sources.MeterQuery{Conditions: conditions}))
		if answered {
			compare(t, fmt.Sprint(conditions), c.withUnits(got), want, 0, c.anyOrder)
		}
	}
}

func (c *contract) expectSamples(meter string, conditions []sources.Condition) []sources.Sample {
	rows, refused := c.docs.sampleRows(meter, conditions)
	if refused != nil {
		panic(refused)
	}
	return convert(rows, c.asSample)
}

func (c *contract) sampleUnits(rows []sources.Sample) []sources.Sample {
	for i, row := range rows {
		if !row.Unit.Known && c.hasNoUnit(row.ResourceID.Value, row.Meter) {
			rows[i].Unit = sources.Known("")
		}
	}
	return rows
}

// samples of every meter, and of all at once.
func (c *contract) samples(t *testing.T) {
	names := []string{"", "no.such.meter"}
	for _, s := range c.docs.Samples {
		if !slices.Contains(names, s.Meter.Name) && len(names) < 40 {
			names = append(names, s.Meter.Name)
		}
	}
	for _, name := range names {
		want := c.expectSamples(name, nil)
		for _, limit := range []int{0, 1, 7} {
			got, err := collect(t, c.store.Samples(t.Context(), sources.SampleQuery{Meter: name, Limit: limit}))
			if err != nil {
				t.Fatalf("samples of %q, limit %d: %v", name, limit, err)
			}
			newestFirst(t, fmt.Sprintf("samples of %q, limit %d", name, limit), c.sampleUnits(got), want, limit)
		}
	}
}

func (c *contract) samplesByCondition(t *testing.T) {
	queries := append(c.queries(), c.bounds()...)
	for i, conditions := range queries {
		// With and without a meter, by turns.
		meter := ""
		if i%2 == 0 {
			meter = c.docs.Samples[0].Meter.Name
		}
		want := c.expectSamples(meter, conditions)
		got, answered := ask(t, c, conditions, c.store.Samples(t.Context(), sources.SampleQuery{Meter: meter, Conditions: conditions}))
		if answered {
			newestFirst(t, fmt.Sprintf("samples of %q: %v", meter, conditions), c.sampleUnits(got), want, 0)
		}
	}
}

// bounds are conditions on the time, each exactly at a sample's: that is where
// lt and le differ.
func (c *contract) bounds() [][]sources.Condition {
	at := func(op string, s SampleDocument) sources.Condition {
		return sources.Condition{Field: "timestamp", Op: op, Value: s.Timestamp.UTC().Format("2006-01-02T15:04:05.999999")}
	}
	first, last := c.docs.Samples[0], c.docs.Samples[0]
	for _, s := range c.docs.Samples {
		if s.Timestamp.After(last.Timestamp) {
			last = s
		}
	}
	middle := first
	for _, s := range c.docs.Samples {
		if s.Timestamp.After(first.Timestamp) && s.Timestamp.Before(last.Timestamp) {
			middle = s
		}
	}
	var all [][]sources.Condition
	for _, op := range []string{sources.Less, sources.LessOrEqual, sources.Greater, sources.GreaterOrEqual} {
		for _, s := range []SampleDocument{first, middle, last} {
			all = append(all, []sources.Condition{at(op, s)}, []sources.Condition{at(op, s), is("resource_id", s.ResourceID)})
		}
	}
	return append(all,
		[]sources.Condition{at(sources.GreaterOrEqual, first), at(sources.Less, middle)},
		[]sources.Condition{at(sources.Greater, first), at(sources.LessOrEqual, middle)},
		[]sources.Condition{at(sources.Greater, last), at(sources.Less, first)})
}

func (c *contract) resources(t *testing.T) {
	expect := func(conditions []sources.Condition) []sources.Resource {
		rows, refused := c.docs.resourceRows(conditions)
		if refused != nil {
			t.Fatal(refused)
		}
		return convert(rows, c.asResource)
	}
	for _, limit := range []int{0, 1, 4, len(c.docs.Resources) + 1} {
		got, err := collect(t, c.store.Resources(t.Context(), sources.ResourceQuery{Limit: limit}))
		if err != nil {
			t.Fatalf("limit %d: %v", limit, err)
		}
		compare(t, fmt.Sprintf("resources, limit %d", limit), got, expect(nil), limit, true)
	}
	for _, conditions := range append(c.queries(), c.bounds()...) {
		if got, answered := ask(t, c, conditions, c.store.Resources(t.Context(), sources.ResourceQuery{Conditions: conditions})); answered {
			compare(t, fmt.Sprintf("resources: %v", conditions), got, expect(conditions), 0, true)
		}
	}
}

// refusals: what cannot be answered is an error, and not an empty list.
func (c *contract) refusals(t *testing.T) {
	now := time.Now().UTC().Format(time.RFC3339)
	meter := c.docs.Samples[0].Meter.Name
	for _, q := range []sources.Condition{
		is("no_such_field", "x"),
		{Field: "timestamp", Op: sources.Greater, Value: now},
		{Field: "project_id", Op: sources.NotEqual, Value: "x"},
		{Field: "resource_id", Op: sources.Less, Value: "x"},
	} {
		n, err := count(c.store.Meters(t.Context(), sources.MeterQuery{Conditions: []sources.Condition{q}}))
		if err == nil || n > 0 {
			t.Errorf("meters with %v: got %d rows and the error %v, want none and an error", q, n, err)
		}
	}
	for _, q := range []sources.Condition{
		is("no_such_field", "x"),
		{Field: "timestamp", Op: sources.Equal, Value: now},
		{Field: "timestamp", Op: sources.Less, Value: "yesterday"},
		{Field: "project_id", Op: sources.NotEqual, Value: "x"},
	} {
		conditions := []sources.Condition{q}
		if n, err := count(c.store.Samples(t.Context(), sources.SampleQuery{Meter: meter, Conditions: conditions})); err == nil || n > 0 {
			t.Errorf("samples with %v: got %d rows and the error %v, want none and an error", q, n, err)
		}
		if n, err := count(c.store.Statistics(t.Context(), sources.StatisticsQuery{Meter: meter, Conditions: conditions})); err == nil || n > 0 {
			t.Errorf("statistics with %v: got %d rows and the error %v, want none and an error", q, n, err)
		}
		if n, err := count(c.store.Resources(t.Context(), sources.ResourceQuery{Conditions: conditions})); err == nil || n > 0 {
			t.Errorf("resources with %v: got %d rows and the error %v, want none and an error", q, n, err)
		}
	}
	for _, q := range []sources.StatisticsQuery{
		{Meter: meter, GroupBy: []string{"no_such_field"}},
		{Meter: meter, Aggregates: []sources.Aggregate{{Func: "no_such_function"}}},
		{Meter: meter, Aggregates: []sources.Aggregate{{Func: "cardinality", Param: "no_such_field"}}},
		{Meter: meter, Period: -1},
	} {
		if n, err := count(c.store.Statistics(t.Context(), q)); err == nil || n > 0 {
			t.Errorf("%+v: got %d rows and the error %v, want none and an error", q, n, err)
		}
	}
}
