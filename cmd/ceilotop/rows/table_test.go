package rows

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// value is what the recorded rows of testdata hold.
func (s *sent) value(t *testing.T) Value {
	t.Helper()
	switch s.Kind {
	case "str":
		return String(s.Text)
	case "int":
		n, err := strconv.Atoi(s.Text)
		if err != nil {
			t.Fatal(err)
		}
		return Int(n)
	case "float":
		f, err := strconv.ParseFloat(s.Text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return Float(f)
	case "dict":
		texts, keys := map[string]sources.Text{}, []string{}
		for _, p := range s.Pairs {
			key := p[0].(string)
			keys = append(keys, key)
			texts[key] = sources.Text{}
			if text, known := p[1].(string); known {
				texts[key] = sources.Known(text)
			}
		}
		return Group(texts, keys)
	}
	return Value{}
}

// TestTableIsThatOfPrettytable compares with what prettytable 0.7.2, left
// aligned as the client sets it, made of the same odd values.
func TestTableIsThatOfPrettytable(t *testing.T) {
	t.Parallel()
	recorded, err := os.ReadFile("testdata/prettytable.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/prettytable.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all [][]Value
	for line := range strings.Lines(string(recorded)) {
		var values []sent
		if err := json.Unmarshal([]byte(line), &values); err != nil {
			t.Fatal(err)
		}
		row := make([]Value, len(values))
		for i := range values {
			row[i] = values[i].value(t)
		}
		all = append(all, row)
	}
	if got := written(t, "table", Options{Columns: []string{"Name", "Resource ID", "镜像"}, SortBy: -1}, all); got != string(want) {
		t.Error(firstDifference(got, string(want)))
	}
}

func TestAnEmptyTableIsItsHeader(t *testing.T) {
	t.Parallel()
	got := written(t, "table", Options{Columns: []string{"Name", "Type"}}, nil)
	want := "+------+------+\n| Name | Type |\n+------+------+\n+------+------+\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func texts(row ...any) []Value {
	var values []Value
	for _, v := range row {
		switch v := v.(type) {
		case string:
			values = append(values, String(v))
		case float64:
			values = append(values, Float(v))
		default:
			values = append(values, Value{})
		}
	}
	return values
}

// TestTableSortsByOneColumnThenByAll has null first, where Python 2 put it;
// under Python 3 the client fails on it.
func TestTableSortsByOneColumnThenByAll(t *testing.T) {
	t.Parallel()
	all := [][]Value{
		texts("b", "x", 10.0), texts("a", "y", 9.0), texts("a", nil, 2.0), texts("镜", "", 1.0), texts("a", "", 1.0), texts("B", "x", 1.0), texts("a", "y", nil),
	}
	got := written(t, "table", Options{Columns: []string{"Name", "Unit", "Volume"}, SortBy: 0}, all)
	want := `+------+------+--------+
| Name | Unit | Volume |
+------+------+--------+
| B    | x    | 1.0    |
| a    | None | 2.0    |
| a    |      | 1.0    |
| a    | y    | None   |
| a    | y    | 9.0    |
| b    | x    | 10.0   |
| 镜   |      | 1.0    |
+------+------+--------+
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	bySecond := written(t, "table", Options{Columns: []string{"Name", "Unit", "Volume"}, SortBy: 1, Shown: []int{0}}, all)
	want = `+------+
| Name |
+------+
| a    |
| a    |
| 镜   |
| B    |
| b    |
| a    |
| a    |
+------+
`
	if bySecond != want {
		t.Errorf("by a column that is not shown: got\n%swant\n%s", bySecond, want)
	}
}

func TestTableMeasuresInCellsWhenAsked(t *testing.T) {
	t.Parallel()
	all := [][]Value{texts("🚀"), texts("abc")}
	for cells, want := range map[bool]string{false: "| 🚀    |\n", true: "| 🚀   |\n"} {
		if got := written(t, "table", Options{Columns: []string{"Name"}, SortBy: -1, Cells: cells}, all); !strings.Contains(got, want) {
			t.Errorf("in cells: %v: got\n%swant the line %s", cells, got, want)
		}
	}
}

// TestNothingInvisibleReachesATerminal covers every format: a tenant chose the
// value.
func TestNothingInvisibleReachesATerminal(t *testing.T) {
	t.Parallel()
	evil := "a\x1b[2Jb\u202ec\nd\x7fe\u0085f\xffg"
	grouped := Group(map[string]sources.Text{"user_id": sources.Known(evil)}, nil)
	for _, format := range Formats {
		got := written(t, format, Options{Columns: []string{"Name", "Group By"}, SortBy: -1, Visible: true}, [][]Value{{String(evil), grouped}})
		for line := range strings.Lines(got) {
			if line = strings.TrimSuffix(line, "\n"); line != sources.Visible(line) {
				t.Errorf("%s writes %q", format, line)
			}
		}
	}
}
