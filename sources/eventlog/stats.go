package eventlog

import (
	"errors"
	"time"
)

// ErrEvicted says that an event is not kept: it was dropped to make room, or
// has not come yet.
var ErrEvicted = errors.New("not kept any more")

// Stats is what the log counted, at one moment.
type Stats struct {
	Seen, Kept, Evicted, Duplicates, Undecodable uint64

	// BodiesDropped counts rows whose body was too large to keep.
	BodiesDropped uint64

	Bytes int64    // the log's own count of its memory
	Rate  float64  // events a second, over the last five
	Spark []uint32 // events per second of the last 60 s, oldest first
	Lag   LagStats

	// Services, Types and Brokers have the largest total first. Their number
	// is bounded: what came later is counted together under Other.
	Services, Types, Brokers []Count

	// Idle says that every rate is 0 and the spark flat: until the next event
	// Stats gives the same again.
	Idle bool
}

// Other is the Count that stands for all names beyond the bound.
const Other = "(other)"

// Count is how often one name came.
type Count struct {
	Name  string
	Total uint64
	Rate  float64  // events a second, over the last five
	Last  time.Time // when the last one arrived, by the log's clock
	Spark []uint32 // as in Stats; nil when flat
}

// LagStats is the lag of the events of the last minute.
type LagStats struct {
	P50, P99, Max time.Duration
	Known         bool // false: no event of the last minute had a timestamp
}
