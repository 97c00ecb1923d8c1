package servers

import (
	"errors"
	"strings"
	"syscall"

	"github.com/ceilotop/ceilotop/sources"
)

// word quotes a name for a line that an operator pastes into a shell.
func word(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./", r))
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(sources.Visible(s), "'", `'\''`) + "'"
}

func refusedPort(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
