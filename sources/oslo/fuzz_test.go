package oslo

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

func FuzzDecode(f *testing.F) {
	for i, m := range captured(f, "kinds.jsonl.zst") {
		if i%4 == 0 && len(m.Body) < 2000 {
			f.Add(m.Body, m.Exchange)
		}
	}
	for _, s := range []string{
		`{"event_type":"a","payload":{"samples":[{"resource_id":"1"},{"resource_id":"1"}]}}`,
		`{"payload":{"port":{"id":"x","name":"\u00fc\ud83d\ude00"}},"payload":[]}`,
		`{"oslo.version":"2.0","oslo.message":"{\"payload\": NaN}"}`,
		`{"oslo.version": "2.0", "oslo.message": "{\"payload\": \"\\\"\\\\\"}"}`,
		"{\"event_type\": \"x\",\n \"payload\" : [1e9, -0.5E+2, true, false, null] }\n",
		"{\"event_type\":\"x\",\"payload\":{\"auth_token\":\"gAAAAABhx0123456789\x1412345678901234567890=\"}}",
		`{"event_type":"\ud800","payload":{"auth_token":"gAAAAABhx0123456789012345678901234567890="}}`,
	} {
		f.Add([]byte(s), "nova")
	}
	// One decoder for all: what one message leaves behind must not show in the next.
	// Only shapes are forgotten, as nothing could be reproduced otherwise.
	var d Decoder
	shown := Decoder{ShowSecrets: true}
	f.Fuzz(func(t *testing.T, body []byte, exchange string) {
		d.shapes.plant()
		shown.shapes.plant()
		m := sources.Message{Body: body, Exchange: exchange, RoutingKey: "notifications.info"}
		var e sources.Event
		d.Decode(&m, &e)
		if (e.Err == "") == (e.Raw != nil && e.Payload == nil && e.Err != "") {
			t.Fatalf("neither decoded nor undecodable: %+v", e)
		}
		line := AppendEvent(nil, &e)
		if !json.Valid(line) || !utf8.Valid(line) || bytes.ContainsFunc(line, func(r rune) bool { return unseen(r) && r > 0x7e || r < ' ' }) {
			t.Fatalf("not a line of JSON: %q", line)
		}
		if e.Payload != nil && (!json.Valid(e.Payload) || bytes.ContainsAny(e.Payload, "\r\n")) {
			t.Fatalf("payload is not JSON on one line: %q", e.Payload)
		}
		if again := MaskJSON(m.Body); !bytes.Equal(again, m.Body) {
			t.Fatalf("a secret was left in\n%q\nMaskJSON makes it\n%q", m.Body, again)
		}

		// The masked body decodes to the same event.
		var e2 sources.Event
		m2 := m
		shown.Decode(&m2, &e2)
		if e.Err != "" { // masked, it may be wrong at another place
			e2.Err, e2.Raw = e.Err, e.Raw
		}
		if e2.Size, e.Size = 0, 0; !sameEvent(&e, &e2) {
			t.Fatalf("decoded again\n%+v\nbefore\n%+v", e2, e)
		}
		agree(t, m.Body, &e)
	})
}

// FuzzRecognize decodes b by what was learned from a. It wants -fuzzminimizetime=1x:
// two bodies that belong together are rarely made smaller one by one.
func FuzzRecognize(f *testing.F) {
	captured := captured(f, "kinds.jsonl.zst")
	for i := 0; i < len(captured); i += 6 {
		if b := captured[i].Body; len(b) < 1500 {
			f.Add(b, bytes.ReplaceAll(b, []byte("-11-"), []byte("é")))
		}
	}
	for _, s := range shapePairs {
		f.Add([]byte(s.first), []byte(s.second))
		f.Add(usualBody(s.first), usualBody(s.second))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var p pair
		for range 2 {
			p.agree(t, sources.Message{Body: a})
			p.agree(t, sources.Message{Body: b})
		}
	})
}

func sameEvent(a, b *sources.Event) bool {
	return bytes.Equal(AppendEvent(nil, a), AppendEvent(nil, b))
}

// agree compares e with what encoding/json makes of the same body.
func agree(t *testing.T, body []byte, e *sources.Event) {
	t.Helper()
	if !utf8.Valid(body) {
		if e.Err == "" {
			t.Fatalf("decoded what is not UTF-8: %q", body)
		}
		return
	}
	n, ok := reference(body)
	if !ok {
		// NaN and Infinity are what Python reads and encoding/json does not.
		if e.Err == "" && !bytes.Contains(body, []byte("NaN")) && !bytes.Contains(body, []byte("Infinity")) {
			t.Fatalf("decoded %q, encoding/json does not", body)
		}
		return
	}
	if e.Err != "" {
		if strings.Contains(e.Err, "nested deeper") {
			return
		}
		t.Fatalf("%q: %s; encoding/json decodes it", body, e.Err)
	}
	for _, c := range []struct{ name, got, want string }{
		{"event_type", e.EventType, scalar(n["event_type"])},
		{"publisher_id", e.PublisherID, scalar(n["publisher_id"])},
		{"message_id", e.MessageID, scalar(n["message_id"])},
		{"request_id", e.RequestID, referenceRequest(n)},
		{"global_request_id", e.GlobalRequestID, scalar(n["_context_global_request_id"])},
	} {
		if c.got != c.want {
			t.Fatalf("%s is %q, encoding/json says %q\n%q", c.name, c.got, c.want, body)
		}
	}
	if want := referenceProject(n); want != "" && e.ProjectID != want {
		t.Fatalf("project_id is %q, encoding/json says %q\n%q", e.ProjectID, want, body)
	}
	if want := referenceSample(n, "resource_id"); want != "" && e.ResourceID != want {
		t.Fatalf("resource_id is %q, encoding/json says %q\n%q", e.ResourceID, want, body)
	}
	if want, ok := n["payload"]; ok {
		got, _ := decodeAny(e.Payload)
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if !bytes.Equal(a, b) {
			t.Fatalf("payload is %s, encoding/json says %s", a, b)
		}
	} else if e.Payload != nil {
		t.Fatalf("payload %q out of nowhere", e.Payload)
	}
}

func FuzzMask(f *testing.F) {
	for _, s := range []string{
		`{"a":{"auth_token":"x"},"b":[{"adminPass":["x"]}]}`,
		`{"exception":"{'auth_token': 'gAAAAABhx0123456789012345678901234567890='}"}`,
		`{"u":"rabbit://nova:s3cr3t@h:5672,nova:other@h2:5672//"}`,
		`{"oslo.version": "2.0", "oslo.message": "{\"password\": \"x\", \"s\": \"{\\\"token\\\": \\\"y\\\"}\"}"}`,
		`password=hunter2 and "secret": {'a': 1`,
		`{"k":"\u0027password\u0027: 'x'"}`,
		`'token':(0)0`,
		`{"e":"X-Auth-Token: x\nAuthorization: Bearer y","k":"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END"}`,
	} {
		f.Add([]byte(s), "0f3cfa0c77")
	}
	f.Fuzz(func(t *testing.T, text []byte, secret string) {
		masked := MaskJSON(text)
		if json.Valid(text) && !json.Valid(masked) {
			t.Fatalf("no longer JSON\n%q\n%q", text, masked)
		}
		if again := MaskJSON(masked); !bytes.Equal(again, masked) {
			t.Fatalf("masked twice\n%q\n%q\n%q", text, masked, again)
		}
		if len(secret) < 8 || strings.Trim(secret, "abcdefghijklmnopqrstuvwxyz0123456789") != "" ||
			bytes.Contains(text, []byte(secret)) {
			return
		}
		// Escaping may write what was not there: \u0000 beside 0000.
		for _, blank := range planted(text, "") {
			if bytes.Contains(blank, []byte(secret)) {
				return
			}
		}
		for _, hidden := range planted(text, secret) {
			if got := MaskJSON(hidden); bytes.Contains(got, []byte(secret)) {
				t.Fatalf("the secret shows\n%q\n%q", hidden, got)
			}
		}
	})
}

// planted hides a secret beside text in the ways that services do.
func planted(text []byte, secret string) [][]byte {
	beside, _ := json.Marshal(string(text))
	quote := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	inner := `{"a": ` + string(beside) + `, "_context_Auth_Token": "` + secret + `"}`
	return [][]byte{
		[]byte(inner),
		[]byte(`{"oslo.version": "2.0", "oslo.message": ` + quote(inner) + `}`),
		[]byte(`{"oslo.message": ` + quote(`{"s": `+quote(inner)+`}`) + `}`),
		[]byte(`{"x": ` + string(beside) + `, "service_catalog": [{"a": "` + secret + `"}]}`),
		[]byte(`{"x": ` + string(beside) + `, "e": "{'adminPass': u'` + secret + `', 'b': 1}"}`),
		[]byte(`{"x": ` + string(beside) + `, "u": "mysql+pymysql://nova:` + secret + `@db/nova"}`),
		[]byte(`{"x": ` + string(beside) + `, "u": ["--os-password=` + secret + `"]}`),
		[]byte(`{"x": ` + string(beside) + `, "t": "id gAAAAABh` + strings.Repeat("x", 20) + secret + `="}`),
		[]byte(`{"x": ` + string(beside) + `, "e": "\nX-Auth-Token: ` + secret + `"}`),
		[]byte(`{"x": ` + string(beside) + `, "k": "-----BEGIN PRIVATE KEY-----\n` + secret + `\n-----END PRIVATE KEY-----"}`),
	}
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{
		"2016-10-20 12:14:33+00:00", "2016-10-20T12:14:33.123456+0000", "2012-10-29T13:42:11Z", "", "2016-02-30 00:00:00",
		"0001-01-01 00:00:00+23:59", "2016-10-20 12:14:33-05",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ParseTime(s)
		if !ok {
			if !got.IsZero() {
				t.Fatalf("ParseTime(%q) = %v, false", s, got)
			}
			// time.Parse takes more than it writes: one digit for the hour, a comma.
			if at, err := time.Parse(time.RFC3339Nano, s); err == nil && at.Format(time.RFC3339Nano) == s &&
				at.UTC().Year() >= 1 && at.UTC().Year() <= 9999 && at.Year() > 0 {
				t.Fatalf("ParseTime(%q) fails, time.Parse does not", s)
			}
			return
		}
		if got.Location() != time.UTC || got.Year() < 1 || got.Year() > 9999 {
			t.Fatalf("ParseTime(%q) = %v", s, got)
		}
		if again, ok := ParseTime(got.Format(time.RFC3339Nano)); !ok || !again.Equal(got) {
			t.Fatalf("ParseTime(%q) = %v, and that as text %v", s, got, again)
		}
		if want, err := time.Parse(time.RFC3339Nano, s); err == nil && !want.Equal(got) {
			t.Fatalf("ParseTime(%q) = %v, time.Parse says %v", s, got, want)
		}
	})
}
