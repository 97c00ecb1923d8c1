package pyre

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/sourcestest/oracle"
)

// program is Python's re: for each pattern null when it is refused, for each text
// whether it begins with a match, and what each replacement makes of it.
const program = `
import json, re, sys
question, answers = json.load(sys.stdin), []
for pattern in question['patterns']:
    try:
        r = re.compile(pattern)
    except re.error:
        answers.append(None)
        continue
    answer = []
    for text in question['texts']:
        answer.append(str(bool(r.match(text))))
        for replacement in question['replacements']:
            try:
                answer.append(r.sub(replacement, text))
            except (re.error, IndexError):
                answer.append('refused')
    answers.append(answer)
json.dump(answers, sys.stdout)
`

func TestAgreesWithPython(t *testing.T) {
	t.Parallel()
	patterns := []string{
		"compute.instance.(?!create.start|update).*", "volume.create.*", "volume.exists", "image.(?=upload)", "(?i)VOLUME", "^volume", "(volume|image)\\.(.*)",
		"(?P<n>v)o", "(?P<n>[a-z])(?P=n)", "[^.]+", "[a[b]", "[]]x", "[^]]*", "x{,2}y", "x*", "", ".*", ".", "end\\Z", "exists$", "\\d+", "\\w+\\.", "\\bend", "a|", "(?:a)", "(a)?b",
		"(", "[", "*", "a**", "(?P<1>a)", "\\", "x{2,1}", "é",
	}
	texts := []string{
		"compute.instance.create.start", "compute.instance.create.end", "compute.instance.update", "volume.exists", "volume.existsXYZ", "volume.create.end", "image.upload",
		"aab", "a[b", "]x", "xxy", "xxxy", "", "line\nvolume", "volume.exists\n", "12", "é", "xVOLUME", "abxd",
	}
	replacements := []string{"", "-", `<\1>`, `\g<1>`, `\g<n>`, `\\`, `\n`, `\0`, `\.`, `\q`, `\2\1`, `a\`}
	var want [][]string
	oracle.Ask(t, "python3-ceilometer", program, map[string]any{"patterns": patterns, "texts": texts, "replacements": replacements}, &want)
	for i, pattern := range patterns {
		re, err := Compile(pattern)
		if (err != nil) != (want[i] == nil) {
			t.Errorf("Compile(%q): %v, Python says %v", pattern, err, want[i])
		}
		if err != nil || want[i] == nil {
			continue
		}
		next := 0
		check := func(got, what string) {
			if got != want[i][next] {
				t.Errorf("%q %s: %q, in Python %q", pattern, what, got, want[i][next])
			}
			next++
		}
		for _, text := range texts {
			begins, err := re.Match(text)
			if err != nil {
				t.Error(err)
			}
			check(map[bool]string{true: "True", false: "False"}[begins], "matches "+text)
			for _, replacement := range replacements {
				got, err := re.Replace(text, replacement)
				if err != nil {
					got = "refused"
				}
				check(got, "in "+text+" by "+replacement)
			}
		}
	}
}

func TestAMatchThatWouldTakeForeverEnds(t *testing.T) {
	t.Parallel()
	re, err := Compile("(a+)+$")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := re.Match(strings.Repeat("a", 64) + "b"); err == nil {
		t.Error("no error, want one that says it took too long")
	}
}
