package usage

import "time"

// instant is a time in microseconds since 1970, which is what OpenStack's own
// times have; 0 is unknown. Order needs the microseconds, sums the seconds.
type instant int64

const perSecond = 1_000_000

func instantOf(t time.Time) instant {
	if t.IsZero() {
		return 0
	}
	return instant(t.UnixMicro())
}

// second is the second that it lies in.
func (i instant) second() second {
	s := second(i / perSecond)
	if i%perSecond < 0 {
		s--
	}
	return s
}

// second is a time to the second. All sums are over whole seconds: databases
// keep no more of launched_at, so that an event and the audit an hour later
// would otherwise disagree.
type second int64

func secondOf(t time.Time) second { return second(t.Unix()) }

func (s second) time() time.Time { return time.Unix(int64(s), 0).UTC() }

// earliest of two, of which 0 is none.
func earliest[T instant | second](a, b T) T {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
