package rows

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func TestStreamsShowTheChosenColumns(t *testing.T) {
	t.Parallel()
	o := Options{Columns: []string{"Name", "Type", "Volume"}, Shown: []int{0, 2}}
	row := [][]Value{texts("镜\"像", "gauge", 1e16), texts(nil, "", 0.5)}
	for format, want := range map[string]string{
		"csv":   "\"Name\",\"Volume\"\n\"镜\"\"像\",1e+16\n\"\",0.5\n",
		"value": "镜\"像 1e+16\nNone 0.5\n",
		"json":  "[\n  {\n    \"Name\": \"\\u955c\\\"\\u50cf\",\n    \"Volume\": 1e+16\n  },\n  {\n    \"Name\": null,\n    \"Volume\": 0.5\n  }\n]\n",
		"yaml":  "- Name: \"\\u955C\\\"\\u50CF\"\n  Volume: 1.0e+16\n- Name: null\n  Volume: 0.5\n",
	} {
		if got := written(t, format, o, row); got != want {
			t.Errorf("%s: got\n%swant\n%s", format, got, want)
		}
	}
}

// TestABrokenListNeverLooksWhole is about lists that ended with an error.
func TestABrokenListNeverLooksWhole(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{
		"table": "",
		"csv":   "\"Name\"\n\"a\"\n",
		"value": "a\n",
		"json":  "[\n  {\n    \"Name\": \"a\"\n  }",
		"yaml":  "- Name: a\n",
	} {
		var b bytes.Buffer
		w := New(format, &b, Options{Columns: []string{"Name"}})
		if err := errors.Join(w.Write(texts("a")), w.Break()); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%s: got %q, want %q", format, b.String(), want)
		}
	}
}

type refusing struct{ after int }

var errFull = errors.New("disk full")

func (r *refusing) Write(p []byte) (int, error) {
	if r.after -= len(p); r.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestTheFirstErrorOfAWriteIsReturned(t *testing.T) {
	t.Parallel()
	for _, format := range Formats {
		w := New(format, &refusing{200_000}, Options{Columns: []string{"Name"}})
		var err error
		for range 1000 {
			if err = w.Write(texts(strings.Repeat("x", 1000))); err != nil {
				break
			}
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestTimesAreWrittenAsIsoformatDoes(t *testing.T) {
	t.Parallel()
	for at, want := range map[time.Time]string{
		time.Date(2026, 1, 15, 10, 0, 3, 123_000_000, time.UTC):                 "2026-01-15T10:00:03.123000",
		time.Date(2026, 1, 15, 10, 10, 3, 0, time.UTC):                          "2026-01-15T10:10:03",
		time.Date(2026, 1, 15, 10, 10, 3, 999, time.UTC):                        "2026-01-15T10:10:03",
		time.Date(2026, 1, 15, 12, 0, 0, 1000, time.FixedZone("CEST", 2*60*60)): "2026-01-15T10:00:00.000001",
		{}: "None",
	} {
		v := Time(at)
		if got := string(appendStr(nil, &v)); got != want {
			t.Errorf("%v: %s, want %s", at, got, want)
		}
	}
}

// TestGroupsKeepTheOrderThatWasAskedFor and write null apart from "".
func TestGroupsKeepTheOrderThatWasAskedFor(t *testing.T) {
	t.Parallel()
	v := Group(map[string]sources.Text{"user_id": {}, "a": sources.Known(""), "source": sources.Known("it's")}, []string{"user_id", "source", "user_id"})
	if got, want := string(appendStr(nil, &v)), `{'user_id': None, 'source': "it's", 'a': ''}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// BenchmarkRows writes the 30,000 meters of 5,000 resources, in the store's
// order.
func BenchmarkRows(b *testing.B) {
	var all [][]Value
	for i := range 5000 {
		for _, name := range []string{"memory", "vcpus", "cpu_util", "cpu", "disk.root.size", "disk.ephemeral.size"} {
			all = append(all, texts(name, "gauge", "GB", fmt.Sprintf("%08x-7621-4d2a-895d-39283d6fb401", i*2654435761%(1<<32)), "11aa22bb33cc44dd55ee66ff77008811", "6f1d1e7c5a0b4c0e9b0a7d3a5c9e1f01"))
		}
	}
	for _, format := range Formats {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := New(format, io.Discard, Options{Columns: []string{"Name", "Type", "Unit", "Resource ID", "User ID", "Project ID"}})
				for _, row := range all {
					if err := w.Write(row); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// FuzzRows looks for values that a format cannot write.
func FuzzRows(f *testing.F) {
	for _, s := range fragments {
		f.Add(s, "x")
	}
	f.Fuzz(func(t *testing.T, s, key string) {
		row := []Value{String(s), Group(map[string]sources.Text{key: sources.Known(s), "null": {}}, nil)}
		for _, format := range Formats {
			for _, visible := range []bool{false, true} {
				got := written(t, format, Options{Columns: []string{"Name", key}, SortBy: 0, Visible: visible, Cells: visible}, [][]Value{row, row})
				if len(got) == 0 || got[len(got)-1] != '\n' {
					t.Errorf("%s ends with %q", format, got)
				}
			}
		}
	})
}
