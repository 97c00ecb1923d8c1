package recording

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Mark is a line that the recorder writes about itself: when it began to
// observe a broker, until when it is known to have done so, and when it ended.
// Without it a quiet night and a recorder that was dead all night would look the
// same.
//
// In the file a mark is a message like any other: to a program that does not
// know of marks it is a notification of the type ceilotop.observation.began,
// .alive or .ended. It says exchange "" and the routing key of [MarkKey], which
// nothing on the wire can: what comes over the default exchange has the name of
// a tap's queue for a key. A Reader keeps marks to itself; see [Reader.Observed].
type Mark struct {
	Broker string
	At     time.Time // when it was written
	Kind   MarkKind

	// Since is from when on everything the broker routed to the bound exchanges
	// was taken. Of Began only.
	Since time.Time
	// Until is the last time at which the tap is known to have missed nothing.
	// Of Alive and Ended.
	Until time.Time

	Exchanges []string // bound; of Began
	Denied    []string // there, but may not be read; of Began
	Filter    string   // what messages had to match to be recorded; of Began
	// Dropped is how many messages the tap's queue lost, at least, since the
	// tap was made; Unwritten how many the recorder could not write before
	// this observation began, because the disk was full.
	Dropped   uint64
	Unwritten uint64
}

// MarkKind is what a Mark says.
type MarkKind string

// The kinds of marks.
const (
	Began MarkKind = "began"
	Alive MarkKind = "alive"
	Ended MarkKind = "ended"
)

// MarkKey is the routing key of marks, and the beginning of their event types.
const MarkKey = "ceilotop.observation"

type markBody struct {
	EventType   string      `json:"event_type"`
	PublisherID string      `json:"publisher_id"`
	Priority    string      `json:"priority"`
	Timestamp   string      `json:"timestamp"`
	Payload     markPayload `json:"payload"`
}

type markPayload struct {
	State     MarkKind   `json:"state"`
	Since     *time.Time `json:"since,omitempty"`
	Until     *time.Time `json:"until,omitempty"`
	Exchanges []string   `json:"exchanges,omitempty"`
	Denied    []string   `json:"denied,omitempty"`
	Filter    string     `json:"filter,omitempty"`
	Dropped   uint64     `json:"dropped,omitempty"`
	Unwritten uint64     `json:"unwritten,omitempty"`
}

// message is the mark as a line's message.
func (k *Mark) message() *sources.Message {
	body, err := json.Marshal(markBody{
		EventType:   MarkKey + "." + string(k.Kind),
		PublisherID: "ceilotop",
		Priority:    "INFO",
		Timestamp:   k.At.UTC().Format("2006-01-02 15:04:05.000000"),
		Payload: markPayload{
			State: k.Kind, Since: present(k.Since), Until: present(k.Until),
			Exchanges: k.Exchanges, Denied: k.Denied, Filter: k.Filter,
			Dropped: k.Dropped, Unwritten: k.Unwritten,
		},
	})
	if err != nil { // a year beyond 9999: there is no clock that says so
		body = []byte("{}")
	}
	return &sources.Message{
		ReceivedAt: k.At, Broker: k.Broker, RoutingKey: MarkKey, Body: body,
		Properties: sources.Properties{ContentType: "application/json", ContentEncoding: "utf-8"},
	}
}

func present(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

func isMark(m *sources.Message) bool { return m.RoutingKey == MarkKey && m.Exchange == "" }

// parseMark reads what message wrote.
func parseMark(m *sources.Message) (Mark, error) {
	var body markBody
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return Mark{}, fmt.Errorf("a mark of the recorder: %w", plainer(err, m.Body))
	}
	p := body.Payload
	k := Mark{
		Broker: m.Broker, At: m.ReceivedAt, Kind: p.State,
		Exchanges: p.Exchanges, Denied: p.Denied, Filter: p.Filter,
		Dropped: p.Dropped, Unwritten: p.Unwritten,
	}
	if p.Since != nil {
		k.Since = p.Since.UTC()
	}
	if p.Until != nil {
		k.Until = p.Until.UTC()
	}
	switch {
	case k.Kind == Began && !k.Since.IsZero(), (k.Kind == Alive || k.Kind == Ended) && !k.Until.IsZero():
		return k, nil
	}
	return Mark{}, errors.New("a mark of the recorder that does not say since when or until when")
}
