package osloconf

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/ceilotop/ceilotop/sources"
)

// Diff is the unified diff that patch -p1 and git apply take; "" if nothing
// changes. A text that is nil is a file that does not exist. The lines around a
// change may hold passwords: whatever keeps it has to be 0600.
func Diff(name string, old, new []byte) string {
	return unified(name, old, new).String()
}

// MaskedDiff is Diff for the screen. Passwords are masked by the names of their
// options, in URLs, and wherever else one of them stands in the lines that are
// shown; so are the secrets that the caller knows. It is no patch.
func MaskedDiff(name string, old, new []byte, secrets ...sources.Secret) string {
	u := unified(name, old, new)
	if len(u.Hunks) == 0 {
		return ""
	}
	var before, after masker
	from, to := before.lines(string(old)), after.lines(string(new))
	known := append(before.secrets, after.secrets...)
	for _, s := range secrets {
		known = append(known, s.Reveal(), Literal(s.Reveal()))
	}
	known = distinct(known)
	for _, h := range u.Hunks {
		i, j := max(0, h.FromLine-1), max(0, h.ToLine-1)
		shown := make([]string, len(h.Lines))
		for n, l := range h.Lines {
			switch l.Kind {
			case udiff.Delete:
				shown[n] = from[i]
				i++
			case udiff.Insert:
				shown[n] = to[j]
				j++
			default:
				shown[n] = to[j]
				i, j = i+1, j+1
			}
		}
		everywhere(shown, known)
		for n := range h.Lines {
			h.Lines[n].Content = shown[n]
		}
	}
	return u.String()
}

func unified(name string, old, new []byte) udiff.UnifiedDiff {
	name = strings.TrimPrefix(name, "/")
	from, to := "a/"+name, "b/"+name
	if old == nil {
		from = "/dev/null"
	}
	if new == nil {
		to = "/dev/null"
	}
	// The edits are the differences of these very texts, so they always fit.
	u, _ := udiff.ToUnifiedDiff(from, to, string(old), udiff.Lines(string(old), string(new)), udiff.DefaultContextLines)
	// go-udiff 0.4.1 loses count of the new file's lines behind a hunk that
	// joins two edits.
	moved := 0
	for _, h := range u.Hunks {
		h.ToLine = h.FromLine + moved
		for _, l := range h.Lines {
			switch l.Kind {
			case udiff.Delete:
				moved--
			case udiff.Insert:
				moved++
			}
		}
	}
	return u
}
