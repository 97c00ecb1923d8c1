package meterdef

import (
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

func sortedKeys(o *jsonpath.Object) *jsonpath.Object {
	out := &jsonpath.Object{}
	for _, key := range slices.Sorted(slices.Values(o.Keys)) {
		out.Set(key, o.Values[key])
	}
	return out
}

// TestPrecedence has the order in which names count: of several files the first,
// inside one the last, and one that cannot be read gives way.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := func(unit, volume string) string {
		return "  - {name: m, type: gauge, unit: " + unit + ", event_type: e, volume: " + volume + ", resource_id: $.payload.id}\n"
	}
	s, err := Read([]File{
		{"first", []byte("metric:\n" + file("a", "$.payload.v") + file("b", "$.payload.v") + file("c", "0"))},
		{"second", []byte("metric:\n" + file("d", "$.payload.v"))},
	}, "zed", Options{})
	if err != nil {
		t.Fatal(err)
	}
	samples, misses := s.Samples(event("e", `{"v": 1, "id": "i"}`))
	if len(samples) != 1 || samples[0].Unit.Value != "b" {
		t.Errorf("%+v, want the unit b", samples)
	}
	var got []string
	for _, m := range misses {
		got = append(got, m.Place.File+" "+m.String())
	}
	want := []string{
		"first m: Ceilometer left it out when it read the file (it has no volume (Ceilometer takes a volume of 0 for a missing one))",
		"first m: another of the same name comes first", "second m: another of the same name comes first",
	}
	if !slices.Equal(got, want) {
		t.Errorf("misses:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestReadSaysWhere has files that Ceilometer's agent does not survive.
func TestReadSaysWhere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"metric:\n  - name: [a\n":  "f: line 2, column 11: no YAML: sequence end token ']' not found",
		"a: 1":                     "f: line 1: metric is not a list of definitions",
		"- a":                      "f: line 1: the file is no mapping with the key metric",
		"metric:\n  - a":           "f: line 1: definition 1 is no mapping",
		"metric:\n  - unit: %\n":   "f: line 2, column 11: no YAML: a word that begins with % must be in quotes",
		"metric:\n  - x: *nowhere": "f: line 2, column 8: no anchor is called nowhere",
		"metric:\n\n  - {name: m, type: gauge, unit: u, event_type: '(', volume: v, resource_id: r}\n": "f: line 3, column 6: the notification agent stops at this definition: event_type: the pattern \"(\": missing closing )",
	} {
		_, err := Read([]File{{"f", []byte(text)}}, "zed", Options{})
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// FuzzRead reads any file and converts an event with it.
func FuzzRead(f *testing.F) {
	f.Add("metric:\n  - {name: m, type: gauge, unit: u, event_type: .*, volume: $.payload.v, resource_id: {fields: [a, b], plugin: timedelta}, metadata: &a {x: y}}\n", `{"v": 1}`)
	f.Add("metric:\n- name: $.payload.*\n  type: delta\n  unit: '%'\n  event_type: [e]\n  volume: 1\n  resource_id: {fields: x, plugin: {name: split, parameters: {segment: 1}}}\n  lookup: [name]\n", `{"a": [null]}`)
	f.Fuzz(func(t *testing.T, text, payload string) {
		s, err := Read([]File{{"f", []byte(text)}}, "zed", Options{})
		if err != nil {
			return
		}
		s.Samples(event("e", payload))
		s.Feeds("e")
	})
}
