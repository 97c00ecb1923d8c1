package oslo

import (
	"bytes"
	"encoding/json"
)

// maskHeaders masks AMQP headers as it does JSON, by key and by shape. Services
// send none but kombu's, so this is not made to be fast. Headers that hold no
// secret are returned as they are; what is no JSON is not kept.
func maskHeaders(headers map[string]any) map[string]any {
	text, err := json.Marshal(headers)
	if err != nil {
		return nil
	}
	masked := MaskJSON(text)
	if bytes.Equal(masked, text) {
		return headers
	}
	var out map[string]any
	if json.Unmarshal(masked, &out) != nil {
		return nil
	}
	return out
}
