package recording

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Span is a time during which a broker was observed: what it routed to the
// exchanges then is in the recording. A broker that was listened to twice, or
// whose bound exchanges changed, has two; one that should have been and never
// was has one without length. The last of a recorder that was killed under load
// may reach beyond the messages that still waited for it in the tap's queue,
// which is moments.
type Span struct {
	Broker   string
	From, To time.Time // UTC

	// Told is whether the recorder said so. A recording without marks, by an
	// earlier version or another tool, has one span for each broker from its
	// first to its last message, and whether that has holes is unknown.
	Told bool
	// Orderly is whether the observation was ended. Otherwise the recorder was
	// killed, or could not write, some time after To.
	Orderly bool

	Exchanges []string // that were bound; nil if not told
	Denied    []string // there, but not to be read
	Filter    string   // "" when everything was recorded
	Dropped   uint64   // messages that are missing all the same, at least
	Unwritten uint64   // messages that were lost before From for want of room
}

// Gap is a time between From and To in which a broker was not observed.
type Gap struct {
	Broker   string
	From, To time.Time
}

// Observed reads a recording to its end and tells when which broker was
// observed. Lines that cannot be read change nothing and are left out: whoever
// reads the messages is told of them.
func Observed(path string) ([]Span, error) {
	r, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var m sources.Message
	for {
		switch err := r.Next(&m); {
		case err == io.EOF:
			return r.Observed(), nil
		case err != nil && !errors.As(err, new(*LineError)):
			return r.Observed(), err
		}
	}
}

// Observed is what the recording has told, up to where it was read, about when
// it observed which broker; by broker, then by time.
func (r *Reader) Observed() []Span { return r.watch.spans() }

// Join brings the spans of several recordings together: by broker, then by
// time, those that touch or overlap as one if they observed the same.
func Join(spans ...[]Span) []Span {
	all := slices.Concat(spans...)
	slices.SortStableFunc(all, inOrder)
	joined := all[:0]
	for _, s := range all {
		if n := len(joined); n > 0 && joined[n-1].continues(&s) {
			last := &joined[n-1]
			last.Dropped += s.Dropped
			if s.To.After(last.To) {
				last.To, last.Orderly = s.To, s.Orderly
			}
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// Gaps are the times between from and to in which a broker was not observed,
// for each broker of the spans by itself; by broker, then by time. Spans that
// were recorded through a filter, or not told, count as observed: it is in them
// to say.
func Gaps(spans []Span, from, to time.Time) []Gap {
	all := slices.Clone(spans)
	slices.SortStableFunc(all, inOrder)
	var gaps []Gap
	add := func(broker string, a, b time.Time) {
		if b.After(to) {
			b = to
		}
		if a.Before(b) {
			gaps = append(gaps, Gap{broker, a, b})
		}
	}
	for i, reached := 0, from; i < len(all); i++ {
		s := &all[i]
		if i > 0 && all[i-1].Broker != s.Broker {
			reached = from
		}
		add(s.Broker, reached, s.From)
		reached = later(reached, s.To)
		if i+1 == len(all) || all[i+1].Broker != s.Broker {
			add(s.Broker, reached, to)
		}
	}
	return gaps
}

func inOrder(a, b Span) int {
	return cmp.Or(cmp.Compare(a.Broker, b.Broker), a.From.Compare(b.From), a.To.Compare(b.To))
}

// continues reports whether t goes on where s stands, with the same in sight.
func (s *Span) continues(t *Span) bool {
	return s.Broker == t.Broker && !t.From.After(s.To) && s.Told == t.Told && s.Filter == t.Filter && t.Unwritten == 0 &&
		slices.Equal(s.Exchanges, t.Exchanges) && slices.Equal(s.Denied, t.Denied)
}

// watch gathers spans while a recording is read.
type watch struct {
	done    []Span
	brokers map[string]*watched
	last    *watched // of the last message: most come from the same broker
	name    string
}

type watched struct {
	marked  bool
	open    *Span // an observation that was not ended yet
	never   *Span // the end of none: the broker was not listened to
	dropped uint64
	untold  Span // from the first message to the last
}

func (w *watch) of(broker string) *watched {
	if w.last != nil && w.name == broker {
		return w.last
	}
	b := w.brokers[broker]
	if b == nil {
		if w.brokers == nil {
			w.brokers = map[string]*watched{}
		}
		b = &watched{untold: Span{Broker: broker}}
		w.brokers[broker] = b
	}
	w.last, w.name = b, broker
	return b
}

// saw notes that a message came. What came while nothing is said to have been
// observed, such as between two exchanges being bound, proves no time.
func (w *watch) saw(m *sources.Message) {
	if m.ReceivedAt.IsZero() {
		return
	}
	b := w.of(m.Broker)
	if b.open != nil {
		b.open.To = later(b.open.To, m.ReceivedAt)
	}
	if !b.marked {
		if b.untold.From.IsZero() || m.ReceivedAt.Before(b.untold.From) {
			b.untold.From = m.ReceivedAt
		}
		b.untold.To = later(b.untold.To, m.ReceivedAt)
	}
}

func (w *watch) mark(k *Mark) {
	b := w.of(k.Broker)
	b.marked = true
	switch {
	case k.Kind == Began:
		w.end(b, false)
		b.open = &Span{
			Broker: k.Broker, From: k.Since, To: k.Since, Told: true,
			Exchanges: k.Exchanges, Denied: k.Denied, Filter: k.Filter, Unwritten: k.Unwritten,
		}
		b.dropped = k.Dropped
		return
	case b.open == nil && k.Kind == Ended:
		b.never = &Span{Broker: k.Broker, From: k.Until, To: k.Until, Told: true, Orderly: true}
		return
	case b.open == nil: // the line that began it could not be read
		b.open = &Span{Broker: k.Broker, From: k.Until, To: k.Until, Told: true}
		b.dropped = k.Dropped
	}
	b.open.To = later(b.open.To, k.Until)
	if k.Dropped > b.dropped {
		b.open.Dropped += k.Dropped - b.dropped
		b.dropped = k.Dropped
	}
	if k.Kind == Ended {
		w.end(b, true)
	}
}

func (w *watch) end(b *watched, orderly bool) {
	if b.open != nil {
		b.open.Orderly = orderly
		w.done = append(w.done, *b.open)
		b.open = nil
	}
}

func (w *watch) spans() []Span {
	all := slices.Clone(w.done)
	for name, b := range w.brokers {
		switch {
		case b.open != nil:
			all = append(all, *b.open)
		case b.never != nil && !slices.ContainsFunc(all, func(s Span) bool { return s.Broker == name }):
			all = append(all, *b.never)
		case !b.marked && !b.untold.From.IsZero():
			all = append(all, b.untold)
		}
	}
	slices.SortStableFunc(all, inOrder)
	return all
}
