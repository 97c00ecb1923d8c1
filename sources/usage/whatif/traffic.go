package whatif

import (
	"encoding/json"
	"hash/maphash"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Traffic gathers what is measured. It keeps a few numbers for each resource of
// an audit's latest period and for each list of polled samples, not the events.
type Traffic struct {
	audits   map[auditKey]*audit
	polls    map[uint64]*poll
	seed     maphash.Seed
	crowded  bool // there were more lists of samples than maxPolls
	unread   uint64
	first    time.Time
	last     time.Time
	observed time.Duration
}

// maxPolls bounds how many lists of polled samples are told apart: 64 MB.
const maxPolls = 1_000_000

type auditKey struct {
	event  string
	period Period
}

// audit is one event type with one period.
type audit struct {
	messages, bytes uint64
	ending          time.Time       // of the latest period
	ids             map[uint64]bool // in it
	inPeriod        uint64          // messages in it
	most            int             // resources in the fullest
	mostMessages    uint64          // messages in that
}

// poll is one pollster's message about the same resource first.
type poll struct {
	messages, bytes uint64
	last            time.Time
	gap             time.Duration // the candidate of a majority vote
	votes           int
}

// New is traffic of which nothing is known.
func New() *Traffic {
	return &Traffic{audits: map[auditKey]*audit{}, polls: map[uint64]*poll{}, seed: maphash.MakeSeed()}
}

// Observed says for how long was listened, in all; without it that is from the
// first event to the last.
func (t *Traffic) Observed(d time.Duration) { t.observed += max(d, 0) }

// Add measures an event. Those that neither an audit nor a poller sends only
// tell the time.
func (t *Traffic) Add(e *sources.Event) {
	if at := e.ReceivedAt; !at.IsZero() {
		if t.first.IsZero() || at.Before(t.first) {
			t.first = at
		}
		if at.After(t.last) {
			t.last = at
		}
	}
	switch {
	case e.Duplicate:
	case strings.HasSuffix(e.EventType, ".exists"):
		t.exists(e)
	case e.EventType == polling:
		t.polled(e)
	}
}

const polling = "telemetry.polling"

// window is what Nova's legacy and Cinder's payloads say; Nova's versioned ones
// have it two objects further in.
type window struct {
	Beginning string `json:"audit_period_beginning"`
	Ending    string `json:"audit_period_ending"`
	Data      *struct {
		Period *struct {
			Data window `json:"nova_object.data"`
		} `json:"audit_period"`
	} `json:"nova_object.data"`
}

func (t *Traffic) exists(e *sources.Event) {
	var w window
	if json.Unmarshal(e.Payload, &w) != nil {
		t.unread++
		return
	}
	if w.Data != nil && w.Data.Period != nil {
		w = w.Data.Period.Data
	}
	from, known := oslo.ParseTime(w.Beginning)
	to, ends := oslo.ParseTime(w.Ending)
	if !known || !ends { // neutron's have no period
		return
	}
	key := auditKey{e.EventType, periodOf(to.Sub(from))}
	a := t.audits[key]
	if a == nil {
		a = &audit{}
		t.audits[key] = a
	}
	a.messages++
	a.bytes += uint64(e.Size)
	if to.Before(a.ending) {
		return
	}
	if to.After(a.ending) {
		a.ending, a.ids, a.inPeriod = to, map[uint64]bool{}, 0
	}
	a.ids[maphash.String(t.seed, e.ResourceID)] = true
	a.inPeriod++
	if len(a.ids) >= a.most {
		a.most, a.mostMessages = len(a.ids), a.inPeriod
	}
}

func (t *Traffic) polled(e *sources.Event) {
	var p struct {
		Samples []struct {
			Name     string `json:"counter_name"`
			Resource string `json:"resource_id"`
		} `json:"samples"`
	}
	if json.Unmarshal(e.Payload, &p) != nil || len(p.Samples) == 0 {
		t.unread++
		return
	}
	// All agents have the same publisher, and one message has all samples of a
	// pollster: whose they are is told by the first.
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, part := range []string{e.PublisherID, p.Samples[0].Name, p.Samples[0].Resource} {
		h.WriteString(part)
		h.WriteByte(0)
	}
	key := h.Sum64()
	one := t.polls[key]
	if one == nil {
		if len(t.polls) >= maxPolls {
			t.crowded = true
			return
		}
		one = &poll{}
		t.polls[key] = one
	}
	one.messages++
	one.bytes += uint64(e.Size)
	at := e.Timestamp
	if at.IsZero() {
		at = e.ReceivedAt
	}
	one.came(at)
}

// came lets the time since the last message vote for the interval.
func (p *poll) came(at time.Time) {
	gap := at.Sub(p.last)
	first := p.last.IsZero()
	if gap > 0 || first {
		p.last = at
	}
	switch {
	case first || gap < time.Second: // a list in several messages
	case p.votes == 0:
		p.gap, p.votes = gap, 1
	case near(gap, p.gap):
		p.votes++
	default:
		p.votes--
	}
}

// near reports whether two intervals are the same but for the agent's own time.
func near(a, b time.Duration) bool { return (a - b).Abs() <= max(2*time.Second, b/50) }
