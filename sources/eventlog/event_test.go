package eventlog_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// TestEventIsWhatWasDecoded reads captured notifications back: as rows, whole,
// and after they were evicted while a pin held them.
func TestEventIsWhatWasDecoded(t *testing.T) {
	t.Parallel()
	l := eventlog.New(eventlog.Options{MaxEvents: 600})
	defer l.Close()
	x := newMix(t)
	var d oslo.Decoder
	var want []sources.Event
	for range 300 {
		m := x.next()
		var e sources.Event
		d.Decode(&m, &e)
		e.Seq = l.Put(&m, &e)
		e.Payload = append([]byte(nil), e.Payload...)
		want = append(want, e)
	}
	pin := l.Pin(1, 300)
	defer pin.Release()
	for range 2 {
		for i := range want {
			got, err := pin.Event(uint64(i + 1))
			if err != nil || !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("Event(%d): %v\n got %+v\nwant %+v", i+1, err, got, want[i])
			}
			row := want[i]
			row.Payload = nil
			if !pin.Row(uint64(i+1), &got) || !reflect.DeepEqual(got, row) {
				t.Fatalf("Row(%d)\n got %+v\nwant %+v", i+1, got, row)
			}
		}
		x.fill(l, 2000)
	}
}

// TestViewAgreesWithMatch compares what a view finds, piece by piece, with the
// same filter asked about each whole event.
func TestViewAgreesWithMatch(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"volume", "!compute", `~create\.(start|end)`, "-f cmpcr", "@cirros", "@2026-11", "!@~error", "@-f dsplynm", "@" + "message_id",
		`=service == "nova" && lag_ms > 3000`, `=service != host || size > 3000`, `=payload.memory_mb >= 64`, `=payload.nothing.deep == nil`,
		`=any(payload.samples, .volume != nil)`, `=message_id startsWith "a" && user_id != nil`,
	} {
		synctest.Test(t, func(t *testing.T) {
			f, err := filter.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			l := eventlog.New(eventlog.Options{})
			defer l.Close()
			newMix(t).fill(l, 700)
			v := l.View(f)
			defer v.Close()
			synctest.Wait()
			v.Refresh()
			found := 0
			for seq := uint64(1); seq <= 700; seq++ {
				e, err := l.Event(seq)
				if err != nil {
					t.Fatal(err)
				}
				if m, _ := l.Message(seq); f.NeedsBody() && e.Err == "" {
					e.Raw = m.Body
				}
				_, in := v.Index(seq)
				if in != f.Match(&e) {
					t.Errorf("%q: the view has event %d: %v, Match says %v", text, seq, in, !in)
					return
				}
				if in {
					found++
				}
			}
			if found == 0 && !strings.HasPrefix(text, "!") {
				t.Logf("%q finds nothing", text)
			}
		})
	}
}
