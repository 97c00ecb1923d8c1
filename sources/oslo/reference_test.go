package oslo

import (
	"bytes"
	"encoding/json"
	"strings"
)

// reference decodes a body with encoding/json, slowly and by the book: maps, so
// that the last of equal keys wins. The decoder must agree with it.
func reference(body []byte) (n map[string]any, ok bool) {
	v, ok := decodeAny(body)
	if !ok {
		return nil, false
	}
	n, ok = v.(map[string]any)
	if !ok {
		return nil, false
	}
	version, hasVersion := n["oslo.version"]
	message, hasMessage := n["oslo.message"]
	if hasVersion && hasMessage {
		text, isText := message.(string)
		number, isNumber := version.(string)
		if !isText || !isNumber || !compatible(number) {
			return nil, false
		}
		if v, ok = decodeAny([]byte(text)); !ok {
			return nil, false
		}
		if n, ok = v.(map[string]any); !ok {
			return nil, false
		}
	}
	_, hasType := n["event_type"]
	_, hasPayload := n["payload"]
	return n, hasType || hasPayload
}

func decodeAny(b []byte) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil, false
	}
	return v, len(bytes.TrimLeft(b[d.InputOffset():], " \t\r\n")) == 0
}

// scalar returns what the decoder takes for the text of a value.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func firstOf(o map[string]any, keys ...string) string {
	for _, k := range keys {
		if s := scalar(o[k]); s != "" {
			return s
		}
	}
	return ""
}

func object(o map[string]any, key string) map[string]any {
	v, _ := o[key].(map[string]any)
	return v
}

func referenceProject(n map[string]any) string {
	if s := firstOf(n, "_context_project_id", "_context_tenant_id", "_context_tenant", "_context_project"); s != "" {
		return s
	}
	p := object(n, "payload")
	if s := firstOf(p, "tenant_id", "project_id", "receiver_tenant_id", "owner", "owner_id"); s != "" {
		return s
	}
	if s := firstOf(object(p, "nova_object.data"), "tenant_id", "project_id"); s != "" {
		return s
	}
	if s := firstOf(object(p, "initiator"), "project_id"); s != "" {
		return s
	}
	return referenceSample(n, "project_id")
}

func referenceRequest(n map[string]any) string {
	if s := firstOf(n, "_context_request_id"); s != "" {
		return s
	}
	p := object(n, "payload")
	if s := firstOf(object(p, "initiator"), "request_id"); s != "" {
		return s
	}
	if s := firstOf(object(p, "nova_object.data"), "request_id"); strings.HasPrefix(s, "req-") {
		return s
	}
	return ""
}

// referenceSample returns what all samples of a batch have under key.
func referenceSample(n map[string]any, key string) string {
	list, isList := n["payload"].([]any)
	if !isList {
		list, _ = object(n, "payload")["samples"].([]any)
	}
	value, first := "", true
	for _, v := range list {
		sample, isObject := v.(map[string]any)
		if !isObject {
			continue
		}
		if s := scalar(sample[key]); first {
			value, first = s, false
		} else if s != value {
			return ""
		}
	}
	return value
}
