package oslo

import (
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// keepRefused is how much is kept of a body that is too large to be read.
	keepRefused = 64 << 10

	// refusedHeader tells whoever decodes a message again, from the log or from a
	// recording, why its body is not the one that was sent.
	refusedHeader = "ceilotop-refused"
)

// open returns the body as it was before kombu compressed it. What cannot be
// opened is refused: then e is done.
func (d *Decoder) open(m *sources.Message, e *sources.Event) (body []byte, refused bool) {
	if reason, again := m.Headers[refusedHeader].(string); again {
		if !d.ShowSecrets { // a recording is a file that anybody may have written
			m.Body = MaskJSON(m.Body)
		}
		undecodable(m, e, m.Body, reason)
		return nil, true
	}
	if len(m.Body) > maxBody {
		d.withhold(m, e, m.Body, "the body is larger than 16 MiB, only its beginning is kept")
		return nil, true
	}
	body, more, err := inflate(m)
	if err != nil {
		d.withhold(m, e, body, err.Error())
		return nil, true
	}
	if more && !d.ShowSecrets { // nobody will search it
		m.Body, m.Headers = body, withoutCompression(m.Headers)
	}
	return body, false
}

// withhold keeps of a body what could be searched for secrets: the beginning of
// its text. Bytes that are no text could be anything, a token too.
func (d *Decoder) withhold(m *sources.Message, e *sources.Event, text []byte, reason string) {
	if d.ShowSecrets {
		kept := min(len(m.Body), keepRefused)
		undecodable(m, e, m.Body[:kept:kept], reason)
		return
	}
	reason = maskReason(reason)
	text = text[:min(len(text), keepRefused)]
	if whole := text[:max(0, len(text)-utf8.UTFMax)]; !utf8.Valid(whole) || !legible(whole) {
		text = nil
		reason += "; its bytes are withheld, nobody can tell what they say"
	}
	m.Body = append([]byte{}, MaskJSON(text)...)
	headers := make(map[string]any, len(m.Headers)+1)
	for name, value := range withoutCompression(m.Headers) {
		headers[name] = value
	}
	headers[refusedHeader] = reason
	m.Headers = headers
	undecodable(m, e, m.Body, reason)
}

// maskReason masks what a reason quotes of a message.
func maskReason(reason string) string { return string(MaskJSON([]byte(reason))) }

// undecodable tells what is known of a message without its body.
func undecodable(m *sources.Message, e *sources.Event, raw []byte, reason string) {
	e.Err, e.Raw = reason, raw
	e.Priority, e.Service = priorityOf(m.RoutingKey), serviceOf(m.Exchange, "", "")
}

func withoutCompression(headers map[string]any) map[string]any {
	if _, is := headers["compression"]; !is {
		return headers
	}
	kept := make(map[string]any, len(headers))
	for name, value := range headers {
		if name != "compression" {
			kept[name] = value
		}
	}
	return kept
}
