package oslo

import "github.com/ceilotop/ceilotop/sources"

// Decoder turns messages into events. The zero value masks secrets. It is not
// safe for concurrent use: it keeps scratch memory and a table of the strings
// it has seen, so each broker has one of its own.
type Decoder struct {
	// ShowSecrets leaves tokens and passwords in what is decoded.
	ShowSecrets bool
}

// Decode fills e from m.
func (d *Decoder) Decode(m *sources.Message, e *sources.Event) {
	*e = sources.Event{
		ReceivedAt: m.ReceivedAt, Broker: m.Broker, Exchange: m.Exchange, RoutingKey: m.RoutingKey,
		Redelivered: m.Redelivered, Size: len(m.Body), Raw: m.Body, Err: "not decoded",
	}
}
