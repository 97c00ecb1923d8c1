package oslo

import (
	"bytes"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// derive fills e from the notification just scanned.
func (d *Decoder) derive(m *sources.Message, e *sources.Event, b []byte) {
	s := &d.scanner
	root := &s.values[placeRoot]

	if e.EventType == "" {
		e.EventType = d.interned(b, root[idEventType])
	}
	e.PublisherID = d.interned(b, root[idPublisherID])
	e.Priority = knownPriority(b[root[idPriority].lo:root[idPriority].hi])
	if e.Priority == "" {
		if e.Priority = strings.ToLower(d.interned(b, root[idPriority])); e.Priority == "" {
			e.Priority = priorityOf(m.RoutingKey)
		}
	}
	e.Timestamp, _ = parseTime(b[root[idTimestamp].lo:root[idTimestamp].hi])
	e.Service = serviceOf(m.Exchange, e.PublisherID, e.EventType)
	e.Host = hostOf(e.PublisherID)
	e.ProjectID = d.interned(b, s.project())
	e.UserID = d.interned(b, s.user())

	id, name := s.resource(b, e.EventType)
	d.scratch = d.scratch[:0]
	n1 := d.keep(b, root[idMessageID])
	n2 := d.keep(b, s.request(b))
	n3 := d.keep(b, id)
	n4 := d.keep(b, name)
	d.keep(b, root[idGlobalRequestID])
	all := string(d.scratch)
	e.MessageID, e.RequestID, e.ResourceID, e.ResourceName, e.GlobalRequestID = all[:n1], all[n1:n2], all[n2:n3], all[n3:n4], all[n4:]
}

// keep appends a value to the strings of this event and returns where it ends.
func (d *Decoder) keep(b []byte, v span) int {
	d.scratch = d.appendValue(d.scratch, b[v.lo:v.hi])
	return len(d.scratch)
}

func (d *Decoder) appendValue(dst, b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return append(dst, b...)
	}
	return appendUnescaped(dst, b)
}

func (d *Decoder) interned(b []byte, v span) string {
	b = b[v.lo:v.hi]
	if bytes.IndexByte(b, '\\') >= 0 {
		b = appendUnescaped(d.scratch[:0], b)
	}
	return d.strings.string(b)
}

// payloadOf sets e.Payload: as it was sent where that is JSON on one line.
func (d *Decoder) payloadOf(e *sources.Event) {
	s, p := &d.scanner, d.scanner.payload
	if p.hi == 0 || d.NoPayload {
		return
	}
	e.Payload = d.text.buf[p.lo:p.hi:p.hi]
	if len(s.nonFinite) == 0 && !d.text.loose {
		return
	}
	d.payload = d.payload[:0]
	done := p.lo
	for _, v := range s.nonFinite {
		if v.lo < p.lo || v.hi > p.hi {
			continue
		}
		d.payload = append(append(d.payload, d.text.buf[done:v.lo]...), "null"...)
		done = v.hi
	}
	d.payload = append(d.payload, d.text.buf[done:p.hi]...)
	for i, c := range d.payload {
		if c < ' ' {
			d.payload[i] = ' '
		}
	}
	e.Payload = d.payload
}

var priorities = [...]string{"info", "error", "sample", "warn", "audit", "debug", "critical"}

// knownPriority returns the priority that b names in capitals, "" if b names
// none of those that oslo.messaging knows.
func knownPriority(b []byte) string {
	for _, p := range priorities {
		if len(b) == len(p) && b[0] == p[0]-0x20 && strings.EqualFold(string(b), p) {
			return p
		}
	}
	return ""
}

// priorityOf returns the priority that a routing key ends in, as in
// notifications.info.
func priorityOf(routingKey string) string {
	last := routingKey[strings.LastIndexByte(routingKey, '.')+1:]
	for _, p := range priorities {
		if last == p {
			return p
		}
	}
	return ""
}
