package bundle

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// quoted are words as a shell takes them.
func quoted(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = setup.ShellWord(w)
	}
	return strings.Join(all, " ")
}
