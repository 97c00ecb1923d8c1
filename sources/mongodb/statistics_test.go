package mongodb

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

var ten = time.Date(2026, 1, 15, 10, 0, 0, 123_000_000, time.UTC)

func known(v float64) sources.Number { return sources.Number{Value: v, Known: true} }

// summed runs samples through the sums.
func summed(t *testing.T, q sources.StatisticsQuery, during span, first time.Time, docs ...bson.D) []sources.Statistic {
	t.Helper()
	var rows []sources.Statistic
	s := newSums(q, during, first, func(st sources.Statistic) bool { rows = append(rows, st); return true })
	for _, d := range docs {
		if _, err := s.add(marshal(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	s.flush()
	return rows
}

func measured(at time.Time, volume any, more ...bson.E) bson.D {
	return append(bson.D{{Key: "timestamp", Value: at}, {Key: "counter_volume", Value: volume}, {Key: "counter_unit", Value: "%"}}, more...)
}

// TestPeriodsAreThoseOfTheAPI has the numbers of the real API's answer to
// statistics -m cpu_util -p 600: periods begin with the oldest sample of all
// meters, three seconds before the first of this one.
func TestPeriodsAreThoseOfTheAPI(t *testing.T) {
	t.Parallel()
	rows := summed(t, sources.StatisticsQuery{Period: 600}, span{}, ten,
		measured(ten.Add(3*time.Second), 0.0), measured(ten.Add(3*time.Second), 99.999),
		measured(ten.Add(10*time.Minute-time.Millisecond), 1.0),
		measured(ten.Add(10*time.Minute), 2.0),
		measured(ten.Add(30*time.Minute+3*time.Second), 3.0))
	stat := func(period int, low, high, sum float64, count int, from, to time.Duration) sources.Statistic {
		start := ten.Add(time.Duration(period) * 10 * time.Minute)
		return sources.Statistic{
			Unit: sources.Known("%"), Min: known(low), Max: known(high), Sum: known(sum), Avg: known(sum / float64(count)), Count: known(float64(count)),
			Period: 600, PeriodStart: start, PeriodEnd: start.Add(10 * time.Minute),
			DurationStart: ten.Add(from), DurationEnd: ten.Add(to), Duration: (to - from).Seconds(),
		}
	}
	want := []sources.Statistic{
		stat(0, 0, 99.999, 100.999, 3, 3*time.Second, 10*time.Minute-time.Millisecond),
		stat(1, 2, 2, 2, 1, 10*time.Minute, 10*time.Minute),
		stat(3, 3, 3, 3, 1, 30*time.Minute+3*time.Second, 30*time.Minute+3*time.Second),
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got\n%+v\nwant\n%+v", rows, want)
	}
}

func TestWithoutAPeriodTheRowEndsWithTheLastSample(t *testing.T) {
	t.Parallel()
	rows := summed(t, sources.StatisticsQuery{}, span{}, ten, measured(ten.Add(time.Minute), int64(math.MaxInt64)), measured(ten.Add(20*time.Minute), int32(0)))
	if len(rows) != 1 {
		t.Fatalf("got %+v, want one row", rows)
	}
	r := rows[0]
	if r.PeriodStart != ten || r.PeriodEnd != ten.Add(20*time.Minute) || r.DurationStart != ten.Add(time.Minute) || r.Duration != 1140 || r.Period != 0 {
		t.Errorf("got the times %+v", r)
	}
	if r.Sum.Value != 9.223372036854775807e18 || r.Avg.Value != 9.223372036854775807e18/2 {
		t.Errorf("got the sum %v and the average %v", r.Sum, r.Avg)
	}
}

func TestASearchOffsetDoesNotLengthenTheDuration(t *testing.T) {
	t.Parallel()
	_, during, err := sampleList.filter([]sources.Condition{
		{Field: "timestamp", Op: "ge", Value: "2026-01-15T10:05:00"},
		{Field: "timestamp", Op: "lt", Value: "2026-01-15T10:10:00"},
		{Field: "search_offset", Op: "eq", Value: "5"},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := summed(t, sources.StatisticsQuery{}, during, during.start, measured(ten, 1.0), measured(ten.Add(12*time.Minute), 1.0))[0]
	five := time.Date(2026, 1, 15, 10, 5, 0, 0, time.UTC)
	if !r.PeriodStart.Equal(five.Add(-5*time.Minute)) || !r.DurationStart.Equal(five) || !r.DurationEnd.Equal(five.Add(5*time.Minute)) || r.Duration != 300 {
		t.Errorf("got %+v", r)
	}
	r = summed(t, sources.StatisticsQuery{}, during, during.start, measured(ten, 1.0))[0]
	if r.Duration != 0 || !r.DurationStart.IsZero() || !r.DurationEnd.IsZero() {
		t.Errorf("samples outside of what was asked for have the duration %+v", r)
	}
}

func TestGroupsAreApartByEveryValue(t *testing.T) {
	t.Parallel()
	by := func(project, kind any) []bson.E {
		return []bson.E{{Key: "project_id", Value: project}, {Key: "resource_metadata", Value: bson.D{{Key: "instance_type", Value: kind}}}}
	}
	rows := summed(t, sources.StatisticsQuery{GroupBy: []string{"resource_metadata.instance_type", "project_id"}}, span{}, ten,
		measured(ten, 1.0, by("red", "tiny")...), measured(ten, 2.0, by(nil, "tiny")...), measured(ten, 4.0, by("red", nil)...),
		measured(ten, 8.0, by("red", "tiny")...), measured(ten, 16.0, by("", "tiny")...), measured(ten, 32.0, by("tiny", "red")...),
		measured(ten, 64.0, by("a\x00b", "c")...), measured(ten, 128.0, by("b", "c\x00a")...), measured(ten, 256.0, bson.E{Key: "project_id", Value: "red"}))
	var sums []float64
	for _, r := range rows {
		sums = append(sums, r.Sum.Value)
	}
	if want := []float64{9, 2, 260, 16, 32, 64, 128}; !reflect.DeepEqual(sums, want) {
		t.Errorf("got the sums %v, want %v", sums, want)
	}
	if want := map[string]sources.Text{"resource_metadata.instance_type": sources.Known("tiny"), "project_id": {}}; !reflect.DeepEqual(rows[1].GroupBy, want) {
		t.Errorf("got the group %+v, want %+v", rows[1].GroupBy, want)
	}
}

func TestAggregatesByName(t *testing.T) {
	t.Parallel()
	q := sources.StatisticsQuery{Aggregates: []sources.Aggregate{{Func: "stddev"}, {Func: "count"}, {Func: "cardinality", Param: "resource_id"}, {Func: "cardinality", Param: "user_id"}}}
	on := func(v float64, resource string, user any) bson.D {
		return measured(ten, v, bson.E{Key: "resource_id", Value: resource}, bson.E{Key: "user_id", Value: user})
	}
	r := summed(t, q, span{}, ten, on(2, "a", nil), on(4, "b", nil), on(4, "a", "u"), on(4, "a", ""), on(5, "a", "u"), on(5, "a", "u"), on(7, "a", "u"), on(9, "a", "u"))[0]
	if want := map[string]float64{"stddev": 2, "count": 8, "cardinality/resource_id": 2, "cardinality/user_id": 3}; !reflect.DeepEqual(r.Aggregates, want) {
		t.Errorf("got %v, want %v", r.Aggregates, want)
	}
	if r.Count.Known || r.Sum.Known {
		t.Errorf("the five that nobody asked for are there: %+v", r)
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	sum := func(values ...float64) (m moments) {
		for _, v := range values {
			m.add(v)
		}
		return m
	}
	if m := sum(1e16, 1, -1e16, 1); m.sum() != 2 {
		t.Errorf("the sum lost digits: %v", m.sum())
	}
	if m := sum(41126400.1, 41126400.1, 41126400.1); m.stddev() != 0 {
		t.Errorf("equal numbers deviate by %v", m.stddev())
	}
	if m := sum(1e9, 1e9+1, 1e9+2); math.Abs(m.stddev()-math.Sqrt(2./3)) > 1e-9 {
		t.Errorf("large numbers deviate by %v", m.stddev())
	}
	if m := sum(math.Inf(1), 1); !math.IsInf(m.sum(), 1) || !math.IsInf(m.avg(), 1) || m.min != 1 || !math.IsInf(m.max, 1) {
		t.Errorf("with infinity: %+v", m)
	}
	if m := sum(1, math.NaN(), 3); !math.IsNaN(m.sum()) || !math.IsNaN(m.min) || m.max != 3 {
		t.Errorf("with what is no number: %+v", m)
	}
}

func TestStatisticsThatCannotBeComputed(t *testing.T) {
	t.Parallel()
	s := newSums(sources.StatisticsQuery{}, span{}, ten, func(sources.Statistic) bool { return true })
	for name, c := range map[string]struct {
		doc bson.D
		err string
	}{
		"a time that is a text": {bson.D{{Key: "timestamp", Value: "2026-01-15T10:00:00"}, {Key: "counter_volume", Value: 1.0}}, "its timestamp is a value of the type string, no date"},
		"no time":               {bson.D{{Key: "counter_volume", Value: 1.0}}, "its timestamp is nothing, no date"},
		"a volume in words":     {measured(ten, "much"), `its counter_volume: it is "much", no number`},
		"no volume":             {bson.D{{Key: "timestamp", Value: ten}}, "its counter_volume: it is not there"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.add(marshal(t, c.doc)); err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("got the error %v, want %q", err, c.err)
			}
		})
	}
}

func TestStatisticsStopWhenNobodyWantsMore(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.SmallCloud())
	s := open(t, db.URL())
	for _, q := range []sources.StatisticsQuery{{Meter: "cpu"}, {Meter: "cpu", Period: 300}, {Meter: "cpu", Period: 300, GroupBy: []string{"resource_id"}}} {
		n := 0
		for _, err := range s.Statistics(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			break // the range panics if the list goes on
		}
		if n != 1 {
			t.Errorf("%+v: got %d rows, want 1", q, n)
		}
	}
}
