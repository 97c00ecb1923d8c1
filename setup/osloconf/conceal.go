package osloconf

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Hidden is a secret of a text, and the line where it stands.
type Hidden struct {
	Line  int
	Value sources.Secret
}

// Secrets are those that a text holds by the names of its options and in its
// URLs, line by line. It may be of oslo.config, YAML or anything else that has a
// key and a value in a line. What stands in comments is not among them.
func Secrets(text []byte) (all []Hidden) {
	var m masker
	line := 0
	for l := range bytes.Lines(text) {
		line++
		known := len(m.secrets)
		m.line(string(bytes.TrimRight(l, "\r\n")))
		for _, s := range m.secrets[known:] {
			if s != "" && !slices.ContainsFunc(all, func(h Hidden) bool { return h.Line == line && h.Value.Reveal() == s }) {
				all = append(all, Hidden{line, sources.Secret(s)})
			}
		}
	}
	return all
}

// shortest is the length of a secret from which on it can be told from the rest
// of its line.
const shortest = 4

// Conceal writes something else for each secret of a text, such as a name under
// which it can be found again elsewhere. A line that cannot be written so is
// masked as Mask does, and so are the comments.
func Conceal(text []byte, name func(secret string) string) []byte {
	var before, after masker
	var b bytes.Buffer
	for l := range bytes.Lines(text) {
		body := string(bytes.TrimRight(l, "\r\n"))
		end := l[len(body):]
		known := len(before.secrets)
		masked := before.line(body)
		secrets := slices.Clone(before.secrets[known:])
		slices.SortFunc(secrets, func(x, y string) int { return cmp.Compare(len(y), len(x)) })
		named, short := body, false
		var names []string
		for _, s := range secrets {
			if s == "" {
				continue
			}
			short = short || len(s) < shortest
			n := name(s)
			names = append(names, n, `"`+n+`"`, `'`+n+`'`)
			named = strings.ReplaceAll(named, s, n)
		}
		known = len(after.secrets)
		after.line(named)
		rest := slices.DeleteFunc(slices.Clone(after.secrets[known:]), func(s string) bool { return s == "" || slices.Contains(names, s) })
		if short || len(rest) > 0 || len(secrets) == 0 && masked != body {
			named = masked
		}
		b.WriteString(named)
		b.Write(end)
	}
	return b.Bytes()
}
