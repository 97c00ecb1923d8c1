// Package profile knows what each release of each service needs and what it
// calls things. It is tables and nothing else.
//
// A cloud in the middle of an upgrade has services of several releases, so that
// a profile is of one service, never of the cloud.
package profile

import (
	"slices"
	"strings"
)

// Release is a release of OpenStack. They can be compared: an older one is less.
type Release uint8

// The releases that are known, without a gap.
const (
	Mitaka Release = iota
	Newton
	Ocata
	Pike
	Queens
	Rocky
	Stein
	Train
	Ussuri
	Victoria
	Wallaby
	Xena
	Yoga
	Zed
	R2023_1
	R2023_2
	R2024_1
	R2024_2
	R2025_1
	R2025_2
	R2026_1
)

const newest = R2026_1

var names = [...]string{
	"mitaka", "newton", "ocata", "pike", "queens", "rocky", "stein", "train", "ussuri", "victoria",
	"wallaby", "xena", "yoga", "zed", "2023.1", "2023.2", "2024.1", "2024.2", "2025.1", "2025.2", "2026.1",
}

// Releases are all of them, the oldest first.
func Releases() []Release {
	all := make([]Release, len(names))
	for i := range all {
		all[i] = Release(i)
	}
	return all
}

func (r Release) String() string { return names[r] }

// Named returns the release of that name; upper case is no matter.
func Named(name string) (Release, bool) {
	i := slices.Index(names[:], strings.ToLower(strings.TrimSpace(name)))
	if i < 0 {
		return 0, false
	}
	return Release(i), true
}
