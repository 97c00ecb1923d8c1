package eventlog

import (
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Stats is what the log counted, at one moment.
type Stats struct {
	Seen, Kept, Evicted, Duplicates, Undecodable uint64

	// BodiesDropped counts rows whose body was too large to keep.
	BodiesDropped uint64

	Bytes int64    // the log's own count of its memory
	Rate  float64  // events a second, over the last five
	Spark []uint32 // events per second of the last 60 s, oldest first; the last one is not over yet
	Lag   LagStats

	// Services, Types and Brokers have the largest total first. Their number
	// is bounded: what came later is counted together under Other.
	Services, Types, Brokers []Count

	// Idle says that every rate is 0, the spark flat and the worker done:
	// until the next event Stats gives the same again.
	Idle bool
}

// Other is the Count that stands for all names beyond the bound.
const Other = "(other)"

// Count is how often one name came.
type Count struct {
	Name  string
	Total uint64
	Rate  float64   // events a second, over the last five
	Last  time.Time // when the last one arrived, by the log's clock
	Spark []uint32  // as in Stats; nil when flat
}

// LagStats is the lag of the events of the last minute. P50 and P99 are exact
// to 6 %, Max is exact. Clocks differ: a lag may be negative, which P50 and P99
// give as 0.
type LagStats struct {
	P50, P99, Max time.Duration
	Known         bool // false: no event of the last minute had a timestamp
}

// counters is what Put counts; Stats reads it. The log's lock guards it.
type counters struct {
	seen, duplicates, undecodable, bodiesDropped uint64

	all                      series
	services, types, brokers names
	lag                      lags
	start                    int64 // the second of the first event
}

func newCounters() counters {
	return counters{services: newNames(), types: newNames(), brokers: newNames()}
}

func (c *counters) size() int64 {
	return c.services.size() + c.types.size() + c.brokers.size() + lagBytes
}

func (c *counters) add(now time.Time, e *sources.Event, again bool) {
	sec := now.Unix()
	if c.seen == 0 {
		c.start = sec
	}
	c.seen++
	if again {
		c.duplicates++
	}
	if e.Err != "" {
		c.undecodable++
	}
	c.all.add(sec)
	c.services.add(e.Service, now)
	c.types.add(e.EventType, now)
	c.brokers.add(e.Broker, now)
	if lag, known := e.Lag(); known {
		c.lag.add(sec, lag)
	}
}

// Stats returns the counters. It costs some microseconds, however much is kept.
func (l *Log) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	c := &l.count
	at := clock{now, c.start}
	s := Stats{
		Seen: c.seen, Kept: l.next - l.first, Evicted: l.first - 1,
		Duplicates: c.duplicates, Undecodable: c.undecodable, BodiesDropped: c.bodiesDropped,
		Bytes: l.bytes, Rate: c.all.rate(at), Spark: make([]uint32, seconds),
		Services: c.services.counts(at), Types: c.types.counts(at), Brokers: c.brokers.counts(at),
		Lag: c.lag.stats(now.Unix()),
	}
	busy := c.all.copyTo(s.Spark, now.Unix())
	s.Idle = !busy && !s.Lag.Known && l.behind == 0
	return s
}
