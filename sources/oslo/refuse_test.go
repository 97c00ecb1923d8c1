package oslo

import (
	"bytes"
	"compress/zlib"
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
