package answers

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// suggestion is the hint for a name that does not exist: the one that was
// probably meant, else what there is in its group.
func suggestion(group, name string) string {
	best, least := "", 1+len(name)/3
	var siblings []string
	for _, f := range fields {
		if g, key := split(f.key); g == group {
			siblings = append(siblings, key)
		}
		if d := setup.Distance(name, f.key); d <= least {
			best, least = f.key, d-1
		}
	}
	if group == "" {
		for _, g := range groups() {
			siblings = append(siblings, g)
			if d := setup.Distance(name, g); d <= least {
				best, least = g, d-1
			}
		}
	}
	if best != "" {
		return "Did you mean " + best + "?"
	}
	// A name of another group, or without its group.
	_, key := split(name)
	for _, f := range fields {
		if _, k := split(f.key); k == key {
			return "Did you mean " + f.key + "?"
		}
	}
	return "There are " + strings.Join(siblings, ", ") + "."
}

func split(key string) (group, name string) {
	if g, n, found := strings.Cut(key, "."); found {
		return g, n
	}
	return "", key
}
