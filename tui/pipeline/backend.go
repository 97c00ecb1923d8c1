package pipeline

import (
	"context"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
)

// Backend sees what the page shows. Its methods are called in a tea.Cmd, Look
// and Judge one call of each at a time, and end with their context. Errors have
// hints, and no password is in anything.
type Backend interface {
	// Look sees everything anew. What could not be seen is said in the Sight; an
	// error is for when nothing could.
	Look(ctx context.Context) (Sight, error)
	// Judge is the verdict on a Sight together with what the taps have counted
	// since. It asks nobody.
	Judge(ctx context.Context, last *Sight) isolation.Verdict
	// Excerpt are the lines of a file around a place.
	Excerpt(ctx context.Context, at setup.Place) (Excerpt, error)
}

// Sight is what is known at one moment. It is not changed any more.
type Sight struct {
	Seen     *doctor.Seen
	Picture  topology.Picture
	Verdict  isolation.Verdict
	Findings []doctor.Finding // worst first
}

// Excerpt is a part of a file, masked.
type Excerpt struct {
	First int // number of the first line
	Lines []string
}

// Fault is something that can be switched on to see how it looks.
type Fault struct {
	ID    string // stable, English
	Title string // in the interface's language
	On    func() bool
	Flip  func()
}
