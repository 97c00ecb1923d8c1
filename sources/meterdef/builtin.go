package meterdef

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// Builtin are the definitions that a release brings along, for a machine on which
// none are found. The table says the same as the packaged file in words of its
// own; Place has no line.
func Builtin(releaseName string, o Options) (*Set, error) {
	r, err := named(releaseName)
	if err != nil {
		return nil, err
	}
	s := newSet(r, o)
	s.Origin = "built-in table of " + releases[r]
	names := map[string]bool{}
	for _, e := range slices.Backward(packaged) {
		if r < since(e.from) || e.to != "" && r > since(e.to) {
			continue
		}
		if s.globs { // the file of 9.0.5 has no look-aheads yet
			e.events = strings.ReplaceAll(e.events, "(?!create.start).*", "*")
		}
		for _, cfg := range slices.Backward(e.definitions(r)) {
			if err := s.add(cfg, Place{File: s.Origin}, names, o); err != nil {
				return nil, fmt.Errorf("%s: %w", e.names, err)
			}
		}
	}
	return s, nil
}

// entry is one or more definitions of a table. A word that is no path stands for
// a field of the payload, % in a path for the last part of the name, and ~ for the
// name without compute.node before it.
type entry struct {
	from, to string // releases, to "" for the newest
	kind     string
	unit     string
	names    string // with blanks between
	events   string // # stands for the name
	volume   string
	resource string
	project  string
	user     string
	more     extra
}

// extra is what few entries have.
type extra struct {
	timestamp string
	// metadata are names with =path behind those that differ from the payload's,
	// and a release and a colon before those that came later.
	metadata     string
	userMetadata bool
	lookup       bool // name, unit and volume
}

func (e entry) definitions(r release) []*jsonpath.Object {
	var all []*jsonpath.Object
	names := strings.Fields(e.names)
	if strings.Contains(e.names, "$") {
		names = []string{e.names}
	}
	for _, name := range names {
		own := strings.NewReplacer("%", name[strings.LastIndexByte(name, '.')+1:], "~", strings.TrimPrefix(name, "compute.node."))
		cfg := &jsonpath.Object{}
		cfg.Set("name", name)
		cfg.Set("type", e.kind)
		cfg.Set("unit", e.unitOf(r))
		var events []jsonpath.Value
		for event := range strings.FieldsSeq(e.events) {
			event, isLater := later(event, r)
			if !isLater {
				events = append(events, strings.ReplaceAll(event, "#", name))
			}
		}
		cfg.Set("event_type", events)
		cfg.Set("volume", volumeOf(own.Replace(e.volume)))
		for key, path := range map[string]string{"resource_id": e.resource, "project_id": e.project, "user_id": e.user, "timestamp": own.Replace(e.more.timestamp)} {
			if path != "" {
				cfg.Set(key, pathOf(path))
			}
		}
		if e.more.lookup {
			cfg.Set("lookup", []jsonpath.Value{"name", "unit", "volume"})
		}
		if metadata := metadataOf(own.Replace(e.more.metadata), r); len(metadata.Keys) > 0 {
			cfg.Set("metadata", metadata)
		}
		if e.more.userMetadata {
			cfg.Set("user_metadata", "$.payload.metadata")
		}
		all = append(all, cfg)
	}
	return all
}

// unitOf is GiB and MiB since 2026.1, for the same numbers.
func (e entry) unitOf(r release) string {
	if r >= since("2026.1") && (e.unit == "GB" || e.unit == "MB") {
		return e.unit[:1] + "iB"
	}
	return e.unit
}

// later cuts the release from a word that came with one, and reports whether that
// is after r.
func later(word string, r release) (rest string, isLater bool) {
	name, rest, ok := strings.Cut(word, ":")
	if from := slices.Index(releases, name); ok && from >= 0 {
		return rest, r < release(from)
	}
	return word, false
}

func metadataOf(words string, r release) *jsonpath.Object {
	o := &jsonpath.Object{}
	for word := range strings.FieldsSeq(words) {
		word, isLater := later(word, r)
		if isLater {
			continue
		}
		name, path, ok := strings.Cut(word, "=")
		if !ok {
			path = name
		}
		o.Set(name, pathOf(path))
	}
	return o
}

// volumeOf is one for "1", and the seconds between two fields for two words.
func volumeOf(text string) jsonpath.Value {
	if text == "1" {
		return int64(1)
	}
	if from, to, ok := strings.Cut(text, " to "); ok {
		o := &jsonpath.Object{}
		o.Set("fields", []jsonpath.Value{pathOf(from), pathOf(to)})
		o.Set("plugin", "timedelta")
		return o
	}
	return pathOf(text)
}

func pathOf(text string) string {
	if strings.HasPrefix(text, "$") || strings.HasPrefix(text, "_") || strings.HasPrefix(text, `"`) {
		return text
	}
	return "$.payload." + strings.ReplaceAll(text, "·", " ") // words end at blanks
}
