package oslo

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

func TestSecretsInHeaders(t *testing.T) {
	t.Parallel()
	headers := func() map[string]any {
		return map[string]any{"auth_token": "S3CRET", "n": int64(1), "nested": map[string]any{"password": "S3CRET", "kept": "yes"}, "compression": "password=S3CRET"}
	}
	m := sources.Message{Body: []byte(enveloped(`{"event_type": "x", "payload": {}}`)), Headers: headers()}
	var e sources.Event
	new(Decoder).Decode(&m, &e)
	if text := fmt.Sprint(m.Headers, e.Err); strings.Contains(text, "S3CRET") || !strings.Contains(text, "kept:yes") {
		t.Errorf("got %s", text)
	}
	m.Headers = headers()
	(&Decoder{ShowSecrets: true}).Decode(&m, &e)
	if !reflect.DeepEqual(m.Headers, headers()) {
		t.Errorf("asked to show secrets, got %v", m.Headers)
	}
}

// TestACutSecretIsASecret cuts a compressed body at every byte: neither what is
// kept nor what it inflates to tells the token.
func TestACutSecretIsASecret(t *testing.T) {
	t.Parallel()
	const token = "SECRET-Z-18"
	var whole bytes.Buffer
	w := zlib.NewWriter(&whole)
	if _, err := w.Write([]byte(enveloped(`{"event_type": "x", "_context_auth_token": "` + token + `", "payload": {}}`))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for cut := range whole.Len() {
		m := sources.Message{Body: whole.Bytes()[:cut], Headers: map[string]any{"compression": "application/x-gzip"}}
		var e sources.Event
		new(Decoder).Decode(&m, &e)
		kept := append(bytes.Clone(m.Body), e.Raw...)
		if r, err := zlib.NewReader(bytes.NewReader(m.Body)); err == nil {
			inflated, _ := io.ReadAll(r)
			kept = append(kept, inflated...)
		}
		if bytes.Contains(kept, []byte(token[:8])) {
			t.Fatalf("cut at byte %d of %d the token shows in %q", cut, whole.Len(), kept)
		}
	}
}

// TestNoEncodingHidesASecret has the ways in which a body can say a secret that
// the search for it would pass by.
func TestNoEncodingHidesASecret(t *testing.T) {
	t.Parallel()
	const secret = "S3CRET-0123456789"
	plain := `{"event_type": "x", "_context_auth_token": "` + secret + `", "payload": {"name": "müller"}}`
	deflated := func(b []byte) []byte {
		var out bytes.Buffer
		w := zlib.NewWriter(&out)
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	var named bytes.Buffer
	w := gzip.NewWriter(&named)
	w.Name = "password=" + secret
	if _, err := w.Write([]byte(`{"event_type": "x", "payload": {}}`)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	kombu := map[string]any{"compression": "application/x-gzip"}
	for _, c := range []struct {
		name    string
		body    []byte
		headers map[string]any
		decodes bool
	}{
		{"UTF-16, little endian", wide(plain, 2, binary.LittleEndian), nil, true},
		{"UTF-16, big endian", wide(plain, 2, binary.BigEndian), nil, true},
		{"UTF-16 with a byte order mark", wide("\ufeff"+plain, 2, binary.LittleEndian), nil, true},
		{"UTF-32", wide(plain, 4, binary.LittleEndian), nil, true},
		{"UTF-32 with a byte order mark", wide("\ufeff"+plain, 4, binary.BigEndian), nil, true},
		{"a byte order mark", []byte("\ufeff" + plain), nil, true},
		{"UTF-16, cut", wide(plain, 2, binary.LittleEndian)[:121], nil, false},
		{"UTF-16, compressed", deflated(wide(plain, 2, binary.LittleEndian)), kombu, true},
		{"UTF-16 behind a line", append([]byte("body:\n"), wide(plain, 2, binary.LittleEndian)...), nil, false},
		{"compressed twice", deflated(deflated([]byte(plain))), kombu, false},
		{"compressed, and nobody says so", deflated([]byte(plain)), nil, false},
		{"behind what is compressed", append(deflated([]byte(`{"event_type": "x", "payload": {}}`)), plain...), kombu, true},
		{"the name of what is compressed", named.Bytes(), kombu, true},
		{"bad bytes", []byte(strings.Replace(plain, "ü", "\xfc", 1)), nil, false},
	} {
		m := sources.Message{Body: bytes.Clone(c.body), Headers: c.headers}
		var e sources.Event
		d := Decoder{}
		d.Decode(&m, &e)
		for form, text := range map[string][]byte{"body": m.Body, "raw": e.Raw, "payload": e.Payload, "line": AppendEvent(nil, &e)} {
			if shows(text, secret) {
				t.Errorf("%s: the secret is in the %s: %q", c.name, form, text)
			}
		}
		if (e.Err == "") != c.decodes || e.Err != "" && e.Raw == nil {
			t.Errorf("%s: error %q, raw %q", c.name, e.Err, e.Raw)
		}
		again := m
		var e2 sources.Event
		d.Decode(&again, &e2)
		if (e2.Err == "") != (e.Err == "") || !bytes.Equal(again.Body, m.Body) { // masked, it may be wrong at another byte
			t.Errorf("%s: decoded again it is %q, before %q", c.name, e2.Err, e.Err)
		}
		m = sources.Message{Body: bytes.Clone(c.body), Headers: c.headers}
		(&Decoder{ShowSecrets: true}).Decode(&m, &e)
		if !bytes.Equal(m.Body, c.body) {
			t.Errorf("%s: asked to show secrets, the body became %q", c.name, m.Body)
		}
	}
}

// shows looks for a secret in text, and in what text inflates to, in every
// encoding.
func shows(text []byte, secret string) bool {
	for range 3 {
		if bytes.Contains(bytes.ReplaceAll(text, []byte{0}, nil), []byte(secret[:8])) {
			return true
		}
		r, err := zlib.NewReader(bytes.NewReader(text))
		if err != nil {
			return false
		}
		if text, err = io.ReadAll(r); err != nil {
			return false
		}
	}
	return false
}

func wide(text string, size int, order binary.ByteOrder) (out []byte) {
	for _, r := range text {
		unit := make([]byte, size)
		if size == 2 {
			order.PutUint16(unit, uint16(r))
		} else {
			order.PutUint32(unit, uint32(r))
		}
		out = append(out, unit...)
	}
	return out
}

func TestSecretsAroundTheBody(t *testing.T) {
	t.Parallel()
	type table map[string]any
	message := func() sources.Message {
		return sources.Message{
			RoutingKey: "notifications.password=S3CRET", Body: []byte(enveloped(`{"event_type": "x", "payload": {}}`)),
			Properties: sources.Properties{
				ContentType: "application/json", ContentEncoding: "token=S3CRET", DeliveryMode: 2, CorrelationID: token, ReplyTo: "rabbit://u:S3CRET@h/",
				Expiration: "60000", MessageID: "password: S3CRET", Type: "\x00S\x003\x00C", UserID: "X-Auth-Token: S3CRET", AppID: "nova",
			},
			Headers: map[string]any{
				"bytes": []byte("password=S3CRET"), "list": []any{table{"inner": []byte(token)}}, "wide": string(wide("token=S3CRET", 2, binary.LittleEndian)), "kept": []byte("yes"),
			},
		}
	}
	m := message()
	var e sources.Event
	var d Decoder
	for range 2 {
		d.Decode(&m, &e)
		text := fmt.Sprint(m.RoutingKey, m.Properties, m.Headers, string(AppendEvent(nil, &e)))
		if plain := strings.ReplaceAll(text, "\x00", ""); strings.Contains(plain, "S3C") || strings.Contains(plain, token[:20]) {
			t.Errorf("a secret shows in %s", text)
		}
		if p := m.Properties; p.ContentType != "application/json" || p.Expiration != "60000" || p.AppID != "nova" || p.DeliveryMode != 2 || m.Headers["kept"] != "yes" {
			t.Errorf("more is gone than the secrets: %v, %v", p, m.Headers)
		}
		m = message()
	}
	(&Decoder{ShowSecrets: true}).Decode(&m, &e)
	if !reflect.DeepEqual(m, message()) {
		t.Errorf("asked to show secrets, got %v", m)
	}
}

func TestAReasonQuotesNoSecret(t *testing.T) {
	t.Parallel()
	if _, e := decode(`{"oslo.version": "` + token + `", "oslo.message": "{}"}`); strings.Contains(e.Err, token[:20]) || !strings.Contains(e.Err, "oslo.version is ******") {
		t.Errorf("error %q", e.Err)
	}
}
