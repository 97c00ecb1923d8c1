package rabbitmq

import "time"

// settled is how long a connection must have lasted to count as good. One that
// breaks sooner continues the row of waits.
const settled = 10 * time.Second

// backoff gives the waits between attempts to connect.
type backoff struct {
	first, limit time.Duration
	failures     int
}

// next doubles the wait up to its cap and takes off up to half of it, chosen by
// chance in [0,1), so that taps that lost one broker together do not come back
// together.
func (b *backoff) next(chance float64) time.Duration {
	wait := doubled(b.first, b.limit, b.failures)
	b.failures++
	return wait - time.Duration(chance*float64(wait/2))
}

// lasted tells how long the connection held that has now broken.
func (b *backoff) lasted(d time.Duration) {
	if d >= settled {
		b.failures = 0
	}
}

// doubled is first·2ⁿ, at most limit.
func doubled(first, limit time.Duration, n int) time.Duration {
	for ; n > 0 && first < limit; n-- {
		first *= 2
	}
	return min(first, limit)
}
