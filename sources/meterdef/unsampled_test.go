package meterdef

import (
	"testing"
	"time"
)

// TestAnEventWithoutASample: what Ceilometer drops of the last event does not
// count as fed.
func TestAnEventWithoutASample(t *testing.T) {
	t.Parallel()
	s, err := Builtin("zed", Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := NewLedger(s)
	at := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for i, c := range []struct {
		payload string
		want    Reason
	}{{`{"id": "i", "size": null}`, NoVolume}, {`{"id": "i", "size": 5}`, 0}, {`{"id": "i", "size": "x"}`, NotNumber}} {
		e := event("image.update", c.payload)
		e.ReceivedAt = at.Add(time.Duration(i) * time.Second)
		l.Saw(e)
		if f := l.Feeding("image.size"); f.Hop != EventsCome || f.Reason != c.want || f.Events != uint64(i+1) {
			t.Errorf("%s: %+v, want reason %q", c.payload, f, c.want)
		}
	}
}
