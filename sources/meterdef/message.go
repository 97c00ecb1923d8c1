package meterdef

import (
	"fmt"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// message is the notification as a definition's paths see it: ctxt, publisher_id,
// event_type, payload and metadata with message_id and timestamp; until Ocata
// instead of the first and the last _context_…, message_id and timestamp.
//
// Of the context an event keeps who asked and for what project, under each of the
// names that services give to them, and the request.
func message(e *sources.Event, r release) (*jsonpath.Object, error) {
	var payload jsonpath.Value
	if e.Payload != nil {
		var err error
		if payload, err = jsonpath.Decode(e.Payload); err != nil {
			return nil, fmt.Errorf("the payload: %w", err)
		}
	}
	context := &jsonpath.Object{}
	for _, c := range []struct{ value, names string }{
		{e.RequestID, "request_id"}, {e.UserID, "user_id user"}, {e.ProjectID, "project_id tenant_id tenant"},
	} {
		for name := range strings.FieldsSeq(c.names) {
			if c.value != "" {
				context.Set(name, c.value)
			}
		}
	}
	timestamp := ""
	if !e.Timestamp.IsZero() {
		timestamp = e.Timestamp.UTC().Format("2006-01-02 15:04:05.999999")
	}
	return assemble(context, text(e.PublisherID), text(e.EventType), payload, text(e.MessageID), text(timestamp), e.Priority, r), nil
}

// Notification is a notification's own JSON, without the envelope, for which the
// context is known as it was sent. Event is what else is known of it.
type Notification struct {
	*sources.Event
	Body []byte
}

func (n Notification) message(r release) (*jsonpath.Object, error) {
	v, err := jsonpath.Decode(n.Body)
	if err != nil {
		return nil, fmt.Errorf("the notification: %w", err)
	}
	body, ok := v.(*jsonpath.Object)
	if !ok {
		return nil, fmt.Errorf("the notification is no object")
	}
	context := &jsonpath.Object{}
	for _, key := range body.Keys {
		if name, ok := strings.CutPrefix(key, "_context_"); ok {
			context.Set(name, body.Values[key])
		}
	}
	get := func(name string) jsonpath.Value { v, _ := body.Get(name); return v }
	return assemble(context, get("publisher_id"), get("event_type"), get("payload"), get("message_id"), get("timestamp"), n.Priority, r), nil
}

func assemble(context *jsonpath.Object, publisher, eventType, payload, id, timestamp jsonpath.Value, priority string, r release) *jsonpath.Object {
	m := &jsonpath.Object{}
	if r.oldContext() {
		for _, name := range context.Keys {
			m.Set("_context_"+name, context.Values[name])
		}
		m.Set("priority", priority)
		m.Set("message_id", id)
		m.Set("timestamp", timestamp)
	} else {
		m.Set("ctxt", context)
		metadata := &jsonpath.Object{}
		metadata.Set("message_id", id)
		metadata.Set("timestamp", timestamp)
		m.Set("metadata", metadata)
	}
	m.Set("publisher_id", publisher)
	m.Set("event_type", eventType)
	m.Set("payload", payload)
	return m
}

// timestampOf is when a message says that it was sent.
func timestampOf(m *jsonpath.Object) (time.Time, error) {
	v, ok := m.Get("timestamp")
	if metadata, _ := m.Get("metadata"); !ok {
		v, _ = metadata.(*jsonpath.Object).Get("timestamp")
	}
	return isoTime(v)
}

func text(s string) jsonpath.Value {
	if s == "" {
		return nil
	}
	return s
}
