package eventlog_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// TestEventIsWhatWasDecoded reads captured notifications back: as rows, whole,
// and after they were evicted while a pin held them.
func TestEventIsWhatWasDecoded(t *testing.T) {
	t.Parallel()
	l := eventlog.New(eventlog.Options{MaxEvents: 300})
	defer l.Close()
	x := newMix(t)
	var d oslo.Decoder
	var want []sources.Event
	for range 150 {
		m := x.next()
		var e sources.Event
		d.Decode(&m, &e)
		e.Seq = l.Put(&m, &e)
		e.Payload = append([]byte(nil), e.Payload...)
		want = append(want, e)
	}
	pin := l.Pin(1, 150)
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
		x.fill(l, 700)
	}
}

// TestViewAgreesWithMatch compares what a view finds, piece by piece, with the
// same filter asked about each whole event.
func TestViewAgreesWithMatch(t *testing.T) {
	t.Parallel()
	const events = 400
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	newMix(t).fill(l, events)
	var whole []sources.Event
	for seq := uint64(1); seq <= events; seq++ {
		e, err := l.Event(seq)
		m, err2 := l.Message(seq)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if e.Err == "" {
			e.Raw = m.Body
		}
		whole = append(whole, e)
	}
	for _, text := range []string{
		"volume", "!compute", `~create\.(start|end)`, "-f cmpcr", "@nova", "@2026-11", "!@~error", "@-f dsplynm", "@message_id",
		`=service == "nova" && lag_ms > 1`, `=service != host || size > 3000`, `=payload.memory_mb >= 64`, `=payload.nothing.deep == nil`,
		`=payload.state in ["active", "building"]`, `=message_id != nil && user_id != nil`,
	} {
		f, err := filter.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		v := l.View(f)
		for finished := false; !finished; _, _, finished = v.Progress() {
			select {
			case <-v.Changed():
			case <-time.After(time.Minute):
				t.Fatalf("%q: the scan does not end", text)
			}
			v.Refresh()
		}
		for i := range whole {
			if _, in := v.Index(whole[i].Seq); in != f.Match(&whole[i]) {
				t.Errorf("%q: the view has event %d: %v, Match says %v", text, i+1, in, !in)
				break
			}
		}
		if v.Len() == 0 {
			t.Errorf("%q finds nothing, so it proves nothing", text)
		}
		v.Close()
	}
}
