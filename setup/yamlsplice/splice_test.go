package yamlsplice

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

const pipeline = `---
# Site pipeline. Keep the comments!
sources:
    - name: meter_source
      interval: 600   # ten minutes
      meters:
          - "*"       # everything
          - "!volume.create.*"
      sinks:
          - meter_sink


sinks:
    - name: meter_sink
      publishers:
          # set address of Gnocchi
          - notifier://?topic=metering   # -> broker B
          - 'gnocchi://?filter_project=service'
      transformers:
# trailing comment
`

func TestSetChangesOneScalar(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		path     Path
		value    any
		old, new string // what is replaced in the text
	}{
		{"a number in a list's item", pipeline, Path{Key("sources"), Where{"name", "meter_source"}, Key("interval")}, 1, "interval: 600 ", "interval: 1 "},
		{"by index", pipeline, Path{Key("sources"), Index(0), Key("interval")}, 60, "interval: 600 ", "interval: 60 "},
		{"a quoted item keeps its quotes", pipeline, Path{Key("sources"), Index(0), Key("meters"), Index(0)}, "cpu", `"*"  `, `"cpu"  `},
		{"a key that is missing", pipeline, Path{Key("sinks"), Index(0), Key("batch")}, 5, "    - name: meter_sink\n", "    - name: meter_sink\n      batch: 5\n"},
		{"a key below nothing", pipeline, Path{Key("sinks"), Index(0), Key("transformers"), Key("x")}, "v", "transformers:\n", "transformers:\n        x: v\n"},
		{"a key at the top", "a: 1\nb:\n  c: 2\n# end\n", Path{Key("d")}, "x", "a: 1\n", "a: 1\nd: x\n"},
		{"a key below mappings only", "b:\n  c:\n    e: 2\n# end\n", Path{Key("b"), Key("d")}, true, "    e: 2\n", "    e: 2\n  d: true\n"},
		{"several keys", "a: 1\n", Path{Key("b"), Key("c"), Key("d")}, 1, "a: 1\n", "a: 1\nb:\n  c:\n    d: 1\n"},
		{"nothing but comments", "# c\n", Path{Key("a")}, 1, "# c\n", "# c\na: 1\n"},
		{"crlf", "a: 1\r\nb: 2\r\n", Path{Key("c")}, 3, "b: 2\r\n", "b: 2\r\nc: 3\r\n"},
		{"crlf, a value", "a: 1 # x\r\nb: 2\r\n", Path{Key("a")}, 3, "a: 1", "a: 3"},
		{"no line end at the end", "a: 1", Path{Key("b")}, 2, "a: 1", "a: 1\nb: 2"},
		{"behind wide characters", "a: {}\n\"创建\": 1 # 创\n", Path{Key("创建")}, 2, ": 1", ": 2"},
		{"a text that looks like a number", "a: x\n", Path{Key("a")}, "010", "x", "'010'"},
		{"a text that looks like yes", "a: x\n", Path{Key("a")}, "off", "x", "'off'"},
		{"a text with an apostrophe", "a: 'x'\n", Path{Key("a")}, "it's", "'x'", "'it''s'"},
		{"an address", "a: x\n", Path{Key("a")}, "127.0.0.1,10.0.0.1", "x", "127.0.0.1,10.0.0.1"},
		{"a text for a number", "a: 1\n", Path{Key("a")}, "1", "1", "'1'"},
		{"what is so already", pipeline, Path{Key("sources"), Index(0), Key("interval")}, 600, "", ""},
	} {
		got, err := Set("p.yaml", []byte(tt.in), tt.path, tt.value)
		want := strings.Replace(tt.in, tt.old, tt.new, 1)
		if err != nil || string(got) != want {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", tt.name, err, got, want)
			continue
		}
		again, err := Set("p.yaml", got, tt.path, tt.value)
		if err != nil || string(again) != want {
			t.Errorf("%s: a second time gives %q, %v", tt.name, again, err)
		}
	}
}

func TestSetListChangesAsFewLinesAsItCan(t *testing.T) {
	t.Parallel()
	path := Path{Key("sinks"), Where{"name", "meter_sink"}, Key("publishers")}
	const one, two = "          - notifier://?topic=metering   # -> broker B\n", "          - 'gnocchi://?filter_project=service'\n"
	for _, tt := range []struct {
		values []string
		want   string // in place of both lines
	}{
		{[]string{"gnocchi://?filter_project=service", "notifier://?topic=metering"}, one + two},
		{[]string{"notifier://?topic=metering"}, one},
		{[]string{"gnocchi://?filter_project=service"}, two},
		{[]string{"notifier://", "gnocchi://?filter_project=service"}, "          - notifier://   # -> broker B\n" + two},
		{[]string{"notifier://?topic=metering", "gnocchi://"}, one + "          - 'gnocchi://'\n"},
		{[]string{"notifier://?topic=metering", "gnocchi://?filter_project=service", "file:///x", "*"}, one + two + "          - file:///x\n          - '*'\n"},
	} {
		got, err := SetList("p.yaml", []byte(pipeline), path, tt.values)
		want := strings.Replace(pipeline, one+two, tt.want, 1)
		if err != nil || string(got) != want {
			t.Errorf("SetList(%q): %v, got\n%s\nwant\n%s", tt.values, err, got, want)
		}
	}
	for _, tt := range []struct{ in, want string }{
		{"a: 1\n", "a: 1\nl:\n  - x\n  - v\n"},
		{"l:\n# end\n", "l:\n  - x\n  - v\n# end\n"},
		{"l:\n- z\n- x", "l:\n- v\n- x"},
		{"l:\n- x", "l:\n- x\n- v"},
	} {
		got, err := SetList("p.yaml", []byte(tt.in), Path{Key("l")}, []string{"x", "v"})
		if err != nil || string(got) != tt.want {
			t.Errorf("SetList in %q: %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestGetReadsScalarsAndLists(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path  Path
		want  string
		found bool
	}{
		{Path{Key("sources"), Index(0), Key("interval")}, "600", true},
		{Path{Key("sources"), Index(0), Key("meters"), Index(1)}, "!volume.create.*", true},
		{Path{Key("sinks"), Index(0), Key("transformers")}, "", false},
		{Path{Key("nothing"), Key("here")}, "", false},
	} {
		got, found, err := Get("p.yaml", []byte(pipeline), tt.path)
		if got != tt.want || found != tt.found || err != nil {
			t.Errorf("Get(%s) = %q, %v, %v, want %q, %v", tt.path, got, found, err, tt.want, tt.found)
		}
	}
	got, found, err := List("p.yaml", []byte(pipeline), Path{Key("sources"), Where{"name", "meter_source"}, Key("meters")})
	if want := []string{"*", "!volume.create.*"}; !reflect.DeepEqual(got, want) || !found || err != nil {
		t.Errorf("List = %q, %v, %v, want %q", got, found, err, want)
	}
}

func TestWhatCannotBeSplicedIsRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		line     int
		reason   string
	}{
		{"an anchor", "a: &x 1\nb: *x\n", 1, "there is an anchor or an alias at that place"},
		{"an alias", "x: &x 1\na: *x\n", 2, "there is an anchor or an alias at that place"},
		{"a tag", "a: !!str 1\n", 1, "there is a tag at that place"},
		{"a list in brackets", "a: [hunter2]\n", 1, "there is a list in brackets at that place"},
		{"a mapping in braces", "a: {b: hunter2}\n", 1, "there is a mapping in braces at that place"},
		{"a mapping in braces on the way", "{a: 1}\n", 1, "there is a mapping in braces at that place"},
		{"a block text", "a: |\n  hunter2\n", 1, "there is a text of several lines at that place"},
		{"a long text", "a: hunter2\n  more\n", 1, "there is a text of several lines at that place"},
		{"two documents", "a: 1\n---\na: 2\n", 0, "the file holds more than one document"},
		{"a key twice", "a: 1\na: 2\n", 2, "the file is not YAML"},
		{"no YAML", "a: 'hunter2\n", 1, "the file is not YAML"},
		{"tabs", "a:\t1\n", 1, "there is a tab at that place"},
		{"no UTF-8", "a: \xff\n", 0, "the file is not UTF-8"},
		{"lone cr", "a: 1\rb: 2\r", 0, "the file has line ends that are a carriage return alone"},
		{"a list where a mapping should be", "- hunter2\n", 1, "there is no mapping to hold a"},
		{"a scalar where a mapping should be", "hunter2\n", 1, "there is no mapping to hold a"},
	} {
		got, err := Set("p.yaml", []byte(tt.in), Path{Key("a")}, "new")
		var refused *Error
		if got != nil || !errors.As(err, &refused) || refused.Reason != tt.reason || refused.Line != tt.line || sources.HintOf(err) == "" {
			t.Errorf("%s: %q, %v, want line %d: %s", tt.name, got, err, tt.line, tt.reason)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the text shows in %v", tt.name, err)
		}
	}
	if _, err := Set("p.yaml", []byte("a: 1\n"), Path{Key("a")}, "x\ny"); err == nil {
		t.Error("a value with a line end was written")
	}
	if _, err := SetList("p.yaml", []byte("a:\n- - 1\n"), Path{Key("a"), Index(0)}, []string{"x"}); err == nil {
		t.Error("a list without lines of its own was changed")
	}
	if _, err := SetList("p.yaml", []byte(pipeline), Path{Key("sinks"), Index(0), Key("publishers")}, nil); err == nil {
		t.Error("a list was emptied")
	}
}

// Whatever the file, Set refuses or changes what was asked for.
func FuzzSet(f *testing.F) {
	for _, text := range []string{pipeline, "a:\r\n  b: 'x' # c\r\n", "a:\n- b: \"\\\"\"\n", "a:\n  b: |\n    c\n", "? a\n: b\n", "a: {b: c}\n", "---\na:\n  b: 1\n...\n"} {
		f.Add(text, "a", "b", "value")
		f.Add(text, "sources", "interval", "1")
	}
	f.Fuzz(func(t *testing.T, text, one, two, value string) {
		path := Path{Key(one), Key(two)}
		got, err := Set("x.yaml", []byte(text), path, value)
		if err != nil {
			if _, ok := err.(*Error); !ok {
				t.Fatal(err)
			}
			return
		}
		back, found, err := Get("x.yaml", got, path)
		if err != nil || !found || back != value {
			t.Fatalf("%q: %s = %q gives %q, which has %q, %v, %v", text, path, value, got, back, found, err)
		}
	})
}
