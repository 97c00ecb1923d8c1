package oslo

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/ceilotop/ceilotop/sources"
)

var update = flag.Bool("update", false, "write the golden files anew, to be read before they are committed")

// captured reads messages that were captured from real services.
func captured(t testing.TB, name string) []sources.Message {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all []sources.Message
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r struct {
			sources.Message
			ReceivedAt string `json:"received_at"`
			RoutingKey string `json:"routing_key"`
			Body       string `json:"body"`
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		m := r.Message
		m.ReceivedAt, _ = ParseTime(r.ReceivedAt)
		m.RoutingKey, m.Body = r.RoutingKey, []byte(r.Body)
		all = append(all, m)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestCapturedKinds derives the fields of one message of each kind that real
// Zed services sent. The golden file is the specification: a line a message.
func TestCapturedKinds(t *testing.T) {
	t.Parallel()
	const golden = "testdata/kinds.golden"
	var got strings.Builder
	var d Decoder
	for _, m := range captured(t, "kinds.jsonl.zst") {
		var e sources.Event
		d.Decode(&m, &e)
		lag, _ := e.Lag()
		if e.Err != "" || e.MessageID == "" || e.Timestamp.IsZero() || lag < 0 || lag.Minutes() > 1 || !json.Valid(e.Payload) {
			t.Errorf("%s: error %q, message_id %q, timestamp %v, lag %v", e.EventType, e.Err, e.MessageID, e.Timestamp, lag)
		}
		fmt.Fprintf(&got, "%s %s %s %s: service %s, host %s, request %s, project %s, user %s, resource %s, name %s\n",
			m.Exchange, e.PublisherID, e.EventType, e.Priority, or(e.Service), or(e.Host), or(e.RequestID),
			or(e.ProjectID), or(e.UserID), or(e.ResourceID), or(e.ResourceName))
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("line %d differs\ngot  %s\nwant %s", i+1, gotLines[min(i, len(gotLines)-1)], wantLines[min(i, len(wantLines)-1)])
		}
	}
}

func or(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
