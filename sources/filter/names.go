package filter

import (
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// names are what an expression knows, with their types: the names of an event
// as JSON. The checker reads the types; value has the values.
type names struct {
	ReceivedAt   time.Time `expr:"received_at"`
	Broker       string    `expr:"broker"`
	Exchange     string    `expr:"exchange"`
	RoutingKey   string    `expr:"routing_key"`
	EventType    string    `expr:"event_type"`
	Priority     string    `expr:"priority"`
	PublisherID  string    `expr:"publisher_id"`
	Service      string    `expr:"service"`
	Host         string    `expr:"host"`
	Timestamp    time.Time `expr:"timestamp"`
	LagMS        float64   `expr:"lag_ms"`
	MessageID    string    `expr:"message_id"`
	RequestID    string    `expr:"request_id"`
	ProjectID    string    `expr:"project_id"`
	UserID       string    `expr:"user_id"`
	ResourceID   string    `expr:"resource_id"`
	ResourceName string    `expr:"resource_name"`
	Size         int       `expr:"size"`
	Meters       []string  `expr:"meters"`
	Payload      any       `expr:"payload"`
	Error        string    `expr:"error"`
	Raw          string    `expr:"raw"`
}

// numbers are the names that are neither text nor in the body, and so are
// times; both are in every event that a filter is given.
var (
	numbers = map[string]bool{"size": true, "lag_ms": true}
	times   = map[string]bool{"received_at": true, "timestamp": true}
	bodies  = map[string]bool{"payload": true, "raw": true}
	texts   = func() map[string]sources.Field {
		m := make(map[string]sources.Field)
		for f := range sources.FieldCount {
			m[f.String()] = f
		}
		return m
	}()
)

// value returns what a name stands for, nil when it is unknown.
func value(name string, e *sources.Event) any {
	if f, ok := texts[name]; ok {
		return textValue(e.Text(f))
	}
	switch name {
	case "received_at":
		return timeValue(e.ReceivedAt)
	case "timestamp":
		return timeValue(e.Timestamp)
	case "size":
		return e.Size
	case "lag_ms":
		if lag, known := e.Lag(); known {
			return milliseconds(lag)
		}
	case "meters":
		if e.Meters != nil {
			return e.Meters
		}
	case "payload":
		return payloadAt(e, nil)
	case "raw":
		if e.Err != "" {
			return textValue(string(e.Raw))
		}
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func textValue(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func timeValue(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
