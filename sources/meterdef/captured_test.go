package meterdef

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// captured are notifications of each kind that real services of Zed sent. Their
// priority does not count here: Ceilometer looks at it before it converts.
func captured(t testing.TB) []Notification {
	t.Helper()
	f, err := os.Open("../oslo/testdata/kinds.jsonl.zst")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all []Notification
	d := oslo.Decoder{ShowSecrets: true}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r struct{ Body string }
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		var envelope struct {
			Message string `json:"oslo.message"`
		}
		if err := json.Unmarshal([]byte(r.Body), &envelope); err != nil {
			t.Fatal(err)
		}
		e := &sources.Event{}
		d.Decode(&sources.Message{Body: []byte(r.Body)}, e)
		if e.Err != "" {
			continue
		}
		if envelope.Message == "" {
			envelope.Message = r.Body // of the older driver
		}
		e.Payload = append([]byte{}, e.Payload...)
		e.Priority = "info"
		all = append(all, Notification{e, []byte(envelope.Message)})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
