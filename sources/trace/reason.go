package trace

import (
	"encoding/json"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// reasonLength bounds the text of an error, which may be a traceback.
const reasonLength = 300

// Reason is what a failed event says of the failure, in one line; "" when it
// says nothing or only its row is known.
func Reason(e *sources.Event) string {
	if e.Err != "" {
		return short(e.Err)
	}
	var body any
	if len(e.Payload) == 0 || json.Unmarshal(e.Payload, &body) != nil {
		return ""
	}
	if text, ok := body.(string); ok { // Glance's, of an upload that failed
		return short(text)
	}
	return short(reasonIn(body, 0))
}

// The keys that Nova, Cinder and Glance tell a failure under: Nova's wrapped
// methods and .error events say exception, its scheduler and conductor reason,
// its versioned payloads have a fault or are the exception themselves.
var reasonKeys = []string{"exception_message", "exception", "reason", "fault", "nova_object.data", "message"}

// Nova writes an exception into a notification as Python shows its fields:
// {'kwargs': {'reason': ”, 'code': 500}, 'message': 'No valid host was found. '}.
const pythonMessage = "'message': '"

func reasonIn(value any, depth int) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		if depth > 4 {
			return ""
		}
		for _, key := range reasonKeys {
			if text := reasonIn(v[key], depth+1); text != "" {
				return text
			}
		}
	}
	return ""
}

func short(text string) string {
	if _, rest, ok := strings.Cut(text, pythonMessage); ok && strings.HasPrefix(text, "{") {
		if said, _, ok := strings.Cut(rest, "'"); ok && strings.TrimSpace(said) != "" {
			text = said
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > reasonLength {
		text = strings.ToValidUTF8(text[:reasonLength], "") + "…"
	}
	return text
}
