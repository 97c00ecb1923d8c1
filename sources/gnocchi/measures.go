package gnocchi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// askers is how many requests for measures are made at the same time.
	askers = 4
	// aggregatesAtOnce is how many aggregates are asked for in one request. Each may have
	// the whole archive, which is half a megabyte in ceilometer-low.
	aggregatesAtOnce = 50
)

// measure is one aggregate of one granule.
type measure struct {
	at    time.Time // the granule's beginning
	value float64
}

// UnmarshalJSON reads [timestamp, granularity, value].
func (m *measure) UnmarshalJSON(data []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil || len(parts) != 3 {
		return fmt.Errorf("a measure is %s", clip(string(data)))
	}
	var text string
	if json.Unmarshal(parts[0], &text) != nil {
		return fmt.Errorf("a measure is of the time %s", clip(string(parts[0])))
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return fmt.Errorf("a measure is of the time %q", clip(text))
	}
	value, err := strconv.ParseFloat(string(parts[2]), 64)
	if err != nil {
		return fmt.Errorf("a measure is %s", clip(string(parts[2])))
	}
	m.at, m.value = at.UTC(), value
	return nil
}

// aggregate is what is asked for of one metric.
type aggregate struct {
	metric, method string
	granularity    time.Duration
}

// period is a part of the time: from a time to before another; zero times are no bounds.
type period struct{ from, to time.Time }

func (p period) args(granularity time.Duration) url.Values {
	args := url.Values{"granularity": {strconv.FormatFloat(granularity.Seconds(), 'f', -1, 64)}}
	if !p.from.IsZero() {
		args.Set("start", p.from.Format(time.RFC3339Nano))
	}
	if !p.to.IsZero() {
		args.Set("stop", p.to.Format(time.RFC3339Nano))
	}
	return args
}

// within drops measures that are outside: Gnocchi takes the start to be that of
// its granule.
func (p period) within(list []measure) []measure {
	kept := list[:0]
	for _, m := range list {
		if !m.at.Before(p.from) && (p.to.IsZero() || m.at.Before(p.to)) {
			kept = append(kept, m)
		}
	}
	return kept
}

// measures asks for aggregates. Those of each come oldest first, in the place
// that it has in the list.
func (s *Store) measures(ctx context.Context, list []aggregate, during period) ([][]measure, error) {
	parts := make([][]measure, len(list))
	var batches [][]int // of one granularity each
	open := map[time.Duration]int{}
	for i, a := range list {
		b, ok := open[a.granularity]
		if !ok || len(batches[b]) == aggregatesAtOnce {
			b = len(batches)
			open[a.granularity] = b
			batches = append(batches, nil)
		}
		batches[b] = append(batches[b], i)
	}
	err := each(ctx, len(batches), func(ctx context.Context, b int) error {
		return s.batch(ctx, list, batches[b], during, parts)
	})
	return parts, err
}

// batch asks for aggregates of one granularity in one request, or, where that is
// refused, one after the other. Before Gnocchi 4.1 there is no such request. It
// fails for all if one metric was deleted, and may be forbidden to those who own
// a metric's resource but did not create it.
func (s *Store) batch(ctx context.Context, list []aggregate, batch []int, during period, parts [][]measure) error {
	if len(batch) > 1 && !s.oneByOne.Load() {
		operations := []any{"metric"}
		for _, i := range batch {
			operations = append(operations, []string{list[i].metric, list[i].method})
		}
		var answer struct {
			Measures map[string]map[string][]measure `json:"measures"`
		}
		q := query{"POST", "/v1/aggregates", during.args(list[batch[0]].granularity), map[string]any{"operations": operations}}
		_, err := s.ask(ctx, q, &answer)
		if err == nil {
			for _, i := range batch {
				parts[i] = during.within(answer.Measures[list[i].metric][list[i].method])
			}
			return nil
		}
		code, words := status(err)
		switch {
		case code < 400 || code >= 500 || code == http.StatusUnauthorized:
			return err
		case code == http.StatusForbidden, code == http.StatusNotFound && words == "", code == http.StatusMethodNotAllowed:
			s.oneByOne.Store(true)
		}
	}
	for _, i := range batch {
		args := during.args(list[i].granularity)
		args.Set("aggregation", list[i].method)
		var answer []measure
		_, err := s.ask(ctx, query{method: "GET", path: "/v1/metric/" + list[i].metric + "/measures", args: args}, &answer)
		if err != nil && !metricIsGone(err) {
			return err
		}
		parts[i] = during.within(answer)
	}
	return nil
}

// metricIsGone tells a metric that was deleted since it was listed, and has no
// measures, from an aggregate that it does not have. Both are 404.
func metricIsGone(err error) bool {
	code, words := status(err)
	return code == http.StatusNotFound && strings.HasPrefix(words, "Metric ") && strings.HasSuffix(words, "does not exist")
}

// each does something for 0 to n-1, a few at the same time, until one fails.
func each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	indices := make(chan int)
	var group sync.WaitGroup
	for range min(n, askers) {
		group.Go(func() {
			for i := range indices {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		indices <- i
	}
	close(indices)
	group.Wait()
	return context.Cause(ctx)
}
