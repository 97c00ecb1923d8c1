package osloconf

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/ceilotop/ceilotop/sources/sourcestest/oracle"
)

// parsing is oslo.config itself, which Debian's OpenStack packages bring along:
// files on standard input as a JSON list, for each its sections, or null when it
// refuses.
const parsing = `
import json, sys, tempfile
from oslo_config import cfg
answers = []
for text in json.load(sys.stdin):
    with tempfile.NamedTemporaryFile() as f:
        f.write(text.encode())
        f.flush()
        parser = cfg.ConfigParser(f.name, {})
        normalised = {}
        parser._add_normalized(normalised)
        try:
            parser.parse()
            answers.append(normalised)
        except cfg.ParseError:
            answers.append(None)
json.dump(answers, sys.stdout)
`

// osloConfig is Debian's package of it.
const osloConfig = "python3-oslo.config"

func TestParseAgreesWithOsloConfig(t *testing.T) {
	t.Parallel()
	texts := randomFiles(2000)
	var want []map[string]map[string][]string
	oracle.Ask(t, osloConfig, parsing, texts, &want)
	refused := 0
	for i, text := range texts {
		f, err := Parse("x.conf", []byte(text))
		if (err != nil) != (want[i] == nil) {
			t.Fatalf("Parse(%q): %v, oslo.config sees %v", text, err, want[i])
		}
		if err != nil {
			refused++
			continue
		}
		got := make(map[string]map[string][]string)
		for _, name := range f.Sections() {
			got[name] = make(map[string][]string)
		}
		for _, e := range f.Entries() {
			s := got[Normalise(e.Section)]
			s[e.Key] = append(s[e.Key], e.Value)
		}
		if !reflect.DeepEqual(got, want[i]) {
			t.Fatalf("Parse(%q) = %v, oslo.config sees %v", text, got, want[i])
		}
	}
	if refused == 0 || refused > len(texts)*9/10 {
		t.Errorf("%d of %d files were refused: the generator is no good", refused, len(texts))
	}
}

// randomFiles puts together pieces that matter to the grammar.
func randomFiles(n int) []string {
	pieces := []string{
		"[DEFAULT]\n", "[s]\n", "[S]\r\n", "[a]b]\n", "[ s ]\r", "a = b\n", "a: b=c\n", "key = 'x'\n", "k =\n", "a = \"\n",
		"  more\n", "\tmore\r\n", " # no comment\n", "# comment\n", "; comment\r", "\n", "   \n", "a=b ; c\n", "\u00a0\n",
		"q = \"x\"\n", "z = \x1c\n", "u = \u2028x\u3000\n", "k\n", "= x\n", "[]\n", "[s] # x\n", "\ufeff", "x", "\v= 1\n", "\u0085 = 2\n", "é = ü\n",
	}
	const harmless = 22 // the rest mostly makes a file that is refused
	r := rand.New(rand.NewPCG(1, 2))
	var all []string
	for range n {
		text := ""
		if r.IntN(4) > 0 {
			text = "[DEFAULT]\na = 1\n"
		}
		for range r.IntN(12) {
			of := harmless
			if r.IntN(12) == 0 {
				of = len(pieces)
			}
			text += pieces[r.IntN(of)]
		}
		all = append(all, text)
	}
	return all
}
