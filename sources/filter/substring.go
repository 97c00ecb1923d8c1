package filter

import (
	"strings"
	"unicode"
)

// substring is text searched as less and fzf do: capitals count only when it
// has some.
type substring struct {
	needle  string
	exact   bool
	ascii   bool
	finders []finder // of a body: as typed, and as JSON writes it
}

func newSubstring(needle string) pattern {
	s := &substring{needle: needle, exact: hasUpper(needle), ascii: isASCII(needle)}
	s.finders = []finder{newFinder(needle, !s.exact)}
	if quoted := quoteJSON(needle); quoted != needle {
		s.finders = append(s.finders, newFinder(quoted, !s.exact))
	}
	return s
}

// quoteJSON writes what a JSON string would have for s.
func quoteJSON(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}

func (s *substring) field(text string) bool {
	switch {
	case s.exact:
		return strings.Contains(text, s.needle)
	case s.ascii:
		return containsFold(text, s.needle)
	}
	return strings.Contains(text, s.needle) || hasUpper(text) && strings.Contains(strings.ToLower(text), s.needle)
}

func (s *substring) body(text []byte) bool {
	if !s.ascii {
		plain := unescape(text)
		defer plain.free()
		text = plain.b
		if !s.exact {
			return foldedContains(text, s.needle)
		}
	}
	for i := range s.finders {
		if s.finders[i].index(text) >= 0 {
			return true
		}
	}
	return false
}

func foldedContains(text []byte, needle string) bool {
	return strings.Contains(strings.ToLower(string(text)), needle)
}

// containsFold looks for lower-case ASCII in text whatever its case. Nearly all
// fields are lower case themselves: one look tells.
func containsFold(text, needle string) bool {
	upper := false
	for i := 0; i < len(text); i++ {
		if text[i]-'A' < 26 {
			upper = true
			break
		}
	}
	if !upper {
		return strings.Contains(text, needle)
	}
	for i := 0; i+len(needle) <= len(text); i++ {
		if equalFold(text[i:i+len(needle)], needle) {
			return true
		}
	}
	return false
}

// equalFold reports whether text is needle but for the case of ASCII letters.
func equalFold[T string | []byte](text T, needle string) bool {
	for i := 0; i < len(needle); i++ {
		if lower(text[i]) != needle[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c-'A' < 26 {
		return c + 'a' - 'A'
	}
	return c
}

func hasUpper(s string) bool { return strings.IndexFunc(s, unicode.IsUpper) >= 0 }

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
