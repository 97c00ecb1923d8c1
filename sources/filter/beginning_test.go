package filter

import (
	"regexp"
	"testing"
)

// TestABeginningHasEveryMatch compares with the automaton.
func TestABeginningHasEveryMatch(t *testing.T) {
	t.Parallel()
	texts := []string{"", "x1", "X1", "abc", "K", "ſ", "ß", "é", "名字", "a\nb", "-", "\xff", "0", " z9 "}
	for _, source := range []string{
		`[x-z]\d+`, `(?i)[x-z]\d`, `(?i)k`, `(?i)s`, `\bz`, `^x|b$`, `x*`, `.`, `(?s).b`, `[^a]`, `é|名`, `\pL`, `(?i)É`, `$`, `[[:^ascii:]]`, `\xff`, `(?:)`, `(?:a|b?c)`, `\d`,
	} {
		re, set := regexp.MustCompile(source), beginningOf(source)
		for _, text := range texts {
			if re.MatchString(text) && !set.in(text) {
				t.Errorf("%s matches %q, which is said to have no beginning of a match", source, text)
			}
		}
	}
	if set := beginningOf(`(?i)[x-z]\d+`); set == nil || set.in("0123456789abcdef-") || !set.in("Y") {
		t.Error("a set of three letters rules nothing out")
	}
}
