package trace_test

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// Notifications of whole requests, captured of a cloud of the release Zed with
// one host and one clock.
func captured(t testing.TB) (events []sources.Event) {
	t.Helper()
	r, err := recording.Open("testdata/requests.jsonl.zst")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var d oslo.Decoder
	for {
		var m sources.Message
		if err := r.Next(&m); errors.Is(err, io.EOF) {
			return events
		} else if err != nil {
			t.Fatal(err)
		}
		var e sources.Event
		d.Decode(&m, &e)
		e.Payload = bytes.Clone(e.Payload)
		events = append(events, e)
	}
}

func TestCapturedRequests(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	by := map[string][]sources.Event{}
	var order []string
	for _, e := range captured(t) {
		id := trace.Origin(&e)
		if by[id] == nil {
			order = append(order, id)
		}
		by[id] = append(by[id], e)
	}
	for _, id := range order {
		w := trace.Of(by[id])
		fmt.Fprintf(&got, "%s: %d events, %d doubles\n", cmp.Or(strings.Join(w.Requests, " "), "no request"), w.Events, w.Doubles)
		for i := range w.Steps {
			s := &w.Steps[i]
			d, _ := s.Duration()
			fmt.Fprintf(&got, "  %v %s %s %v x%d %v %s\n", s.Begin.At.Sub(w.Begin), s.Stage, s.Action, s.State, s.Count, d, s.Reason)
		}
	}
	const golden = "testdata/requests.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

var update = flag.Bool("update", false, "write the golden file")
