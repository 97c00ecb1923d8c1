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
	deleted, kept := make(map[int]bool), make(map[int]bool)
	each(u, func(_ *udiff.Line, old, new int) {
		deleted[old], kept[new] = true, true
	})
	var before, after masker
	from, to := before.lines(string(old), deleted), after.lines(string(new), kept)
	known := append(before.secrets, after.secrets...)
	for _, s := range secrets {
		known = append(known, s.Reveal(), Literal(s.Reveal()))
	}
	known = distinct(known)
	each(u, func(l *udiff.Line, old, new int) {
		if l.Kind == udiff.Delete {
			l.Content = everywhere(from[old], known)
		} else {
			l.Content = everywhere(to[new], known)
		}
	})
	return u.String()
}

// each calls a function for every line of a diff with its places in the old and
// the new text, counted from 0. A deleted line has none in the new text, and an
// inserted line none in the old: there it is the place of the next one.
func each(u udiff.UnifiedDiff, do func(l *udiff.Line, old, new int)) {
	for _, h := range u.Hunks {
		old, new := max(0, h.FromLine-1), max(0, h.ToLine-1)
		for n := range h.Lines {
			do(&h.Lines[n], old, new)
			switch h.Lines[n].Kind {
			case udiff.Delete:
				old++
			case udiff.Insert:
				new++
			default:
				old, new = old+1, new+1
			}
		}
	}
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

// MaskedLines are some lines of a text for the screen, counted from 0, masked as
// MaskedDiff does it.
func MaskedLines(text string, from, to int) []string {
	shown := make(map[int]bool)
	for i := max(from, 0); i < to; i++ {
		shown[i] = true
	}
	var m masker
	all := m.lines(text, shown)
	known := distinct(m.secrets)
	from, to = max(min(from, len(all)), 0), min(to, len(all))
	lines := make([]string, 0, max(to-from, 0))
	for i := from; i < to; i++ {
		lines = append(lines, strings.TrimRight(everywhere(all[i], known), "\r\n"))
	}
	return lines
}
