package gnocchi

import (
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// listing takes the rows of an inventory.
type listing struct{ sources.Inventory }

func (v *listing) server(t *thing, n []newest) {
	launched := t.Launched.Time
	if launched.IsZero() {
		launched = t.Started.Time
	}
	s := sources.Server{
		ID: t.name(), Name: t.Title, ProjectID: t.ProjectID.Or(""), UserID: t.UserID.Or(""),
		CreatedAt: t.Created.Time, LaunchedAt: launched, TerminatedAt: earlier(t.Deleted.Time, t.Ended.Time), SeenAt: last(n),
	}
	if s.SeenAt.IsZero() {
		s.SeenAt = launched
	}
	if !slices.ContainsFunc(n, func(m newest) bool { return m.at.IsZero() }) {
		s.Flavor = &sources.Flavor{Name: t.Flavor, VCPUs: n[0].value, MemoryMB: n[1].value, RootGB: n[2].value, EphemeralGB: n[3].value}
	}
	v.Servers = append(v.Servers, s)
}

// volume leaves out what was never measured as one: snapshots are of the same type.
func (v *listing) volume(t *thing, n []newest) {
	if n[0].at.IsZero() {
		return
	}
	v.Volumes = append(v.Volumes, sources.Volume{
		ID: t.name(), Name: t.Title, ProjectID: t.ProjectID.Or(""), UserID: t.UserID.Or(""), Type: t.Volume,
		SizeGB: n[0].value, CreatedAt: t.Started.Time, DeletedAt: t.Ended.Time, SeenAt: last(n),
	})
}

func (v *listing) image(t *thing, n []newest) {
	i := sources.Image{
		ID: t.name(), Name: t.Name, ProjectID: t.ProjectID.Or(""), Status: "active",
		CreatedAt: t.Started.Time, DeletedAt: t.Ended.Time, SeenAt: last(n),
	}
	if !n[0].at.IsZero() {
		i.Size = &n[0].value
	}
	v.Images = append(v.Images, i)
}

// last is when the newest of the measures was taken.
func last(n []newest) (at time.Time) {
	for _, m := range n {
		if m.at.After(at) {
			at = m.at
		}
	}
	return at
}

// earlier of two times, of which a zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
