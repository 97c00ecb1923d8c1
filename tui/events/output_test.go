package events_test

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// clipboard is what was copied since a byte of the output.
func (f *fixture) clipboard(from int) string {
	f.t.Helper()
	m := regexp.MustCompile("\x1b]52;c;([^\a\x1b]*)").FindStringSubmatch(f.Raw(from))
	if m == nil {
		f.t.Fatalf("nothing was copied: %q", f.Raw(from))
	}
	text, err := base64.StdEncoding.DecodeString(m[1])
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

func (f *fixture) copies(keys ...string) string {
	f.t.Helper()
	from := f.Bytes()
	f.Keys(keys...)
	return f.clipboard(from)
}

func TestCopyTakesTheRowTheMarkedRowsOrTheValue(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		if got := f.copies("c"); !strings.Contains(got, "nova.thing.create  vm-nova") || strings.Count(got, "\n") != 1 {
			t.Errorf("c copied %q, want the selected row", got)
		}
		f.Keys("g", "m", "j", "m", "G")
		if got := f.copies("c"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "vm-cinder") {
			t.Errorf("c copied %q, want the two marked rows", got)
		}
		f.Wants("*") // the marks show
		f.Keys("enter", "G")
		if got := f.copies("c"); got != "512" {
			t.Errorf("c in the detail copied %q, want the value 512", got)
		}
		if got := f.copies("y", "c"); !strings.Contains(got, `"memory_mb": 512`) {
			t.Errorf("c on raw JSON copied %q", got)
		}
	})
}

func TestCopiedTextIsSafeToPaste(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.event(func(e *sources.Event) { e.ResourceName = "a\x1b[2J\nrm -rf /" })
		f.Settle()
		got := f.copies("c")
		if strings.ContainsAny(strings.TrimSuffix(got, "\n"), "\x1b\n") {
			t.Errorf("the clipboard holds %q", got)
		}
	})
}

func TestSaveWritesWhatIsShown(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		f.Keys("ctrl+s")
		f.Wants("nothing to save")
		f.mixed()
		f.Keys("/")
		f.Type("cinder")
		f.Keys("enter", "ctrl+s")
		f.Wants("2 events saved to /tmp/ceilotop-1.jsonl")
		if len(f.saved) != 2 {
			t.Fatalf("%d messages were saved, want 2", len(f.saved))
		}
		for _, m := range f.saved {
			if len(m.Body) == 0 || m.Exchange != "nova" {
				t.Errorf("saved %+v", m)
			}
		}
	})
}

func TestPaletteHasWhatHasNoKey(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys(":")
		f.Type("copy the request")
		from := f.Bytes()
		f.Keys("enter")
		if got := f.clipboard(from); got != "req-nova" {
			t.Errorf("copied %q, want the request id", got)
		}
		f.Keys(":")
		f.Type("column: publisher")
		f.Keys("enter")
		f.Keys(":")
		f.Type("column: project")
		f.Keys("enter")
		f.Lacks("project")
	})
}
