package events_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// lived puts the life of a server on two hosts, made by two requests, and an
// event of another server in between.
func (f *fixture) lived() {
	for _, told := range []struct{ what, host, request, resource string }{
		{"compute.instance.create.start", "n1", "req-make", "vm-1"},
		{"compute.instance.create.end", "n1", "req-make", "vm-1"},
		{"compute.instance.update", "n9", "req-other", "vm-2"},
		{"compute.instance.live_migration._post.start", "n1", "req-move", "vm-1"},
		{"compute.instance.live_migration._post.end", "n1", "req-move", "vm-1"},
		{"compute.instance.reboot.start", "n2", "req-boot", "vm-1"},
	} {
		f.event(func(e *sources.Event) {
			e.EventType, e.Host, e.RequestID, e.ResourceID, e.ResourceName = told.what, told.host, told.request, told.resource, told.resource
			e.PublisherID = "compute." + told.host
		})
		f.Advance(time.Minute)
	}
}

// The life of a resource is all that was told of it, whoever asked for it.
func TestTheLifeOfAResource(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		f.lived()
		f.Keys("R")
		f.Wants("resource vm-1", "5 events", "11-23 10:00:00 compute", "n1", "live_migration._post", "req-move", "n2", "stuck 1.0min", "req-boot")
		f.Lacks("vm-2", "nothing under way")
		f.Keys("esc", "esc")
		f.Wants("vm-2")
	})
}

func TestTheLifeIsWalked(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.lived()
		f.Keys("R", "O")
		f.Wants("4/5")
		f.Keys("o")
		f.Wants("5/5")
		f.Keys("o")
		f.Wants("no further event of this resource")
		f.Keys("g", "j", "j", "enter") // the second step, which is the migration
		f.Wants("compute.instance.live_migration._post.start · decoded")
	})
}

// What the cursor is on is what is meant, in the list and beside it.
func TestFromAStepToItsRequestAndBack(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.lived()
		f.Keys("R", "g", "j", "r")
		f.Wants("request req-make", "2 events")
		f.Keys("j", "R")
		f.Wants("resource vm-1", "5 events")
		f.Keys("R")
		f.Lacks("11-23")
	})
}

// Glance's events have no request.
func TestWhatIsStuckWithoutARequestLeadsToTheLife(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.event(func(e *sources.Event) {
			e.EventType, e.Service, e.Host, e.PublisherID = "image.prepare", "glance", "", "image.localhost"
			e.RequestID, e.ResourceID, e.ResourceName = "", "img-1", "cirros"
		})
		f.Advance(time.Minute)
		f.Keys("u", "enter")
		f.Wants("resource img-1", "image.upload", "stuck 1.0min")
	})
}

func TestAnEventWithoutAResourceHasNoLife(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.event(func(e *sources.Event) { e.ResourceID, e.ResourceName = "", "" })
		f.Settle()
		f.Keys("R")
		f.Wants("this event names no resource")
	})
}
