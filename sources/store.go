package sources

import (
	"context"
	"iter"
)

// MeterStore is a place where meters are kept: the Ceilometer API, its MongoDB,
// or Gnocchi. It is read only.
//
// Each list streams in the store's own order, in bounded memory, and stops
// early when yield returns false. An error comes last and alone, with a zero
// value, and says that the list before it is not whole; a list that ends
// without one is complete, or has as many rows as its query's Limit. A store
// that cannot answer a query returns an *UnsupportedError, never fewer rows.
// All methods are safe for concurrent use.
type MeterStore interface {
	// Where says which store it is, before anything was asked of it.
	Where() StoreAddress
	Meters(context.Context, MeterQuery) iter.Seq2[Meter, error]
	// Samples come newest first.
	Samples(context.Context, SampleQuery) iter.Seq2[Sample, error]
	Statistics(context.Context, StatisticsQuery) iter.Seq2[Statistic, error]
	Resources(context.Context, ResourceQuery) iter.Seq2[Resource, error]
	// Health asks how the store itself does.
	Health(context.Context) (StoreHealth, error)
}

// StoreKind names a kind of store as --source does.
type StoreKind string

// The stores that can be read.
const (
	CeilometerAPI StoreKind = "api"
	MongoDB       StoreKind = "mongodb"
	Gnocchi       StoreKind = "gnocchi"
)

// StoreAddress is a store and where it is.
type StoreAddress struct {
	Kind StoreKind
	URL  string // without credentials
	From string // what led to it: "--mongodb-url", "/etc/ceilometer/ceilometer.conf:12", "the catalogue"
}

// StoreHealth is what a store tells about itself. What it does not tell is
// zero, or -1 for a number.
type StoreHealth struct {
	Version string
	// Waiting are measures that Gnocchi has taken but not yet worked off, in so
	// many Metrics.
	Waiting, Metrics int
	Notes            []string
}

// Operators of a Condition.
const (
	Equal          = "eq"
	NotEqual       = "ne"
	Less           = "lt"
	LessOrEqual    = "le"
	Greater        = "gt"
	GreaterOrEqual = "ge"
)

// Condition is one part of a query, as the API spells it: a field's name
// (resource_id, timestamp, metadata.display_name), an operator and a value,
// which for metadata may have a type (string, integer, float, boolean,
// datetime; "" is guessed as the API does).
type Condition struct {
	Field, Op, Value, Type string
}

// MeterQuery asks for meters. A Limit of 0 is none.
type MeterQuery struct {
	Conditions []Condition
	Limit      int
	Unique     bool // one row a name
}

// SampleQuery asks for samples, of one meter unless Meter is empty.
type SampleQuery struct {
	Meter      string
	Conditions []Condition
	Limit      int
}

// StatisticsQuery asks for statistics of one meter.
type StatisticsQuery struct {
	Meter      string
	Conditions []Condition
	Period     int      // seconds, 0: one for all the time
	GroupBy    []string // user_id, resource_id, project_id, source, resource_metadata.…
	Aggregates []Aggregate
}

// Aggregate is a function to compute: max, min, avg, sum, count, stddev, or
// cardinality with the field that it counts.
type Aggregate struct{ Func, Param string }

// Name is the key that the API gives its result: cardinality/resource_id.
func (a Aggregate) Name() string {
	if a.Param == "" {
		return a.Func
	}
	return a.Func + "/" + a.Param
}

// ResourceQuery asks for resources.
type ResourceQuery struct {
	Conditions []Condition
	Limit      int
}

// UnsupportedError says that a store cannot answer a query: Gnocchi has no
// sources, for one. It is told before anything was read.
type UnsupportedError struct {
	Store StoreKind
	What  string // "the field source", "the aggregate cardinality"
}

func (e *UnsupportedError) Error() string { return string(e.Store) + " does not know " + e.What }

// Hint is what can be done about it.
func (e *UnsupportedError) Hint() string {
	return "leave it out, or ask another store with --source"
}
