package mongodb

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"github.com/ceilotop/ceilotop/sources"
)

// sums computes the statistics of samples that come oldest first. Only the
// groups of one period are kept.
type sums struct {
	query  sources.StatisticsQuery
	during span
	first  time.Time // where the first period begins
	yield  func(sources.Statistic) bool
	words  words

	period int64 // the one that is being filled
	groups map[string]*group
	order  []*group
	key    []byte // of the sample at hand, reused
	values []sources.Text
}

// group are samples of one unit, in one period, with the same values of the
// fields that are grouped by.
type group struct {
	unit     sources.Text
	by       []sources.Text
	from, to time.Time
	moments  moments
	distinct []map[string]struct{} // one for each aggregate
}

func newSums(q sources.StatisticsQuery, during span, first time.Time, yield func(sources.Statistic) bool) *sums {
	return &sums{
		query: q, during: during, first: first, yield: yield, words: words{}, groups: map[string]*group{},
		values: make([]sources.Text, len(q.GroupBy)+len(q.Aggregates)),
	}
}

// needs are the fields of a sample that matter.
func (s *sums) needs() []string {
	names := append([]string{"timestamp", "counter_volume", "counter_unit"}, s.query.GroupBy...)
	for _, a := range s.query.Aggregates {
		if a.Param != "" {
			names = append(names, a.Param)
		}
	}
	return unique(names)
}

// add takes a sample. It returns false when nobody wants more rows.
func (s *sums) add(doc []byte) (bool, error) {
	at, volume, unit, err := s.read(doc)
	if err != nil {
		return false, err
	}
	var period int64
	if s.query.Period > 0 {
		// In milliseconds, of which MongoDB's own dates consist.
		period = (at.UnixMilli() - s.first.UnixMilli()) / (int64(s.query.Period) * 1000)
	}
	if period != s.period && len(s.order) > 0 && !s.flush() {
		return false, nil
	}
	s.period = period
	g := s.groups[string(s.key)] // does not allocate
	if g == nil {
		g = &group{unit: unit, by: slices.Clone(s.values[:len(s.query.GroupBy)]), from: at, distinct: make([]map[string]struct{}, len(s.query.Aggregates))}
		s.groups[string(s.key)] = g
		s.order = append(s.order, g)
	}
	g.to = at
	g.moments.add(volume)
	for i, a := range s.query.Aggregates {
		v := s.values[len(s.query.GroupBy)+i]
		if a.Param == "" {
			continue
		}
		if g.distinct[i] == nil {
			g.distinct[i] = map[string]struct{}{}
		}
		g.distinct[i][v.Or("\x00null")] = struct{}{}
	}
	return true, nil
}

// read takes a sample apart and leaves the values that it is grouped by in
// values and key.
func (s *sums) read(doc []byte) (at time.Time, volume float64, unit sources.Text, err error) {
	clear(s.values)
	unit = noUnit
	all, err := elementsOf(doc)
	if err != nil {
		return at, 0, unit, err
	}
	var when, measured bsoncore.Value
	for {
		key, v, more, err := all.next()
		if err != nil {
			return at, 0, unit, err
		}
		if !more {
			break
		}
		switch string(key) {
		case "timestamp":
			when = v
		case "counter_volume":
			measured = v
		case "counter_unit":
			unit, err = s.words.text(v)
		default:
			err = s.value(string(key), v)
		}
		if err != nil {
			return at, 0, unit, fmt.Errorf("its %s: %w", key, err)
		}
	}
	if at, err = sampleTime(when); err != nil {
		return at, 0, unit, err
	}
	if volume, err = number(measured); err != nil {
		return at, 0, unit, fmt.Errorf("its counter_volume: %w", err)
	}
	s.key = appendText(s.key[:0], unit)
	for _, v := range s.values[:len(s.query.GroupBy)] {
		s.key = appendText(s.key, v)
	}
	return at, volume, unit, nil
}

// value keeps a field's value where a group or an aggregate wants it.
func (s *sums) value(key string, v bsoncore.Value) error {
	name := key
	if key == "resource_metadata" {
		name = "resource_metadata.instance_type"
		inner, err := elementsOf(v.Data)
		if err != nil {
			return nil //nolint:nilerr // no document, hence no instance_type in it
		}
		if _, v, _, err = inner.next(); err != nil {
			return err
		}
	}
	text, err := s.words.text(v)
	if err != nil {
		return err
	}
	for i, field := range s.query.GroupBy {
		if field == name {
			s.values[i] = text
		}
	}
	for i, a := range s.query.Aggregates {
		if a.Param == name {
			s.values[len(s.query.GroupBy)+i] = text
		}
	}
	return nil
}

// appendText makes texts into a key so that two lists of them never give one.
func appendText(key []byte, t sources.Text) []byte {
	if !t.Known {
		return append(key, 0, 0)
	}
	return append(append(append(key, 1), strings.ReplaceAll(t.Value, "\x00", "\x00\x01")...), 0, 0)
}

// flush yields the groups of a period.
func (s *sums) flush() bool {
	for _, g := range s.order {
		if !s.yield(s.statistic(g)) {
			return false
		}
	}
	clear(s.groups)
	s.order = s.order[:0]
	return true
}

func (s *sums) statistic(g *group) sources.Statistic {
	length := time.Duration(s.query.Period) * time.Second
	st := sources.Statistic{
		Unit: g.unit, Period: s.query.Period,
		PeriodStart: s.first.Add(time.Duration(s.period) * length), PeriodEnd: g.to,
		DurationStart: g.from, DurationEnd: g.to,
	}
	if s.query.Period > 0 {
		st.PeriodEnd = st.PeriodStart.Add(length)
	}
	s.clamp(&st)
	if len(s.query.GroupBy) > 0 {
		st.GroupBy = map[string]sources.Text{}
		for i, field := range s.query.GroupBy {
			st.GroupBy[field] = g.by[i]
		}
	}
	known := func(v float64) sources.Number { return sources.Number{Value: v, Known: true} }
	m := &g.moments
	if len(s.query.Aggregates) == 0 {
		st.Max, st.Min, st.Avg, st.Sum, st.Count = known(m.max), known(m.min), known(m.avg()), known(m.sum()), known(float64(m.count))
		return st
	}
	st.Aggregates = map[string]float64{}
	for i, a := range s.query.Aggregates {
		st.Aggregates[a.Name()] = m.aggregate(a.Func, len(g.distinct[i]))
	}
	return st
}

// clamp keeps the duration within what was asked for, which search_offset
// widened. Samples that all lie outside have no duration.
func (s *sums) clamp(st *sources.Statistic) {
	if at := s.during.askedStart; !at.IsZero() && st.DurationStart.Before(at) {
		st.DurationStart = at
	}
	if at := s.during.askedEnd; !at.IsZero() && st.DurationEnd.After(at) {
		st.DurationEnd = at
	}
	if st.DurationStart.After(st.DurationEnd) {
		st.DurationStart, st.DurationEnd = time.Time{}, time.Time{}
		return
	}
	st.Duration = st.DurationEnd.Sub(st.DurationStart).Seconds()
}
