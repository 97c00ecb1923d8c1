package jsonpath

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/sourcestest/oracle"
)

// program is jsonpath-rw-ext: for each path null when it is refused, for each
// document the matches with their places as JSON text, or null when it fails.
// The library makes its parser's tables anew for every path; here they are made
// once.
const program = `
import json, sys
out, sys.stdout = sys.stdout, sys.stderr
import ply.yacc
yacc, tables = ply.yacc.yacc, {}
def once(*a, **kw):
    key = type(kw.get('module'))
    if key not in tables:
        tables[key] = yacc(*a, **kw)
    return tables[key]
ply.yacc.yacc = once
from jsonpath_rw_ext import parser
from ceilometer import declarative
parser = parser.ExtentedJsonPathParser()
get_path = declarative.Definition('x', '$', None)._get_path
question = json.load(sys.stdin)
documents = [json.loads(d) for d in question['documents']]
answers = []
for path in question['paths']:
    try:
        find = parser.parse(path).find
    except Exception:
        answers.append(None)
        continue
    found = []
    for d in documents:
        try:
            found.append(json.dumps([['.'.join(get_path(m)), m.value] for m in find(d)], ensure_ascii=False))
        except Exception:
            found.append(None)
    answers.append(found)
json.dump(answers, out)
`

var documents = []string{
	`{"payload": {"a": 1, "b": "x#y#z", "c": [1, 2.5, "3", null, true], "d": {"a": 7, "name": "n"}, "e": null, "f": false, "g": "", "h": {}, "i": [], "j": 1e3},
	 "ctxt": {"user_id": "u", "user": "v"}, "a": "top", "b": {"c": {"d": "deep"}}}`,
	`{"payload": {"metrics": [{"name": "cpu.user", "value": 0.25, "t": "2026"}, {"name": "cpu.idle", "value": 3, "t": "2025"}, {"name": "x", "value": null}, {"value": "12"}, 5],
	 "host": "h1", "node": "n1", "n": -7, "big": 123456789012345678901234567890, "ü": "é"}, "list": [3, 1, 2], "words": ["b", "a"]}`,
	`[{"a": {"b": [{"c": 1}, {"c": 2}]}}, [[1], [2, 3]], "text", 12]`,
	`"text"`, `17`, `null`, `{}`, `{"a": {"a": {"a": [{"a": 1}]}}, "b": "1_0 "}`,
}

func TestAgreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	paths := append([]string{}, written...)
	r := rand.New(rand.NewPCG(1, 2))
	for range 1200 {
		paths = append(paths, random(r, 0))
	}
	for range 1200 {
		paths = append(paths, heap(r))
	}
	var want [][]*string
	oracle.Ask(t, "python3-ceilometer", program, map[string]any{"paths": paths, "documents": documents}, &want)
	values := make([]Value, len(documents))
	for i, d := range documents {
		var err error
		if values[i], err = Decode([]byte(d)); err != nil {
			t.Fatal(err)
		}
	}
	refused, failed, found := 0, 0, 0
	for i, path := range paths {
		p, err := Parse(path)
		if (err != nil) != (want[i] == nil) {
			t.Errorf("Parse(%q): %v, the library says %v", path, err, want[i])
			continue
		}
		if err != nil {
			refused++
			continue
		}
		for j, v := range values {
			got := text(p.Find(v))
			theirs := "failed"
			if want[i][j] != nil {
				theirs = *want[i][j]
			}
			if got != theirs {
				t.Errorf("%q in %s: %s, the library finds %s", path, documents[j], got, theirs)
			}
			switch got {
			case "failed":
				failed++
			case "[]":
			default:
				found++
			}
		}
	}
	t.Logf("%d paths: %d refused; %d times something found, %d times failed", len(paths), refused, found, failed)
	if refused < 100 || failed < 100 || found < 1000 || refused > len(paths)*9/10 {
		t.Error("the generator is no good")
	}
}

func text(found []Match, err error) string {
	if err != nil {
		return "failed"
	}
	list := []Value{}
	for _, m := range found {
		list = append(list, []Value{m.Where(), m.Value})
	}
	return string(AppendJSON(nil, list))
}

// written are the forms that definitions use, and what surprises.
var written = strings.Split(`$.payload.a
payload.d.name
$.payload.metrics[?(@.name='cpu.user')].value
$.payload.metrics[?(@.name='cpu.user')].value * 100
$.payload.metrics.[*].name
$.payload.c[0]
$.payload.host + "_" + $.payload.node
$.payload.a - $.payload.a + 'identity.' + $.payload.a
$.payload.metrics[?name=cpu.user].value
$.payload.metrics[?name=x].value
$.payload.b.`+"`split(#, 0, 1)`"+`
$.payload.b.`+"`split(#, 5, -1)`"+`
$.payload.b.`+"`sub(/x/, y)`"+`
$.payload.b.`+"`sub(/.*/, )`"+`
$.payload.b.`+"`sub(/(.)#(.)/, \\\\\\\\2-\\\\\\\\1)`"+`
$.payload.b.`+"`sub(/(?P<n>y)/, [\\\\\\\\g<n>])`"+`
$.payload.b.`+"`sub(/[/, )`"+`
$.payload.a.`+"`sub(/x/, y)`"+`
$.payload.c.`+"`len`"+`
$.list.`+"`sorted`"+`
$.words.`+"`sorted`"+`
$.payload.metrics[/name]
$.payload.metrics[0:2][\value]
$.payload.metrics[0:2][/name,\t]
$.payload.metrics[?value>1].name
$.payload.metrics[?value<1 & name='cpu.user'].name
$.payload.metrics[?(value=12)]
$.payload.metrics[?name~'cpu.*'].value
$.payload.metrics[0:2][?name~'cpu.*'].value
$.payload.metrics[0:2][?name!='x']
$.payload.metrics[?value]
$.payload.metrics[0].`+"`parent`"+`
$.payload.metrics[0].$.list
($.payload.a)|($.payload.b)
$.payload.a|$.payload.b
ctxt.user_id|ctxt.user
ctxt.user_id|user
$..name
$..a
$..[0]
$.payload.c[1:3]
$.payload.c[-2:]
$.payload.c[:-1]
$.payload.c[-1]
$.payload.c[-9]
$.payload['a','b']
$.payload.*
payload where d
payload.d where name
payload & a
100
"quoted name"
''
%
$.payload.true
$.payload.a / 2
$.payload.big * 2
$.payload.b * 3
$.payload.c * 2
$.payload.a + 1.5
$.payload.j + 1
1 + 2 + 3
1 + 2.5
a, b
a,b /
$.payload.ü
$.payload."ü"
@
@.a
[0]
[*]
[?a]
`, "\n")

// random makes paths that are mostly right.
func random(r *rand.Rand, depth int) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	if depth > 4 {
		return pick("a", "b", "$", "*", "payload", "name")
	}
	inner := func() string { return random(r, depth+1) }
	switch r.IntN(16) {
	case 0, 1, 2:
		return inner() + "." + inner()
	case 3:
		return inner() + pick("..", " where ", "|", "&") + inner()
	case 4:
		return inner() + pick(" + ", " - ", " * ", "+", "*", " / ") + inner()
	case 5:
		return inner() + pick(" + ", " - ", " * ") + pick("1", "100", "2.5", "-1", "'x'", "0.1")
	case 6:
		return pick("1", "2", "1.5", "-3") + pick(" + ", " * ", " - ") + inner()
	case 7:
		return inner() + pick("[0]", "[-1]", "[*]", "[1:]", "[:2]", "[a]", "[a,b]", "['name']", "[7]", "[/name]", `[\value]`, "[/a, b]")
	case 8:
		return inner() + "[?" + inner() + pick("", "='x'", "=1", "==2.5", "~'c.*'", "<3", ">= '2'", "!=null", "=true", " = false") + pick("", "", " & value=3", " & (name=x)") + "]"
	case 9:
		return "(" + inner() + ")"
	case 10:
		return inner() + ".`" + pick("len", "sorted", "this", "parent", "split(#, 0, 1)", "split(#, 1, -1)", "sub(/[a-z]/, -)", "sub(/^(.)/, <\\\\1>)", "nothing", "split(a)") + "`"
	case 11, 12:
		return pick("$.payload", "$.payload.metrics", "$.payload.c", "payload.b", "$.list", "$.a", "$.words")
	}
	return pick("$", "a", "b", "c", "payload", "metrics", "name", "value", "*", "@", "d,e", "'b'", `"a"`, "host", "`this`", "[*]", "[0]")
}

// heap makes mostly nonsense of what matters to the grammar.
func heap(r *rand.Rand) string {
	pieces := strings.Fields("$ . .. a b , [ ] ( ) * [0] [*] ? @ | & + - 1 2.5 = ~ ' \" ` true where / \\ : payload .c != 'x' ?a x@y -3 % é")
	var s strings.Builder
	for range 1 + r.IntN(7) {
		fmt.Fprint(&s, pieces[r.IntN(len(pieces))], strings.Repeat(" ", r.IntN(2)))
	}
	return s.String()
}
