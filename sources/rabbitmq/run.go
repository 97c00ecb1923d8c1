package rabbitmq

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func (t *Tap) run(ctx context.Context, sink func(*sources.Message)) error {
	if len(t.config.URL.Hosts) == 0 {
		return errors.New("tap a broker: the URL names no host")
	}
	t.status.change(func(s *sources.BrokerStatus) {
		s.State, s.Err, s.RetryAt = sources.Connecting, nil, time.Time{}
	})
	c := &campaign{tap: t, plan: newSchedule(t.pace, t.wanted), refused: refusals{}, sink: sink}
	waits := backoff{first: t.pace.retry, limit: t.pace.retryLimit}
	for {
		lasted, err := c.round(ctx)
		if ctx.Err() != nil {
			return nil
		}
		var refused *RefusedError
		if errors.As(err, &refused) {
			t.ended(sources.Refused, err, time.Time{})
			return err
		}
		waits.lasted(lasted)
		wait := waits.next(rand.Float64())
		t.ended(sources.Retrying, err, time.Now().Add(wait))
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

// ended tells that there is no connection any more, nor what was known by it.
func (t *Tap) ended(state sources.State, err error, retry time.Time) {
	t.log.Warn("not connected", "state", state, "error", err, "hint", sources.HintOf(err))
	t.status.change(func(s *sources.BrokerStatus) {
		s.State, s.Err, s.RetryAt = state, err, retry
		s.Exchanges, s.Missing, s.Blocked, s.Alarms, s.Queue, s.Notes = nil, nil, "", nil, "", nil
		s.Denied, s.DeniedHint = nil, ""
	})
}

// campaign is what a run remembers between its connections.
type campaign struct {
	tap     *Tap
	plan    *schedule
	refused refusals
	sink    func(*sources.Message)
}

// round tries the hosts in the order of the URL, so that the preferred one comes
// first whenever there is a choice, until one of them gives a session and that
// has ended. It returns a refusal only when no host is left to try.
func (c *campaign) round(ctx context.Context) (lasted time.Duration, err error) {
	u := c.tap.config.URL
	var passing, refusal error
	for _, host := range u.Hosts {
		if r := c.refused.of(host); r != nil {
			refusal = first(refusal, r)
			continue
		}
		begun := time.Now()
		a := attempt{host: host, vhost: u.VirtualHost, exchanges: c.tap.wanted}
		established, err := c.tap.session(ctx, a, c.plan, c.sink)
		if ctx.Err() != nil {
			return 0, nil
		}
		var r *RefusedError
		if errors.As(err, &r) {
			c.refused.add(host, r)
			refusal = first(refusal, r)
			continue
		}
		if established {
			return time.Since(begun), err
		}
		passing = both(passing, err)
	}
	if passing == nil {
		return 0, refusal
	}
	return 0, both(refusal, passing)
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// both is one sentence about two failures. A refusal in it must not look like
// the refusal of all hosts.
func both(a, b error) error {
	if a == nil {
		return b
	}
	hint := sources.HintOf(a)
	if hint == "" {
		hint = sources.HintOf(b)
	}
	err := fmt.Errorf("%v; %v", a, b) //nolint:errorlint // see above
	if hint == "" {
		return err
	}
	return sources.WithHint(err, hint)
}
