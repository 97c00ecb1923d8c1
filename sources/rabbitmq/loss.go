package rabbitmq

import (
	"fmt"
	"time"
)

// The bounds of the own queue. Beyond them the broker drops the oldest message,
// silently.
const (
	maxMessages = 50_000
	maxBytes    = 64 << 20
	maxAge      = time.Minute
	prefetch    = 1000
)

// loss finds out how many messages the broker dropped from the own queue. AMQP
// does not tell, so it is a lower bound from three kinds of evidence, of which
// the strongest counts.
//
// A queue seen at its bound has probably dropped something: each sighting counts
// one. Of the messages that wait now, each is delivered or dropped within the
// time to live; so as many as wait, less those received in that time and those
// on their way, are lost. And when the management API says how many messages
// were routed into the queue, those that neither came nor wait are lost.
type loss struct {
	sightings uint64
	expired   uint64
	missing   uint64

	window struct { // in which what waits must come or be lost
		begins   time.Time
		waiting  int
		received uint64
	}
	last struct{ published, received uint64 } // of the previous answer, when it left nothing waiting
}

// observe notes how many messages wait, how many were received so far and how
// large they are on average.
func (l *loss) observe(now time.Time, waiting int, received uint64, mean float64) {
	if waiting >= maxMessages || float64(waiting)*mean >= 0.97*maxBytes {
		l.sightings++
	}
	w := &l.window
	if !w.begins.IsZero() {
		if now.Sub(w.begins) < maxAge+time.Second {
			return
		}
		came := received - w.received
		if lost := w.waiting - prefetch; lost > 0 && uint64(lost) > came {
			l.expired += uint64(lost) - came
		}
	}
	w.begins, w.waiting, w.received = now, waiting, received
}

// routed notes what the management API counted. Its count is up to some seconds
// old; waiting and received are newer, and so the difference is not too large.
// Messages on their way to us are in none of these, unless the broker says that
// nothing is: twice, because that may be old as well.
func (l *loss) routed(published, received uint64, waiting int, idle bool) {
	way := uint64(prefetch)
	if idle && waiting == 0 && l.last.published == published && l.last.received == received {
		way = 0
	}
	l.last.published, l.last.received = 0, 0
	if idle && waiting == 0 {
		l.last.published, l.last.received = published, received
	}
	if known := received + uint64(waiting) + way; published > known {
		l.missing = max(l.missing, published-known)
	}
}

func (l *loss) atLeast() uint64 { return max(l.sightings, l.expired, l.missing) }

// measure asks how many messages wait, which is all that AMQP tells of drops.
func (k *keeper) measure() {
	asked := time.Now()
	waiting, err := k.link.depth()
	if err != nil {
		if c := code(err); c != 0 {
			k.link.fail(fmt.Errorf("look at the own queue: %w", err))
		}
		return
	}
	b := &k.tap.status
	k.waiting = waiting
	b.depth.Store(int64(waiting))
	k.caughtUp(asked, waiting)
	total := b.received.Load()
	mean := 0.0
	if total > 0 {
		mean = float64(b.bytes.Load()) / float64(total)
	}
	k.loss.observe(time.Now(), waiting, total-k.received, mean)
	b.dropped.Store(k.dropped + k.loss.atLeast())
}

// caughtUp notes that the own queue was empty when it was asked for the time
// before. What it had sent by then was still under way; by now it is here.
func (k *keeper) caughtUp(asked time.Time, waiting int) {
	if !k.empty.IsZero() {
		k.tap.status.caughtUp.Store(k.empty.UnixNano())
	}
	k.empty = time.Time{}
	if waiting == 0 {
		k.empty = asked
	}
}
