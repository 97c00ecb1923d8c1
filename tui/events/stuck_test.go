package events_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// told puts an event of a request about a volume that has the request's name.
func (f *fixture) told(kind, request string) {
	f.event(func(e *sources.Event) {
		e.EventType, e.Service, e.Host, e.PublisherID = kind, "cinder", "st1", "volume.st1"
		e.RequestID, e.ResourceID, e.ResourceName, e.ProjectID = request, "vol-"+request, "", "demo"
	})
}

// The list is the present one: what ends goes, what begins comes, and all grow
// older, whatever the list of events shows meanwhile.
func TestWhatIsStuckIsThePresent(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.told("volume.delete.start", "req-1")
		f.Advance(10 * time.Second)
		f.told("volume.create.start", "req-2")
		f.Advance(10 * time.Second)
		f.Keys("/", "n", "o", "n", "e", "enter") // nothing new is listed
		f.Keys("u")
		f.Wants("age service  action", "project", "cinder   volume.delete", "st1", "vol-req-1", "demo", "vol-req-2")
		_, first := f.Find("volume.delete")
		if _, second := f.Find("volume.create"); second != first+1 {
			t.Errorf("the oldest is on line %d, the other on %d", first, second)
		}
		f.Advance(100 * time.Second)
		f.Wants("2.0min", "1.8min")
		f.Keys("j") // the second, and there it stays
		f.told("volume.delete.end", "req-1")
		f.told("volume.attach.start", "req-3")
		f.Advance(time.Second)
		f.Lacks("vol-req-1")
		f.Wants("vol-req-3")
		f.Keys("enter")
		f.Wants("request req-2", "volume.create")
	})
}

// Of very many the oldest are listed, and how many there are.
func TestVeryManyAreStuck(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		for i := range 600 {
			f.told("volume.create.start", fmt.Sprint("req-", i))
		}
		f.Advance(time.Second)
		f.Keys("u")
		f.Wants("the oldest 500 of 600")
	})
}

// The beginning may be too old to be kept; the request is what can be shown.
func TestWhatIsStuckOutlivesItsEvent(t *testing.T) {
	run(t, tuitest.Options{}, setup{log: eventlog.Options{MaxEvents: 20}}, func(t *testing.T, f *fixture) {
		f.told("volume.create.start", "req-1")
		f.Settle()
		f.Keys("u")
		f.Wants("vol-req-1")
		for f.log.Stats().Evicted == 0 {
			f.event(func(e *sources.Event) { e.RequestID = "req-other" })
		}
		f.told("volume.update.start", "req-1")
		f.Advance(time.Second)
		f.Keys("enter")
		f.Wants("request req-1", "volume.update")
	})
}
