package oslo

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/ceilotop/ceilotop/sources"
)

// maskAround masks what stands around the body: headers, properties and routing
// key. Services put nothing into these that could be a secret, so all that is
// made to be fast is to find that out.
func (d *Decoder) maskAround(m *sources.Message, e *sources.Event) {
	if len(m.Headers) > 0 {
		m.Headers = maskHeaders(m.Headers)
	}
	if m.RoutingKey != d.clean {
		m.RoutingKey = maskName(m.RoutingKey)
		d.clean, e.RoutingKey = m.RoutingKey, m.RoutingKey
	}
	p := &m.Properties
	for _, property := range [...]*string{
		&p.ContentType, &p.ContentEncoding, &p.CorrelationID, &p.ReplyTo, &p.Expiration, &p.MessageID, &p.Type, &p.UserID, &p.AppID,
	} {
		switch *property {
		case "", "application/json", "utf-8":
		default:
			*property = maskName(*property)
		}
	}
}

// maskName masks a short text. Nothing in it is told by a key, so what is not
// legible goes whole.
func maskName(text string) string {
	if b := []byte(text); !legible(b) {
		return sources.Masked
	} else if masked := MaskJSON(b); len(masked) != len(b) || string(masked) != text {
		return string(masked)
	}
	return text
}

// maskHeaders masks AMQP headers as it does JSON, by key and by shape. Services
// send none but kombu's, so this is not made to be fast. Headers that hold no
// secret are returned as they are; what is no JSON is not kept.
func maskHeaders(headers map[string]any) map[string]any {
	plain, changed := texts(headers)
	text, err := json.Marshal(plain)
	if err != nil {
		return nil
	}
	masked := MaskJSON(text)
	if !changed && bytes.Equal(masked, text) {
		return headers
	}
	var out map[string]any
	if json.Unmarshal(masked, &out) != nil {
		return nil
	}
	return out
}

// texts returns v with text in place of bytes, which JSON would hide in base64,
// and reports whether there were any that a secret can be in.
func texts(v any) (plain any, changed bool) {
	switch v := v.(type) {
	case []byte:
		if !legible(v) {
			return sources.Masked, true
		}
		return string(v), !bytes.Equal(maskText(v), v)
	case string:
		if !legible([]byte(v)) {
			return sources.Masked, true
		}
	case []any:
		list := make([]any, len(v))
		for i, inner := range v {
			var c bool
			list[i], c = texts(inner)
			changed = changed || c
		}
		return list, changed
	}
	// The AMQP library has a type of its own for tables inside tables.
	if t := reflect.ValueOf(v); t.Kind() == reflect.Map && t.Type().Key().Kind() == reflect.String {
		table := make(map[string]any, t.Len())
		for each := t.MapRange(); each.Next(); {
			inner, c := texts(each.Value().Interface())
			table[each.Key().String()] = inner
			changed = changed || c
		}
		return table, changed
	}
	return v, false
}
