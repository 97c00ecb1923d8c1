package sources

import (
	"encoding/base64"
	"encoding/json"
	"time"
)

// Meter is one row of meter-list: something that is measured of one resource,
// or, in a list that is unique, of any.
type Meter struct {
	Name       string
	Type       Text // gauge, delta, cumulative
	Unit       Text
	ResourceID Text // null in a unique list, as are the next three
	ProjectID  Text
	UserID     Text
	Source     Text

	// Metric is Gnocchi's id of it, "" in the other stores.
	Metric string
}

// ID is the meter_id of the API: base64 of the resource's id and the name, with
// None for null (ceilometer api/controllers/v2/meters.py).
func (m *Meter) ID() string {
	return base64.StdEncoding.EncodeToString([]byte(m.ResourceID.Or("None") + "+" + m.Name))
}

// MeterKind is what is known about a meter by its name alone, from the
// definitions of OpenStack's releases.
type MeterKind struct {
	Type, Unit string
	// Interval is how often a sample is to be expected, 0 if that depends on
	// what the cloud's users do.
	Interval time.Duration
}

// Sample is one measurement. From Gnocchi it is one aggregated measure.
type Sample struct {
	ID         string // message_id; "" in Gnocchi
	Meter      string
	Type       Text
	Unit       Text
	Volume     float64
	ResourceID Text
	ProjectID  Text
	UserID     Text
	Source     Text
	Timestamp  time.Time // UTC, to the microsecond; MongoDB keeps milliseconds
	RecordedAt time.Time // zero where the store does not keep it

	// Metadata is a JSON object as the store has it, nil when there is none.
	Metadata json.RawMessage
}

// Statistic sums up the samples of a meter in one period, or in all the time
// that was asked for.
type Statistic struct {
	Unit               Text
	Max, Min, Avg, Sum Number
	Count              Number
	// Aggregates are those that were asked for by name, such as stddev or
	// cardinality/resource_id. When there are any, the five above are unknown.
	Aggregates map[string]float64
	GroupBy    map[string]Text // nil when nothing was grouped

	Period                     int // seconds; 0: no period was asked for
	PeriodStart, PeriodEnd     time.Time
	Duration                   float64 // seconds between the two below
	DurationStart, DurationEnd time.Time
}

// Number is a number that a store may not have. The zero Number is null.
type Number struct {
	Value float64
	Known bool
}

// Resource is what samples are about.
type Resource struct {
	ID          string
	ProjectID   Text
	UserID      Text
	Source      Text
	FirstSample time.Time // zero: unknown
	LastSample  time.Time
	Metadata    json.RawMessage // a JSON object, nil when there is none
}
