package usage

import (
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Ledger takes events in any order, twice or with some missing, and tells what
// was used. What it holds grows with the resources, with what was done to them,
// with the days on which they were seen, with the audits of the time that is
// asked for, and with the downloads; not with the events. It is for one
// goroutine. Make one with New.
type Ledger struct {
	from, to second // 0: not bounded

	states    states
	resources map[key]*resource
	audits    map[sources.Kind]*periods
	downloads downloads
	taken     []taken              // inventories
	observed  map[string][]stretch // by broker
	denied    map[string]map[sources.Kind]bool
	carried   map[sources.Kind]map[string]bool // brokers that carried events of a kind
	counts    Counts
	held      int // bytes, see Size

	first, last second // of the events
}

type key struct {
	kind sources.Kind
	id   string
}

// taken is an inventory that was taken.
type taken struct {
	at    instant
	whole map[sources.Kind]bool
	// absent says that what is not in it was not there.
	absent bool
}

// Counts are what a ledger was given.
type Counts struct {
	Events     uint64 `json:"events"`     // in all
	Used       uint64 `json:"used"`       // that say something about usage
	Unreadable uint64 `json:"unreadable"` // that should, and cannot be read
	// Untold are downloads of which it is not known whether they came twice: only
	// so many are remembered.
	Untold uint64 `json:"untold_downloads"`
}

// New makes a ledger of the time from a second to another, which is not in it. A
// zero time is the beginning, or the end, of what was observed.
func New(from, to time.Time) *Ledger {
	l := &Ledger{
		resources: make(map[key]*resource),
		audits:    make(map[sources.Kind]*periods),
		observed:  make(map[string][]stretch),
		denied:    make(map[string]map[sources.Kind]bool),
		carried:   make(map[sources.Kind]map[string]bool),
	}
	if !from.IsZero() {
		l.from = secondOf(from)
	}
	if !to.IsZero() {
		l.to = secondOf(to)
	}
	return l
}

// Add takes an event with its payload, of which it keeps nothing.
func (l *Ledger) Add(e *sources.Event) {
	l.counts.Events++
	f, d, readable := read(e)
	switch {
	case !readable:
		l.counts.Unreadable++
		return
	case f == nil && d == nil:
		return
	}
	l.counts.Used++
	if at := momentOf(e).second(); l.last == 0 {
		l.first, l.last = at, at
	} else {
		l.first, l.last = min(l.first, at), max(l.last, at)
	}
	if d != nil {
		l.carry(sources.KindImage, e.Broker)
		l.download(d, e.MessageID)
		return
	}
	l.carry(f.kind, e.Broker)
	r := l.resource(f.kind, f.id)
	l.note(r, f)
	if a := f.attached(); a != nil {
		l.note(l.resource(a.kind, a.id), a)
	}
	if f.audit != nil && l.asked(f.audit.begin, f.audit.end) {
		l.heard(r, f, e.MessageID)
	}
}

// asked reports whether a time touches that of the ledger.
func (l *Ledger) asked(from, to second) bool {
	return (l.to == 0 || from < l.to) && (l.from == 0 || to > l.from)
}

func (l *Ledger) carry(kind sources.Kind, broker string) {
	brokers := l.carried[kind]
	if brokers == nil {
		brokers = make(map[string]bool)
		l.carried[kind] = brokers
	}
	if !brokers[broker] {
		brokers[strings.Clone(broker)] = true
	}
}

func (l *Ledger) resource(kind sources.Kind, id string) *resource {
	r := l.resources[key{kind, id}]
	if r == nil {
		id = strings.Clone(id)
		r = &resource{kind: kind, id: id}
		l.resources[key{kind, id}] = r
		l.held += perResource + len(id)
	}
	return r
}

// note adds what an event says to what is known of its resource.
func (l *Ledger) note(r *resource, f *fact) {
	r.call(f.name, f.at)
	r.began = earliest(r.began, f.began)
	r.launched = earliest(r.launched, f.launched)
	r.created = earliest(r.created, f.created)
	r.ended = earliest(r.ended, f.ended)
	r.gone = earliest(r.gone, f.gone)
	r.goneBy = earliest(r.goneBy, f.goneBy)
	r.aliveTo = max(r.aliveTo, f.aliveTo)
	if !f.sized {
		r.sizeless = max(r.sizeless, f.seen.second())
		return
	}
	known := len(l.states.all)
	n := l.states.intern(f.state)
	l.held += (len(l.states.all) - known) * perState
	points := len(r.changes) + len(r.sightings)
	switch {
	case f.seen == 0: // it is told of one that is gone
		if !r.told || f.state.compare(&l.states.all[r.lastly]) > 0 {
			r.told, r.lastly = true, n
		}
	case f.change:
		r.change(point{at: f.seen, from: f.counted, state: n, launched: f.launched})
	default:
		r.see(f.seen, n, f.launched)
	}
	l.held += (len(r.changes) + len(r.sightings) - points) * perPoint
}

// What is held takes about so many bytes, with its part of a map and the room
// that a slice keeps for more.
const (
	perResource = 400
	perState    = 250
	perPoint    = 60
	perMark     = 5
	perReceipt  = 30
	perReceiver = 250
)

// Size is about how many bytes the ledger takes, for whoever has to bound it.
func (l *Ledger) Size() int { return l.held }

// Observed says that a broker was listened to from one time to another, but not
// to what tells of the kinds that are named. A second of which a part was
// observed counts.
func (l *Ledger) Observed(broker string, from, to time.Time, not ...sources.Kind) {
	if to.Before(from) {
		return
	}
	last := to.Unix()
	if to.Nanosecond() > 0 || to.Equal(from) {
		last++
	}
	l.observed[broker] = joined(append(l.observed[broker], stretch{secondOf(from), second(last)}))
	for _, kind := range not {
		if l.denied[broker] == nil {
			l.denied[broker] = make(map[sources.Kind]bool)
		}
		l.denied[broker][kind] = true
	}
}

// listened is when a kind's events would have been heard: on the broker that
// carries them, or on all of them where several do. Where none came, any broker
// might have.
func (l *Ledger) listened(kind sources.Kind) stretches {
	var all stretches
	first := true
	for broker := range l.carried[kind] {
		if spans := l.observed[broker]; first {
			all, first = spans, false
		} else {
			all = all.shared(spans)
		}
	}
	if !first {
		return all
	}
	var any []stretch
	for broker, spans := range l.observed {
		if !l.denied[broker][kind] {
			any = append(any, spans...)
		}
	}
	return joined(any)
}
