package usage

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// The notifications of Nova and Cinder of Zed, as they were captured, of a server
// that was resized, put back and resized again, and of a volume that changed
// hands. The end of the second resize and the server's creation were lost: Nova
// tells of them by the launch. The volume's deletion was lost, too: an audit at
// 09:12:36 finds it deleted.
//
// By hand, of the server's memory: 64 MB from 09:19:37, inferred from 35, when its
// record was made; 128 MB and 64 again in the second 46; at 48 it has 128, launched
// at 47, so that 64 for one second and 128 for the next are inferred; it was last
// seen at 50, and goes on.
func TestACapturedServerAndVolume(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/zed.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	clock := func(s string) time.Time {
		at, ok := oslo.ParseTime("2026-11-23 " + s)
		if !ok {
			t.Fatal(s)
		}
		return at
	}
	l := New(clock("09:11:00"), clock("09:20:00"))
	l.Observed("B", clock("09:11:00"), clock("09:20:00"))
	for line := range strings.Lines(string(text)) {
		var n struct {
			EventType string          `json:"event_type"`
			Timestamp string          `json:"timestamp"`
			MessageID string          `json:"message_id"`
			Payload   json.RawMessage `json:"payload"`
		}
		if err := json.Unmarshal([]byte(line), &n); err != nil {
			t.Fatal(err)
		}
		at, _ := oslo.ParseTime(n.Timestamp)
		l.Add(&sources.Event{EventType: n.EventType, Timestamp: at, MessageID: n.MessageID, Broker: "B", Payload: n.Payload})
	}
	wants(t, l, "ed36fa2d-99ad-47ff-99da-3c02c0b3fa5d", Memory, "832 1600 0") // 64×9 + 128×2, and 64×2 + 64 + 128 + 128×10
	var volumes []string
	for _, line := range l.Report().Lines {
		if line.Kind == sources.KindVolume {
			for _, u := range line.Uses {
				volumes = append(volumes, line.ProjectID[:6]+" "+u.Quantity.Of(Certain).String()+" "+u.Quantity.Of(Inferred).String())
			}
		}
	}
	if got := strings.Join(volumes, ", "); got != "475967 40 0, ddc8b4 0 592" { // 8 GB for 5 s, then at most 74 s
		t.Errorf("the volume: %s", got)
	}
	if c := l.Report().Counts; c.Unreadable != 0 || c.Used == 0 {
		t.Errorf("%+v", c)
	}
}
