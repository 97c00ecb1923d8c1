package events_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// TestNovasDoublesArePaired: of the two forms of an action the detail
// of each names the other, and says which one Ceilometer reads.
func TestNovasDoublesArePaired(t *testing.T) {
	knowing := func(f *fixture) {
		s, err := meterdef.Builtin("zed", meterdef.Options{})
		if err != nil {
			t.Fatal(err)
		}
		f.ledger = meterdef.NewLedger(s)
	}
	run(t, tuitest.Options{Width: 200, Height: 50}, setup{before: knowing}, func(t *testing.T, f *fixture) {
		f.event(func(e *sources.Event) { e.EventType = "compute.instance.create.end" })
		f.Settle()
		f.Keys("enter")
		f.Wants("nova may send this as instance.create.end too")
		f.Keys("esc")
		f.event(func(e *sources.Event) { e.EventType = "instance.create.end" })
		f.Settle()
		f.Keys("G", "enter")
		f.Wants("nova's versioned form of compute.instance.create.end", "Ceilometer makes no sample of this event")
	})
}
