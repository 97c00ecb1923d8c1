package sourcestest

import (
	"cmp"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// collect reads a list to its end and holds it to its form: an error comes
// last, and with a zero value.
func collect[T any](t *testing.T, list iter.Seq2[T, error]) ([]T, error) {
	t.Helper()
	var rows []T
	var failed error
	for row, err := range list {
		switch {
		case failed != nil:
			t.Fatalf("a row came after the error %v", failed)
		case err != nil:
			failed = err
			var zero T
			if a, b := text(row), text(zero); a != b {
				t.Errorf("the error %v came with the row %s", err, a)
			}
		default:
			rows = append(rows, row)
		}
	}
	return rows, failed
}

// ask is collect for a query that must be answered, or be refused.
func ask[T any](t *testing.T, c *contract, conditions []sources.Condition, list iter.Seq2[T, error]) (rows []T, answered bool) {
	t.Helper()
	rows, err := collect(t, list)
	if !c.refuses(conditions) {
		if err != nil {
			t.Fatalf("%v: %v", conditions, err)
		}
		return rows, true
	}
	var unsupported *sources.UnsupportedError
	if !errors.As(err, &unsupported) || len(rows) > 0 {
		t.Fatalf("%v: got %d rows and the error %v, want no row and an UnsupportedError", conditions, len(rows), err)
	}
	return nil, false
}

// text is a row in a form that can be compared and read in a test's output.
func text(row any) string {
	switch r := row.(type) {
	case sources.Meter:
		r.Metric = ""
		row = r
	case sources.Sample:
		r.Metadata = normal(r.Metadata)
		row = r
	case sources.Resource:
		r.Metadata = normal(r.Metadata)
		row = r
	}
	out, err := json.Marshal(row)
	if err != nil {
		return "a row that is no JSON: " + err.Error()
	}
	return string(out)
}

// normal flattens metadata, because one store keeps it nested and another
// serves it flat and as texts.
func normal(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return nil
	}
	var m map[string]any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		return json.RawMessage(`"no JSON object: ` + err.Error() + `"`)
	}
	return appendPairs(nil, flatten(m))
}

// compare holds rows against those expected. A list with a limit is expected
// whole, and limit says how long its beginning must be; 0 is all of it.
func compare[T any](t *testing.T, what string, got, want []T, limit int, anyOrder bool) {
	t.Helper()
	n := len(want)
	if limit > 0 {
		n = min(n, limit)
	}
	if len(got) != n {
		t.Errorf("%s: got %d rows, want %d", what, len(got), n)
	}
	if !anyOrder {
		for i := range min(len(got), n) {
			if a, b := text(got[i]), text(want[i]); a != b {
				t.Fatalf("%s: row %d:\n got %s\nwant %s", what, i, a, b)
			}
		}
		return
	}
	left := map[string]int{}
	for _, row := range want {
		left[text(row)]++
	}
	for _, row := range got {
		key := text(row)
		if left[key]--; left[key] < 0 {
			t.Fatalf("%s: %s is not expected, or not so often; left are\n%s", what, key, strings.Join(slices.Sorted(maps.Keys(left)), "\n"))
		}
	}
}

// newestFirst compares samples. Those of one time may come in any order.
func newestFirst(t *testing.T, what string, got, want []sources.Sample, limit int) {
	t.Helper()
	compare(t, what, got, want, limit, true)
	for i := range min(len(got), len(want)) {
		if !got[i].Timestamp.Equal(want[i].Timestamp) {
			t.Fatalf("%s: sample %d is of %v, want %v", what, i, got[i].Timestamp, want[i].Timestamp)
		}
	}
}

// near compares statistics; numbers may differ by rounding, since the order in
// which samples of one time are added up is the store's.
func near(t *testing.T, what string, got, want []sources.Statistic) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d rows, want %d\n got %s\nwant %s", what, len(got), len(want), text(got), text(want))
	}
	for i, period := range periods(got) {
		if expected := periods(want)[i]; !period.Equal(expected) {
			t.Errorf("%s: row %d is of the period from %v, want %v", what, i, period, expected)
		}
	}
	got, want = slices.Clone(got), slices.Clone(want)
	order := func(a, b sources.Statistic) int {
		return cmp.Or(a.PeriodStart.Compare(b.PeriodStart), cmp.Compare(text(a.GroupBy), text(b.GroupBy)), compareTexts(a.Unit, b.Unit))
	}
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	for i := range got {
		g, w := got[i], want[i]
		for _, n := range []struct {
			name string
			a, b sources.Number
		}{{"min", g.Min, w.Min}, {"max", g.Max, w.Max}, {"avg", g.Avg, w.Avg}, {"sum", g.Sum, w.Sum}, {"count", g.Count, w.Count}} {
			if n.a.Known != n.b.Known || !nearly(n.a.Value, n.b.Value, math.Abs(w.Max.Value)) {
				t.Errorf("%s: row %d: %s is %v, want %v", what, i, n.name, n.a, n.b)
			}
		}
		if !slices.Equal(slices.Sorted(maps.Keys(g.Aggregates)), slices.Sorted(maps.Keys(w.Aggregates))) {
			t.Errorf("%s: row %d: the aggregates are %v, want %v", what, i, g.Aggregates, w.Aggregates)
		}
		for name, value := range w.Aggregates {
			if !nearly(g.Aggregates[name], value, math.Abs(w.Aggregates["max"])) {
				t.Errorf("%s: row %d: %s is %v, want %v", what, i, name, g.Aggregates[name], value)
			}
		}
		for _, s := range []*sources.Statistic{&g, &w} {
			s.Min, s.Max, s.Avg, s.Sum, s.Count, s.Aggregates = sources.Number{}, sources.Number{}, sources.Number{}, sources.Number{}, sources.Number{}, nil
		}
		if a, b := text(g), text(w); a != b {
			t.Errorf("%s: row %d:\n got %s\nwant %s", what, i, a, b)
		}
	}
}

func periods(rows []sources.Statistic) []time.Time {
	var starts []time.Time
	for _, row := range rows {
		starts = append(starts, row.PeriodStart)
	}
	return starts
}

func nearly(a, b, scale float64) bool { return math.Abs(a-b) <= 1e-6*max(math.Abs(b), scale, 1e-3) }
