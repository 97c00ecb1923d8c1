package meterdef

import (
	"fmt"
	"slices"
	"strings"
)

// releases are those that the rules and the built-in tables know, the oldest
// first.
var releases = []string{
	"liberty", "mitaka", "newton", "ocata", "pike", "queens", "rocky", "stein", "train", "ussuri", "victoria",
	"wallaby", "xena", "yoga", "zed", "2023.1", "2023.2", "2024.1", "2024.2", "2025.1", "2025.2", "2026.1",
}

// Releases are the names that Builtin and Read take, the oldest first.
func Releases() []string { return slices.Clone(releases) }

// release is a place in releases.
type release int

func named(name string) (release, error) {
	i := slices.Index(releases, strings.ToLower(name))
	if i < 0 {
		return 0, fmt.Errorf("no release of OpenStack that is known is called %q", name)
	}
	return release(i), nil
}

func since(name string) release { return release(slices.Index(releases, name)) }

// globs reports whether event types are matched by fnmatch. Pike changed to
// patterns in 9.0.6, and Options say whether it is one before that.
func (r release) globs() bool { return r < since("pike") }

// oldContext reports whether a definition sees the context as _context_… beside
// the payload; later it is below ctxt.
func (r release) oldContext() bool { return r < since("pike") }

// maps reports whether the plugin map is there: 25.0.0 brought it.
func (r release) maps() bool { return r >= since("2025.2") }

// countersOff reports whether definitions that only count, by volume: 1, are off
// unless [notification] disable_non_metric_meters says otherwise.
func (r release) countersOff() bool { return r < since("ocata") }
