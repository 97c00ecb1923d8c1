package recording

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)

func message(body string) *sources.Message {
	return &sources.Message{
		ReceivedAt: noon, Broker: "B", Exchange: "nova", RoutingKey: "notifications.info",
		Properties: sources.Properties{ContentType: "application/json", ContentEncoding: "utf-8", DeliveryMode: 2},
		Body:       []byte(body),
	}
}

func TestLineIsTheDocumentedFormat(t *testing.T) {
	t.Parallel()
	m := message(`{"oslo.version": "2.0"}`)
	m.Headers = map[string]any{"compression": "zlib"}
	binary := message("\x78\x9c\xff")
	binary.Redelivered = true
	for _, tt := range []struct {
		name string
		m    *sources.Message
		want string
	}{
		{"text", m, `{"received_at":"2026-11-23T12:00:00.123456Z","broker":"B","exchange":"nova","routing_key":"notifications.info","redelivered":false,` +
			`"properties":{"content_type":"application/json","content_encoding":"utf-8","delivery_mode":2,"priority":0},"headers":{"compression":"zlib"},` +
			`"body":"{\"oslo.version\": \"2.0\"}"}`},
		{"binary", binary, `{"received_at":"2026-11-23T12:00:00.123456Z","broker":"B","exchange":"nova","routing_key":"notifications.info","redelivered":true,` +
			`"properties":{"content_type":"application/json","content_encoding":"utf-8","delivery_mode":2,"priority":0},"headers":{},` +
			`"body_base64":"eJz/"}`},
	} {
		if got := string(AppendLine(nil, tt.m)); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestLineReadsBackAsItWas(t *testing.T) {
	t.Parallel()
	stamp := noon.Add(-time.Hour)
	for _, tt := range []struct {
		name string
		edit func(*sources.Message)
	}{
		{"plain", func(*sources.Message) {}},
		{"empty body", func(m *sources.Message) { m.Body = []byte{} }},
		{"hostile body", func(m *sources.Message) { m.Body = []byte("a\x1b[2J\x00\u202egnp\u009b\ufffd\U000e0041 云") }},
		{"every property", func(m *sources.Message) {
			m.Properties = sources.Properties{
				ContentType: "text/plain", ContentEncoding: "utf-8", DeliveryMode: 1, Priority: 9, CorrelationID: "c", ReplyTo: "r",
				Expiration: "60000", MessageID: "id", Timestamp: &stamp, Type: "t", UserID: "u", AppID: "a",
			}
		}},
		{"headers", func(m *sources.Message) {
			m.Headers = map[string]any{"n": int64(1) << 60, "f": 0.5, "s": "x", "t": map[string]any{"l": []any{true, nil, int64(-1)}}}
		}},
		{"no time", func(m *sources.Message) { m.ReceivedAt = time.Time{} }},
	} {
		want := message("{}")
		tt.edit(want)
		var got sources.Message
		if err := ParseLine(AppendLine(nil, want), &got); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if !reflect.DeepEqual(&got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", tt.name, &got, want)
		}
	}
}

func TestLineIsHarmlessOnATerminal(t *testing.T) {
	t.Parallel()
	m := message("\x1b]52;c;aGk=\a \u202e \u009b31m \u2028 \x7f \U000e0041 \u200b")
	for _, r := range string(AppendLine(nil, m)) {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl) {
			t.Errorf("%q is written as it is", r)
		}
	}
}

func TestLineTakesHeadersThatJSONHasNoFormFor(t *testing.T) {
	t.Parallel()
	m := message("{}")
	m.Headers = map[string]any{"x": math.NaN(), "y": "kept"}
	var got sources.Message
	if err := ParseLine(AppendLine(nil, m), &got); err != nil {
		t.Fatal(err)
	}
	if got.Headers["x"] != "NaN" || got.Headers["y"] != "kept" {
		t.Errorf("headers = %v", got.Headers)
	}
}

func TestParseLineSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, line, want string }{
		{"half written", `{"received_at":"2026-11-23T12:00:00Z","body":"{\"os`, "the line is cut off"},
		{"no JSON", `Nov 23 12:00:00 nova[1]: x`, "byte 1"},
		{"an event, not a recording", `{"received_at":"2026-11-23T12:00:00Z","event_type":"x","payload":{}}`, "neither body nor body_base64"},
		{"bad base64", `{"body_base64":"%"}`, "body_base64"},
		{"bad time", `{"received_at":"yesterday","body":""}`, `received_at "yesterday"`},
		{"wrong type", `{"redelivered":"no","body":""}`, "redelivered is a string"},
		{"headers as a list", `{"headers":[1],"body":""}`, "headers"},
	} {
		var m sources.Message
		if err := ParseLine([]byte(tt.line), &m); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.name, err, tt.want)
		}
	}
}

func TestParseLineTakesPythonsTimes(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"2026-11-23T12:00:00.123456Z", "2026-11-23T12:00:00.123456", "2026-11-23T13:00:00.123456+01:00"} {
		var m sources.Message
		if err := ParseLine([]byte(`{"received_at":"`+at+`","body":""}`), &m); err != nil || !m.ReceivedAt.Equal(noon) {
			t.Errorf("%s: got %v, %v", at, m.ReceivedAt, err)
		}
	}
}

func FuzzLineRoundTrip(f *testing.F) {
	f.Add("B", "nova", "notifications.info", []byte(`{"a": "\u00e9"}`), int64(1795435200123456789))
	f.Add("", "", "", []byte("\xff\xfe"), int64(0))
	f.Fuzz(func(t *testing.T, broker, exchange, key string, body []byte, at int64) {
		want := sources.Message{Broker: broker, Exchange: exchange, RoutingKey: key, Body: body, ReceivedAt: time.Unix(0, at).UTC()}
		text := AppendLine(nil, &want)
		if !json.Valid(text) || strings.ContainsAny(string(text), "\n\x1b") {
			t.Fatalf("not one line of JSON: %q", text)
		}
		var got sources.Message
		if err := ParseLine(text, &got); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if !utf8.ValidString(broker) || !utf8.ValidString(exchange) || !utf8.ValidString(key) {
			got.Broker, got.Exchange, got.RoutingKey = broker, exchange, key
		}
		if body == nil {
			want.Body = []byte{}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

func FuzzParseLine(f *testing.F) {
	text, err := os.ReadFile("testdata/captured.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for l := range strings.Lines(string(text)) {
		f.Add([]byte(l))
	}
	f.Add([]byte(`{"body_base64":"eJz/","headers":{"a":[1e400]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var m, again sources.Message
		if ParseLine(text, &m) != nil {
			return
		}
		if err := ParseLine(AppendLine(nil, &m), &again); err != nil {
			t.Fatalf("%v: what was read cannot be written and read again: %+v", err, m)
		}
		if string(again.Body) != string(m.Body) {
			t.Fatalf("body %q became %q", m.Body, again.Body)
		}
	})
}
