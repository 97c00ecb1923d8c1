package rabbitmq

import (
	"testing"
	"time"
)

func TestWaitsDoubleUpToACapWithJitter(t *testing.T) {
	t.Parallel()
	none := backoff{first: unhurried.retry, limit: unhurried.retryLimit}
	most := none
	for i, want := range []time.Duration{500, 1000, 2000, 4000, 8000, 10000, 10000} {
		want *= time.Millisecond
		if got := none.next(0); got != want {
			t.Errorf("wait %d without jitter is %v, want %v", i, got, want)
		}
		if got := most.next(1); got != want/2 {
			t.Errorf("wait %d with all jitter is %v, want %v", i, got, want/2)
		}
	}
}

func TestOnlyALastingConnectionResetsTheWaits(t *testing.T) {
	t.Parallel()
	b := backoff{first: unhurried.retry, limit: unhurried.retryLimit, failures: 4}
	b.lasted(time.Second)
	if got := b.next(0); got != 8*time.Second {
		t.Errorf("after a connection of a second the wait is %v, want 8s", got)
	}
	b.lasted(time.Minute)
	if got := b.next(0); got != unhurried.retry {
		t.Errorf("after a connection of a minute the wait is %v, want %v", got, unhurried.retry)
	}
}
