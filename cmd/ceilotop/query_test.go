package main

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

func TestAQueryIsReadAsTheClientDoes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]sources.Condition{
		"this<=34;that=string::foo":          {{Field: "this", Op: "le", Value: "34"}, {Field: "that", Op: "eq", Value: "foo", Type: "string"}},
		"a!=1;b>=2;c<=3;d>4;e<5;f=6":         {{Field: "a", Op: "ne", Value: "1"}, {Field: "b", Op: "ge", Value: "2"}, {Field: "c", Op: "le", Value: "3"}, {Field: "d", Op: "gt", Value: "4"}, {Field: "e", Op: "lt", Value: "5"}, {Field: "f", Op: "eq", Value: "6"}},
		"  field = a value with blanks  ":    {{Field: "field", Op: "eq", Value: "a value with blanks"}},
		"a==b":                               {{Field: "a", Op: "eq", Value: "=b"}},
		"a=>b":                               {{Field: "a", Op: "eq", Value: ">b"}},
		"a<>b":                               {{Field: "a", Op: "lt", Value: ">b"}},
		"a!b=c":                              {{Field: "a!b", Op: "eq", Value: "c"}},
		"metadata.size=integer::20":          {{Field: "metadata.size", Op: "eq", Value: "20", Type: "integer"}},
		"m=float::1.5;n=boolean::true":       {{Field: "m", Op: "eq", Value: "1.5", Type: "float"}, {Field: "n", Op: "eq", Value: "true", Type: "boolean"}},
		"t>datetime::2026-01-15T10:00:00":    {{Field: "t", Op: "gt", Value: "2026-01-15T10:00:00", Type: "datetime"}},
		"m=string:: blank":                   {{Field: "m", Op: "eq", Value: " blank", Type: "string"}},
		"m=string::":                         {{Field: "m", Op: "eq", Value: "string::"}},
		"m=number::5":                        {{Field: "m", Op: "eq", Value: "number::5"}},
		"m=xstring::5":                       {{Field: "m", Op: "eq", Value: "xstring::5"}},
		"m=string::a::b":                     {{Field: "m", Op: "eq", Value: "a::b", Type: "string"}},
		"resource_id=镜像/1":                   {{Field: "resource_id", Op: "eq", Value: "镜像/1"}},
		"project=None; timestamp < 2026-1-1": {{Field: "project", Op: "eq", Value: "None"}, {Field: "timestamp", Op: "lt", Value: "2026-1-1"}},
	} {
		got, err := parseQuery(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestAWrongQuerySaysWhere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":          "missing operator (!= >= <= > < =) at column 1",
		"foo":       "missing operator (!= >= <= > < =) at column 4",
		"a=b;":      "missing operator (!= >= <= > < =) at column 5",
		"a=b;;c=d":  "missing operator (!= >= <= > < =) at column 5",
		"镜=b;foo!":  "missing operator (!= >= <= > < =) at column 9",
		"=b":        "missing field at column 1",
		"a=b; =c":   "missing field at column 5",
		"a=":        "missing value at column 3",
		"a=  ;b=c":  "missing value at column 5",
		"a>=b;cc<=": "missing value at column 10",
	} {
		_, err := parseQuery(text)
		if err == nil || !strings.Contains(err.Error(), want) || sources.HintOf(err) == "" {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// FuzzQuery looks for a part that is lost: every part is one condition, and
// what a condition holds was in it.
func FuzzQuery(f *testing.F) {
	for _, text := range []string{"this<=34;that=string::foo", "a!=1; b >= 2", ";", "a=;", "=", "m=boolean::", "镜=像", "a=\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseQuery(text)
		if err != nil {
			if got != nil || utf8.ValidString(text) && !utf8.ValidString(err.Error()) {
				t.Errorf("%q: %v, %q", text, got, err)
			}
			return
		}
		parts := strings.Split(text, ";")
		if len(got) != len(parts) {
			t.Fatalf("%q: %d conditions of %d parts", text, len(got), len(parts))
		}
		for i, c := range got {
			if c.Field == "" || c.Value == "" || c.Op == "" || !strings.Contains(parts[i], c.Field) || !strings.HasSuffix(strings.TrimSpace(parts[i]), c.Value) {
				t.Errorf("%q: %+v", parts[i], c)
			}
		}
	})
}
