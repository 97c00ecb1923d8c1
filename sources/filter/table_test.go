package filter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/filter"
)

var meterColumns = []filter.Column{{Name: "name"}, {Name: "unit"}, {Name: "resource_id"}, {Name: "age", Number: true}}

// row has "-" for a text that is not known, and an age below zero for none.
type row struct {
	texts [3]string
	age   float64
}

func (r row) Text(i int) (string, bool)       { return r.texts[i], r.texts[i] != "-" }
func (r row) Number(int) (float64, bool)      { return r.age, r.age >= 0 }
func newRow(age float64, texts ...string) row { return row{[3]string(texts), age} }

func TestATableIsFilteredInTheSameLanguage(t *testing.T) {
	t.Parallel()
	known, unknown := newRow(30, "image.size", "B", "镜像/One"), newRow(-1, "memory", "-", "web-1")
	for _, tt := range []struct {
		filter         string
		known, unknown bool
	}{
		{"image", true, false},
		{"one", true, false},
		{"One", true, false},
		{"ONE", false, false},
		{"镜像", true, false},
		{"!image", false, true},
		{"~^mem|size$", true, true},
		{"-f imsz", true, false},
		{`\=`, false, false},
		{"30", false, false}, // a number is no text
		{`=name == "memory"`, false, true},
		{"=age > 20", true, false},
		{"=age < 20", false, false},
		{"=age == nil", false, true},
		{"!=age > 20", false, true},
		{"=unit == null", false, true},
		{`=unit in ["B", "kB"] && name startsWith "image."`, true, false},
		{"=age * 2 > 59 || name contains 'em'", true, true},
	} {
		f, err := filter.ParseTable(tt.filter, meterColumns)
		if err != nil {
			t.Errorf("%s: %v", tt.filter, err)
			continue
		}
		if a, b := f.Match(known), f.Match(unknown); a != tt.known || b != tt.unknown {
			t.Errorf("%s: %t and %t, want %t and %t", tt.filter, a, b, tt.known, tt.unknown)
		}
		if f.String() != tt.filter {
			t.Errorf("%q is said to be %q", tt.filter, f.String())
		}
	}
}

func TestATableTellsWhatAnExpressionReads(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"=age > 1 && name == 'x'": true, "=name == 'age'": false, "age": false, "": false} {
		if f, err := filter.ParseTable(text, meterColumns); err != nil || f.Reads("age") != want {
			t.Errorf("%q reads age: %t, %v; want %t", text, f.Reads("age"), err, want)
		}
	}
}

func TestWhatIsWrongWithATablesFilterHasItsPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		filter string
		offset int
		want   string
	}{
		{"=lag_ms > 5", 1, "lag_ms"},
		{"=payload.x == 1", 1, "payload"},
		{"=age", 1, "not a condition"},
		{"=name > 5", 6, "invalid operation"},
		{" !@image", 2, "leave out the @"},
		{"~(", 1, "regular expression"},
		{"!", 1, "nothing to search for yet"},
		{strings.Repeat("x", 5000), 4096, "at most"},
	} {
		_, err := filter.ParseTable(tt.filter, meterColumns)
		var syntax *filter.SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset != tt.offset || !strings.Contains(syntax.Msg, tt.want) {
			t.Errorf("%.20s: %#v, want %q at %d", tt.filter, err, tt.want, tt.offset)
		}
	}
	if f, err := filter.ParseTable("  ", meterColumns); f != nil || err != nil || !f.Match(row{}) || f.String() != "" {
		t.Errorf("nothing typed is %v, %v", f, err)
	}
}

func FuzzParseTable(f *testing.F) {
	for _, seed := range []string{"image", "!~^a", "-f x", "=age > 1 && name != nil", "=any([1], # > 0)", "@x", `\!`, "=name matches '('"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, err := filter.ParseTable(text, meterColumns)
		var syntax *filter.SyntaxError
		if err != nil && !errors.As(err, &syntax) {
			t.Fatalf("%q: %T", text, err)
		}
		if err == nil {
			table.Match(newRow(1, "a", "-", "b"))
		}
	})
}
