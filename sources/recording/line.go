// Package recording writes notifications to a file and plays them back.
//
// A recording is one JSON object a line: received_at, broker, exchange,
// routing_key, redelivered, properties, headers, and body, which is the body
// verbatim as a string, or body_base64 when it is not UTF-8. What is read back
// is what was written, except that header values take the types JSON has and
// that names which are not UTF-8 lose the bad bytes. A file whose name ends in
// .zst is compressed; reading goes by content, not by name.
//
// The recorder itself writes marks among them (see Mark), by which Observed
// tells when a broker was observed and when it was not.
//
// A Writer loses at most the last second when its process is killed. A Reader
// steps over lines it cannot read and says which and why. A Player keeps the
// recorded timing.
package recording

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// AppendLine appends m as one line of a recording, without the line break.
func AppendLine(dst []byte, m *sources.Message) []byte {
	dst = append(dst, `{"received_at":"`...)
	dst = m.ReceivedAt.UTC().AppendFormat(dst, time.RFC3339Nano)
	dst = append(dst, `","broker":`...)
	dst = appendString(dst, m.Broker)
	dst = append(dst, `,"exchange":`...)
	dst = appendString(dst, m.Exchange)
	dst = append(dst, `,"routing_key":`...)
	dst = appendString(dst, m.RoutingKey)
	dst = append(dst, `,"redelivered":`...)
	dst = strconv.AppendBool(dst, m.Redelivered)
	dst = append(dst, `,"properties":`...)
	dst = appendProperties(dst, &m.Properties)
	dst = append(dst, `,"headers":`...)
	dst = appendHeaders(dst, m.Headers)
	if utf8.Valid(m.Body) {
		dst = append(dst, `,"body":`...)
		dst = appendString(dst, m.Body)
		return append(dst, '}')
	}
	dst = append(dst, `,"body_base64":"`...)
	dst = base64.StdEncoding.AppendEncode(dst, m.Body)
	return append(dst, `"}`...)
}

// appendProperties writes what oslo.messaging sets by hand, because every
// message has it, and leaves the rare rest to encoding/json.
func appendProperties(dst []byte, p *sources.Properties) []byte {
	usual := sources.Properties{
		ContentType: p.ContentType, ContentEncoding: p.ContentEncoding,
		DeliveryMode: p.DeliveryMode, Priority: p.Priority,
	}
	if *p != usual {
		text, err := json.Marshal(p)
		if err != nil { // a year beyond 9999
			text, _ = json.Marshal(usual)
		}
		return append(dst, text...)
	}
	dst = append(dst, `{"content_type":`...)
	dst = appendString(dst, p.ContentType)
	dst = append(dst, `,"content_encoding":`...)
	dst = appendString(dst, p.ContentEncoding)
	dst = append(dst, `,"delivery_mode":`...)
	dst = strconv.AppendUint(dst, uint64(p.DeliveryMode), 10)
	dst = append(dst, `,"priority":`...)
	dst = strconv.AppendUint(dst, uint64(p.Priority), 10)
	return append(dst, '}')
}

func appendHeaders(dst []byte, headers map[string]any) []byte {
	if len(headers) == 0 {
		return append(dst, `{}`...)
	}
	if text, err := json.Marshal(headers); err == nil {
		return append(dst, text...)
	}
	// JSON has no NaN: the value that does not fit goes as text.
	texts := make(map[string]any, len(headers))
	for name, v := range headers {
		if _, err := json.Marshal(v); err != nil {
			v = fmt.Sprint(v)
		}
		texts[name] = v
	}
	text, err := json.Marshal(texts)
	if err != nil {
		return append(dst, `{}`...)
	}
	return append(dst, text...)
}

// appendString appends s as a JSON string. Characters that a terminal acts on
// are escaped, so that looking at a recording with cat is harmless; they read
// back as they were.
func appendString[T string | []byte](dst []byte, s T) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			dst = append(dst, s[start:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		if r == utf8.RuneError && size == 1 || hidden(r) {
			dst = append(dst, s[start:i]...)
			dst = appendRune(dst, r)
			start = i + size
		}
		i += size
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func hidden(r rune) bool {
	return r < 0xa0 || r == 0xad || r >= 0x600 && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func appendRune(dst []byte, r rune) []byte {
	if r < 0x10000 {
		return fmt.Appendf(dst, `\u%04x`, r)
	}
	r -= 0x10000
	return fmt.Appendf(dst, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
}

// line is what a recording's line is decoded into. Pointers tell absent from
// empty; names that are not here are ignored.
type line struct {
	ReceivedAt  string             `json:"received_at"`
	Broker      string             `json:"broker"`
	Exchange    string             `json:"exchange"`
	RoutingKey  string             `json:"routing_key"`
	Redelivered bool               `json:"redelivered"`
	Properties  sources.Properties `json:"properties"`
	Headers     json.RawMessage    `json:"headers"`
	Body        *string            `json:"body"`
	BodyBase64  *string            `json:"body_base64"`
}

// ParseLine reads one line of a recording into m, which shares no memory with
// text. A line without received_at is allowed: files from other tools lack it.
func ParseLine(text []byte, m *sources.Message) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return plainer(err, text)
	}
	*m = sources.Message{
		Broker: l.Broker, Exchange: l.Exchange, RoutingKey: l.RoutingKey,
		Redelivered: l.Redelivered, Properties: l.Properties,
	}
	switch {
	case l.Body != nil:
		m.Body = []byte(*l.Body)
	case l.BodyBase64 != nil:
		body, err := base64.StdEncoding.DecodeString(*l.BodyBase64)
		if err != nil {
			return fmt.Errorf("body_base64: %w", err)
		}
		m.Body = body
	default:
		return errors.New("neither body nor body_base64: not a line of a recording")
	}
	if l.ReceivedAt != "" {
		at, err := parseTime(l.ReceivedAt)
		if err != nil {
			return fmt.Errorf("received_at %q is no ISO 8601 time", l.ReceivedAt)
		}
		m.ReceivedAt = at
	}
	var err error
	m.Headers, err = parseHeaders(l.Headers)
	return err
}

// parseTime also takes Python's isoformat, which leaves out the zone of UTC.
func parseTime(s string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		at, err = time.Parse("2006-01-02T15:04:05.999999999", s)
	}
	return at.UTC(), err
}

func parseHeaders(text []byte) (map[string]any, error) {
	if len(text) == 0 || string(text) == "null" || string(text) == "{}" {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var headers map[string]any
	if err := d.Decode(&headers); err != nil {
		return nil, fmt.Errorf("headers: %w", err)
	}
	if len(headers) == 0 {
		return nil, nil
	}
	numbers(headers)
	return headers, nil
}

// numbers turns json.Number into int64 where it fits and float64 elsewhere:
// AMQP's headers have both, and a float64 would bend large integers.
func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		for name, inner := range v {
			v[name] = numbers(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = numbers(inner)
		}
	}
	return v
}

// plainer says what is wrong with a line in an operator's words.
func plainer(err error, text []byte) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		if syntax.Offset >= int64(len(text)) {
			return errors.New("the line is cut off")
		}
		return fmt.Errorf("byte %d: %w", syntax.Offset, err)
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return fmt.Errorf("%s is a %s", kind.Field, kind.Value)
	}
	return err
}
