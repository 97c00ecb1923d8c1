package recording

import (
	"slices"
	"time"
)

// Live says that a broker's tap has been live since the given time, bound to
// these exchanges, and how many messages its queue has lost so far. To say it
// again costs nothing; when the tap was made anew or other exchanges are bound,
// a new observation begins.
func (l *Ledger) Live(broker string, since time.Time, exchanges, denied []string, dropped uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.live[broker]
	switch {
	case l.closed:
		return
	case b == nil:
		b = &sight{since: since}
	case !b.session.Equal(since):
		l.put(l.end(broker))
		b = &sight{since: later(b.until, since)}
	case slices.Equal(b.exchanges, exchanges) && slices.Equal(b.denied, denied):
		return
	default:
		l.put(l.end(broker))
		b = &sight{since: b.until}
	}
	b.session, b.until, b.dropped = since, b.since, dropped
	b.exchanges, b.denied = slices.Clone(exchanges), slices.Clone(denied)
	l.live[broker] = b
	delete(l.absent, broker)
	if l.w == nil {
		l.ready(l.now()) // a file that is made now begins with it
		return
	}
	l.put(l.began(broker))
}

// Alive says that a broker's tap missed nothing until then. It may be said as
// often as it is known; it is how the end of a recorder that was killed in a
// quiet night is told.
func (l *Ledger) Alive(broker string, until time.Time, dropped uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.live[broker]
	if b == nil || l.closed {
		return
	}
	if !until.After(b.until) && dropped == b.dropped && l.w != nil {
		return
	}
	b.dropped = max(b.dropped, dropped)
	if l.ready(l.now()) {
		b.until = later(b.until, until)
		l.put(Mark{Broker: broker, At: l.now(), Kind: Alive, Until: b.until, Dropped: b.dropped})
	}
}

// Lost says that a broker is not observed, or not any more. One that never was
// has a span without length, so that it is known to be missing.
func (l *Ledger) Lost(broker string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed || l.absent[broker]:
		return
	case l.live[broker] != nil:
		l.put(l.end(broker))
		delete(l.live, broker)
	default:
		l.put(l.never(broker))
	}
	l.absent[broker] = true
}

// put writes a mark if anything can be written.
func (l *Ledger) put(k Mark) {
	if l.w == nil {
		return
	}
	if err := l.w.mark(k); err != nil {
		_ = l.failed(err) // a single file's Writer gives it with the next message
	}
}

func (l *Ledger) began(broker string) Mark {
	b := l.live[broker]
	return Mark{
		Broker: broker, At: l.now(), Kind: Began, Since: b.since, Filter: l.Filter,
		Exchanges: b.exchanges, Denied: b.denied, Dropped: b.dropped, Unwritten: l.lost[broker],
	}
}

func (l *Ledger) never(broker string) Mark {
	return Mark{Broker: broker, At: l.now(), Kind: Ended, Until: l.now()}
}

func (l *Ledger) end(broker string) Mark {
	b := l.live[broker]
	return Mark{Broker: broker, At: l.now(), Kind: Ended, Until: b.until, Dropped: b.dropped}
}
