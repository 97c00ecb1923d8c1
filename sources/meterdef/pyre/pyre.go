// Package pyre is Python's re as far as meter definitions need it: patterns with
// look-ahead, matched at the beginning of a text, and substitution. The patterns
// come from files that an operator wrote and the texts from the wire, so that no
// match takes longer than a tenth of a second.
package pyre

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

const limit = 100 * time.Millisecond

// Regexp is a compiled pattern. It is safe for several goroutines.
type Regexp struct {
	pattern         string
	names           map[string]int // of groups
	match, anywhere *regexp2.Regexp
}

// Compile reads a pattern as Python would. What Python writes otherwise than
// .NET, whose patterns the engine underneath reads, is rewritten.
func Compile(pattern string) (*Regexp, error) {
	r := &Regexp{pattern: pattern}
	text, names, err := translate(pattern)
	if err == nil {
		r.anywhere, err = compile(text)
	}
	if err == nil {
		r.match, err = compile(`\A(?:` + text + `)`)
	}
	if err != nil {
		return nil, fmt.Errorf("the pattern %q: %w", pattern, err)
	}
	r.names = names
	return r, nil
}

func compile(pattern string) (*regexp2.Regexp, error) {
	re, err := regexp2.Compile(pattern, regexp2.None)
	if err != nil {
		text, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "error parsing regexp: "), " in `")
		return nil, errors.New(text)
	}
	re.MatchTimeout = limit
	return re, nil
}

// Match is re.match: whether s begins with a match.
func (r *Regexp) Match(s string) (bool, error) {
	ok, err := r.match.MatchString(s)
	if err != nil {
		return false, r.slow()
	}
	return ok, nil
}

func (r *Regexp) slow() error {
	return fmt.Errorf("the pattern %q took longer than %v", r.pattern, limit)
}

func (r *Regexp) String() string { return r.pattern }

// Replace is re.sub: every match is replaced, an empty one too unless another
// ends where it is.
func (r *Regexp) Replace(s, replacement string) (string, error) {
	parts, err := r.template(replacement)
	if err != nil {
		return "", err
	}
	m, err := r.anywhere.FindStringMatch(s)
	if err != nil {
		return "", r.slow()
	}
	runes := []rune(s)
	var out strings.Builder
	done := 0
	for m != nil {
		out.WriteString(string(runes[done:m.Index]))
		for _, p := range parts {
			p.write(&out, m)
		}
		if out.Len() > maxReplaced {
			return "", errors.New("a substitution makes a text too long")
		}
		done = m.Index + m.Length
		if m, err = r.anywhere.FindNextMatch(m); err != nil {
			return "", r.slow()
		}
	}
	out.WriteString(string(runes[done:]))
	return out.String(), nil
}

const maxReplaced = 1 << 20
