package sourcestest

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func TestGnocchiShowsEveryTestItsOwnMetrics(t *testing.T) {
	t.Parallel()
	one, two := Gnocchi(t), Gnocchi(t)
	if one.Server != two.Server {
		t.Error("a second Gnocchi was started")
	}
	policy := one.Policy(t, []string{"mean", "max"}, time.Minute, time.Second)
	resource := one.Resource(t, GnocchiResource{ID: "no uuid: 磁盘\x1b[2J", ProjectID: sources.Known("somebody's")})
	metric := one.Metric(t, sources.Known(resource), sources.Known("memory"), sources.Known("MB"), policy)
	one.Measure(t, metric, Measure{time.Unix(1_700_000_000, 0), 64})

	list := func(m *MetricStore) (found []struct{ ID, Name string }) {
		m.ask(t, m.HTTP, "GET", "/v1/metric", nil, &found)
		return found
	}
	if found := list(one); len(found) != 1 || found[0].ID != metric || found[0].Name != "memory" {
		t.Errorf("got %v, want the metric that was made", found)
	}
	if found := list(two); len(found) != 0 {
		t.Errorf("another test sees %v", found)
	}
	var measures [][]any
	one.ask(t, one.HTTP, "GET", "/v1/metric/"+metric+"/measures?aggregation=max&granularity=1", nil, &measures)
	if len(measures) != 1 || measures[0][2] != 64.0 {
		t.Errorf("got %v, want one measure of 64", measures)
	}
}
