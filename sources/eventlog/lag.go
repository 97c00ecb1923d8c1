package eventlog

import (
	"math/bits"
	"time"
	"unsafe"
)

// A lag falls into one of sixteen buckets per power of two of its microseconds,
// so a quantile is at most 6 % too high, and a minute of any rate takes 150 kB.
const (
	lagSteps   = 16
	lagBuckets = 41 * lagSteps // up to 2^44 µs: 203 days
	negative   = lagBuckets    // one more bucket, for clocks that differ
	lagBytes   = int64(unsafe.Sizeof(lags{}) + seconds*unsafe.Sizeof(lagSecond{}))
)

// lags are the lags of the last minute, by second, and their sum.
type lags struct {
	ring []lagSecond
	sum  [lagBuckets + 1]uint32
	n    uint32
	last int64
}

type lagSecond struct {
	buckets [lagBuckets + 1]uint32
	n       uint32
	max     time.Duration
}

func (l *lags) advance(sec int64) {
	if l.ring == nil {
		l.ring = make([]lagSecond, seconds)
		l.last = sec
	}
	for steps := 0; l.last < sec && steps < seconds; steps++ {
		l.last++
		l.forget(&l.ring[l.last%seconds])
	}
	l.last = max(l.last, sec)
}

func (l *lags) forget(s *lagSecond) {
	if s.n == 0 {
		return
	}
	for i, n := range s.buckets {
		l.sum[i] -= n
	}
	l.n -= s.n
	*s = lagSecond{}
}

func (l *lags) add(sec int64, lag time.Duration) {
	l.advance(sec)
	s := &l.ring[l.last%seconds]
	if s.n == 0 || lag > s.max {
		s.max = lag
	}
	b := bucket(lag)
	s.buckets[b]++
	s.n++
	l.sum[b]++
	l.n++
}

func (l *lags) stats(sec int64) LagStats {
	if l.ring == nil {
		return LagStats{}
	}
	l.advance(sec)
	if l.n == 0 {
		return LagStats{}
	}
	out := LagStats{Known: true}
	first := true
	for i := range l.ring {
		if s := &l.ring[i]; s.n > 0 && (first || s.max > out.Max) {
			out.Max, first = s.max, false
		}
	}
	out.P50 = min(l.quantile(50), out.Max)
	out.P99 = min(l.quantile(99), out.Max)
	return out
}

// quantile returns the upper edge of the bucket that holds the lag which
// percent of all lags do not exceed.
func (l *lags) quantile(percent uint64) time.Duration {
	want := (uint64(l.n)*percent + 99) / 100
	got := uint64(l.sum[negative])
	if got >= want {
		return 0
	}
	for i, n := range l.sum[:lagBuckets] {
		if got += uint64(n); got >= want {
			return edge(i)
		}
	}
	return edge(lagBuckets - 1)
}

func bucket(lag time.Duration) int {
	us := lag.Microseconds()
	if us < 0 {
		return negative
	}
	if us < lagSteps {
		return int(us)
	}
	shift := bits.Len64(uint64(us)) - 5
	return min((shift+1)*lagSteps+int(us>>shift)-lagSteps, lagBuckets-1)
}

// edge is the largest lag of a bucket.
func edge(i int) time.Duration {
	if i < lagSteps {
		return time.Duration(i) * time.Microsecond
	}
	shift, step := i/lagSteps-1, i%lagSteps
	return (time.Duration(lagSteps+step+1)<<shift - 1) * time.Microsecond
}
