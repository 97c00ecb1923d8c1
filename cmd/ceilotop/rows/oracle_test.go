package rows

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// python returns a Python that can import these modules, "" if there is none.
// Debian's own comes first: it has the modules that its packages install.
func python(t *testing.T, modules string) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), name, "-c", "import "+modules).Run() == nil {
			return name
		}
	}
	t.Skipf("no python3 with the modules %s: apt-get install python3-cliff", modules)
	return ""
}

// ask gives Python a script and standard input, and returns what it wrote.
func ask(t *testing.T, interpreter, script string, input any) string {
	t.Helper()
	in, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), interpreter, "-X", "utf8", "-c", script)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// floats are of all sizes, with few digits and with many.
func floats(r *rand.Rand, n int) []float64 {
	all := []float64{0, math.Copysign(0, -1), 1, 0.1, 41126400, 1e15, 1e16, 1e-4, 9.9999e-5, 9999999999999998, math.MaxFloat64, math.SmallestNonzeroFloat64, math.NaN(), math.Inf(1), math.Inf(-1), 1e22, 123456789012345680}
	for len(all) < n {
		switch r.IntN(4) {
		case 0:
			all = append(all, math.Float64frombits(r.Uint64()))
		case 1:
			all = append(all, float64(r.Int64N(1e9))*math.Pow10(r.IntN(40)-20))
		case 2:
			all = append(all, float64(r.Int64()))
		default:
			all = append(all, r.Float64()*math.Pow10(r.IntN(10)))
		}
	}
	return all
}

func TestFloatsAreWrittenAsPythonDoes(t *testing.T) {
	t.Parallel()
	var texts, ours []string
	for _, f := range floats(rand.New(rand.NewPCG(1, 2)), 20_000) {
		texts = append(texts, strconv.FormatFloat(f, 'g', -1, 64))
		ours = append(ours, string(appendFloat(nil, f)))
	}
	got := ask(t, python(t, "json"), "import sys, json\nfor x in json.load(sys.stdin): print(repr(float(x)))", texts)
	for i, want := range strings.Fields(got) {
		if ours[i] != want {
			t.Errorf("%s: %s, want %s", texts[i], ours[i], want)
		}
	}
}

// fragments are what the formats treat each in their own way.
var fragments = []string{
	"a", "web", "image.size", "0", "12", "1.5", ":", ": ", "#", " #", "-", "- ", "?", "'", "\"", "\\", ",", "|", "\n", "\n\n", " ", "  ", "\t", "\r", "\x00", "\x07", "\b", "\x1b[31m",
	"\x1f", "\x7f", "\u0085", "\u00a0", "é", "é", "镜像", "한", "ひ", "カ", "！", "、", "🚀", "\u2028", "\u202e", "\ufeff", "\U0010fffe", "{", "}", "[", "%", "@", "`", "&", "*", "!", ">", "<", "=", "~",
	"0123456789012345678901234567890123456789", "yes", "null", "2026-01-15T10:00:00", "1:20", "0x1f", "...", "---", "_", "e", "+", ".", "\U000e0001", "\ue000",
}

func randomText(r *rand.Rand) string {
	switch r.IntN(12) {
	case 0:
		return []string{"yes", "No", "~", "null", "1_000", "0o17", "017", "1e3", "1.0e+3", ".5", "-.inf", "190:20:30", "2026-01-15", "2026-1-5 1:00:00 Z", "<<", "=", "0b1", "", "-", "?", "NULL", "2026-01-15T10:00:00.123000"}[r.IntN(22)]
	case 1: // long enough to be folded
		var words []string
		for range 5 + r.IntN(40) {
			words = append(words, strings.Repeat(fragments[r.IntN(len(fragments))], 1+r.IntN(3)))
		}
		return strings.Join(words, " ")
	}
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(fragments[r.IntN(len(fragments))])
	}
	return b.String()
}

// sent is a value as the script below reads it.
type sent struct {
	Kind  string   `json:"k"`
	Text  string   `json:"t"`
	Pairs [][2]any `json:"p"`
}

func randomValue(r *rand.Rand, numbers []float64) (Value, sent) {
	switch r.IntN(10) {
	case 0:
		return Value{}, sent{Kind: "none"}
	case 1:
		n := r.IntN(1e6) - 5e5
		return Int(n), sent{Kind: "int", Text: strconv.Itoa(n)}
	case 2:
		f := numbers[r.IntN(len(numbers))]
		return Float(f), sent{Kind: "float", Text: strconv.FormatFloat(f, 'g', -1, 64)}
	case 3:
		texts, keys := map[string]sources.Text{}, []string{}
		pairs := [][2]any{}
		for range r.IntN(4) {
			key := randomText(r)
			if _, there := texts[key]; there {
				continue
			}
			keys = append(keys, key)
			if r.IntN(3) == 0 {
				texts[key] = sources.Text{}
				pairs = append(pairs, [2]any{key, nil})
				continue
			}
			texts[key] = sources.Known(randomText(r))
			pairs = append(pairs, [2]any{key, texts[key].Value})
		}
		return Group(texts, keys), sent{Kind: "dict", Pairs: pairs}
	}
	s := randomText(r)
	return String(s), sent{Kind: "str", Text: s}
}

// cliff writes rows with the formatters that the openstack command uses.
const cliff = `
import sys, json, argparse, importlib
def value(v):
    return {'none': lambda: None, 'int': lambda: int(v['t']), 'float': lambda: float(v['t']),
            'dict': lambda: dict(v['p']), 'str': lambda: v['t']}[v['k']]()
asked = json.load(sys.stdin)
name, cls = {'csv': ('commaseparated', 'CSVLister'), 'json': ('json_format', 'JSONFormatter'),
             'value': ('value', 'ValueFormatter'), 'yaml': ('yaml_format', 'YAMLFormatter')}[asked['format']]
formatter = getattr(importlib.import_module('cliff.formatters.' + name), cls)()
sys.stdout.reconfigure(newline='')
formatter.emit_list(asked['columns'], [[value(v) for v in row] for row in asked['rows'] or []], sys.stdout,
                    argparse.Namespace(quote_mode='nonnumeric', noindent=False))
`

func TestFormatsAreThoseOfCliff(t *testing.T) {
	t.Parallel()
	interpreter := python(t, "cliff.formatters.yaml_format, yaml")
	for _, format := range []string{"csv", "json", "value", "yaml"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(3, 4))
			numbers := floats(r, 500)
			// The columns beside the usual ones are those that only an
			// aggregate of the operator's own can be named.
			columns := []string{"Name", "Resource ID", "Group By", "cardinality/a: b", "yes", "cardinality/" + strings.Repeat("x", 120)}
			var rows [][]Value
			var all [][]sent
			for range 3000 {
				row, s := make([]Value, len(columns)), make([]sent, len(columns))
				for i := range columns {
					row[i], s[i] = randomValue(r, numbers)
				}
				rows, all = append(rows, row), append(all, s)
			}
			for _, n := range []int{0, 1, len(rows)} {
				got := written(t, format, Options{Columns: columns}, rows[:n])
				want := ask(t, interpreter, cliff, map[string]any{"format": format, "columns": columns, "rows": all[:n]})
				if got != want {
					t.Fatalf("%d rows:\n%s", n, firstDifference(got, want))
				}
			}
		})
	}
}

// written is what a writer makes of rows.
func written(t testing.TB, format string, o Options, rows [][]Value) string {
	t.Helper()
	var b bytes.Buffer
	w := New(format, &b, o)
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// firstDifference shows the lines where two texts part.
func firstDifference(got, want string) string {
	a, b := strings.SplitAfter(got, "\n"), strings.SplitAfter(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			from := max(0, i-2)
			return "line " + strconv.Itoa(i+1) + "\ngot  " + strconv.Quote(strings.Join(a[from:min(i+4, len(a))], "")) + "\nwant " + strconv.Quote(strings.Join(b[from:min(i+4, len(b))], ""))
		}
	}
	return strconv.Itoa(len(a)) + " lines, want " + strconv.Itoa(len(b))
}
