package meterdef

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
	"github.com/ceilotop/ceilotop/sources/meterdef/pyyaml"
)

func event(eventType, payload string) *sources.Event {
	return &sources.Event{EventType: eventType, Payload: []byte(payload), Priority: "info", Timestamp: time.Unix(1476965673, 0), UserID: "u", ProjectID: "p", PublisherID: "h"}
}

// TestEventTypesByRelease has the rules by which event types are matched: globs
// until Ocata, of the whole text; the beginning of a pattern since Pike.
func TestEventTypesByRelease(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ release, eventType, want string }{
		{"mitaka", "compute.instance.create.start", "memory vcpus disk.root.size disk.ephemeral.size"},
		{"ocata", "compute.instance.update", "memory vcpus disk.root.size disk.ephemeral.size"},
		{"pike", "compute.instance.create.start", ""},
		{"pike", "compute.instance.update", "memory vcpus disk.root.size disk.ephemeral.size"},
		{"queens", "compute.instance.update", ""},
		{"queens", "compute.instance.updated", ""}, // the look-ahead is no whole word
		{"zed", "compute.instance.create.end", "memory vcpus compute.instance.booting.time disk.root.size disk.ephemeral.size"},
		{"mitaka", "volume.existsXYZ", ""},
		{"zed", "volume.existsXYZ", "volume.size"},
		{"zed", "volumeXexists", "volume.size"}, // a dot is any character
		{"zed", "my.volume.exists", ""},
		{"mitaka", "volume.retype", ""},
		{"train", "volume.retype", "volume.size"},
		{"newton", "backup.exists", ""},
		{"ocata", "backup.exists", "backup.size"},
		{"mitaka", "image.upload", "image.size"}, // image and image.upload only count
		{"newton", "magnetodb.table.create.end", ""},
		{"queens", "capacity.pool.x", "volume.provider.pool.capacity.total volume.provider.pool.capacity.free volume.provider.pool.capacity.allocated volume.provider.pool.capacity.provisioned volume.provider.pool.capacity.virtual_free"},
		{"zed", "instance.create.end", ""},
	} {
		s, err := Builtin(c.release, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second comes from the cache
			if got := strings.Join(s.Feeds(c.eventType), " "); got != c.want {
				t.Errorf("%s, %s feeds %q, want %q", c.release, c.eventType, got, c.want)
			}
		}
	}
}

// TestPikeBeforeItsPatterns has 9.0.5 and before, by hand from its notifications.py
// and its meters.yaml: fnmatch of the whole text, and no look-aheads.
func TestPikeBeforeItsPatterns(t *testing.T) {
	t.Parallel()
	builtin, err := Builtin("pike", Options{Globs: true})
	if err != nil {
		t.Fatal(err)
	}
	own, err := Read([]File{{"f", []byte("metric:\n" + definition("set", "volume.[ce]*", "$.payload.size") + definition("paren", "compute.(a)", "$.payload.size") + definition("one", "image.?pload", "$.payload.size"))}}, "pike", Options{Globs: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		set             *Set
		eventType, want string
	}{
		{builtin, "compute.instance.create.start", "memory vcpus disk.root.size disk.ephemeral.size"},
		{builtin, "compute.instance.update", "memory vcpus disk.root.size disk.ephemeral.size"},
		{builtin, "volume.existsXYZ", ""},
		{builtin, "volumeXexists", ""},
		{builtin, "share.create.end", "manila.share.size"},
		{own, "volume.create.end", "set"},
		{own, "volume.exists", "set"},
		{own, "volume.delete.end", ""},
		{own, "compute.(a)", "paren"},
		{own, "compute.a", ""},
		{own, "image.upload", "one"},
		{own, "image.upload.end", ""},
	} {
		if got := strings.Join(c.set.Feeds(c.eventType), " "); got != c.want {
			t.Errorf("%s feeds %q, want %q", c.eventType, got, c.want)
		}
	}
	// Who did it is read as in the rest of Pike.
	samples, _ := builtin.Samples(event("image.upload", `{"size": 3, "id": "i", "owner": "o"}`))
	if len(samples) != 1 || samples[0].UserID.Known {
		t.Errorf("%+v", samples)
	}
}

func TestDefinitionsThatOnlyCount(t *testing.T) {
	t.Parallel()
	off, _ := Builtin("mitaka", Options{})
	_, misses := off.Samples(event("image.upload", `{"size": 3, "id": "i"}`))
	if got := fmt.Sprint(misses); !strings.Contains(got, "image.upload: "+Counter.String()) {
		t.Errorf("off: %s", got)
	}
	on, _ := Builtin("mitaka", Options{Counters: true})
	samples, _ := on.Samples(event("image.upload", `{"size": 3, "id": "i"}`))
	if len(samples) != 3 || samples[0].Meter != "image.upload" || samples[0].Volume != 1 {
		t.Errorf("on: %+v", samples)
	}
}

// TestContextByRelease has the fallback for who and for what project. The path of
// later releases is not what it seems: a | binds closer than a dot.
func TestContextByRelease(t *testing.T) {
	t.Parallel()
	for release, want := range map[string]string{"mitaka": "u", "zed": "None"} {
		s, _ := Builtin(release, Options{})
		samples, _ := s.Samples(event("image.upload", `{"size": 3, "id": "i", "owner": "o"}`))
		if len(samples) != 1 || samples[0].UserID.Or("None") != want || samples[0].ProjectID.Or("") != "o" {
			t.Errorf("%s: %+v, want user %s", release, samples, want)
		}
	}
}

// TestBuiltinAgreesWithThePackagedFiles compares every definition with the files
// that the releases package, on machines that have them.
func TestBuiltinAgreesWithThePackagedFiles(t *testing.T) {
	t.Parallel()
	for release, name := range map[string]string{
		"liberty": "liberty-eol", "mitaka": "mitaka-eol", "newton": "newton-eol", "ocata": "ocata-eol", "pike": "pike-eol", "queens": "queens-eol", "rocky": "rocky-eol",
		"train": "train-eol", "yoga": "yoga-eom", "2023.1": "2023.1-eom", "2025.1": "24.0.0", "2025.2": "25.0.0", "2026.1": "26.0.0",
	} {
		text, err := os.ReadFile("/work/shared/data/meters-" + name + ".yaml")
		if err != nil {
			t.Skip("no packaged files on this machine: " + err.Error())
		}
		document, err := pyyaml.Read(text)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		list, _ := document.Root.(*jsonpath.Object).Get("metric")
		for _, v := range list.([]jsonpath.Value) {
			o := v.(*jsonpath.Object)
			want[jsonpath.Text(o.Values["name"])] = canonical(o)
		}
		r, _ := named(release)
		got := 0
		for _, e := range packaged {
			if r < since(e.from) || e.to != "" && r > since(e.to) {
				continue
			}
			for _, cfg := range e.definitions(r) {
				got++
				if name := jsonpath.Text(cfg.Values["name"]); canonical(cfg) != want[name] {
					t.Errorf("%s, %s:\n%s, packaged\n%s", release, name, canonical(cfg), want[name])
				}
			}
		}
		if got != len(want) {
			t.Errorf("%s: %d definitions, packaged are %d", release, got, len(want))
		}
	}
}

// canonical is a definition in the order of its keys, with lists of one for texts.
func canonical(o *jsonpath.Object) string {
	var s strings.Builder
	for _, key := range []string{"type", "unit", "event_type", "volume", "resource_id", "project_id", "user_id", "timestamp", "lookup", "user_metadata"} {
		v := o.Values[key]
		if text, ok := v.(string); ok && key == "event_type" {
			v = []jsonpath.Value{text}
		}
		fmt.Fprintf(&s, "%s: %s\n", key, jsonpath.AppendJSON(nil, v))
	}
	if metadata, ok := o.Values["metadata"].(*jsonpath.Object); ok {
		for _, line := range strings.Split(string(jsonpath.AppendJSON(nil, sortedKeys(metadata))), ", ") {
			s.WriteString(line + "\n")
		}
	}
	return s.String()
}
