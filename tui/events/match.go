package events

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/ceilotop/ceilotop/sources/filter"
)

// needle is the text that a filter looks for, to show where it was found; "~"
// before it makes it a regular expression. A filter that is not about text, or
// about its absence, has none.
func needle(f *filter.Filter) string {
	if f == nil {
		return ""
	}
	text := strings.TrimPrefix(strings.TrimSpace(f.String()), "@")
	if text == "" || strings.ContainsRune("!=", rune(text[0])) || strings.HasPrefix(text, "-f ") {
		return ""
	}
	return text
}

// finder returns a function that finds text in a cell, nil for no text. Lower
// case finds both cases, as in the filter.
func finder(text string) func(string) (int, int) {
	if pattern, ok := strings.CutPrefix(text, "~"); ok {
		re, err := regexp.Compile(smartCase(pattern))
		if err != nil || pattern == "" {
			return nil
		}
		return func(cell string) (int, int) {
			if at := re.FindStringIndex(cell); at != nil {
				return at[0], at[1]
			}
			return -1, -1
		}
	}
	if text == "" {
		return nil
	}
	if strings.ContainsFunc(text, unicode.IsUpper) {
		return func(cell string) (int, int) {
			i := strings.Index(cell, text)
			return i, i + len(text)
		}
	}
	return func(cell string) (int, int) {
		i := indexFold(cell, text)
		return i, i + len(text)
	}
}

func smartCase(pattern string) string {
	if strings.ContainsFunc(pattern, unicode.IsUpper) {
		return pattern
	}
	return "(?i)" + pattern
}

// indexFold finds lower in s without regard to the case of ASCII letters.
func indexFold(s, lower string) int {
	first := lower[0]
	for i := 0; i+len(lower) <= len(s); i++ {
		if fold(s[i]) == first && equalFold(s[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}

func equalFold(s, lower string) bool {
	for i := range len(lower) {
		if fold(s[i]) != lower[i] {
			return false
		}
	}
	return true
}

func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
