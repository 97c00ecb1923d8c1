package meterdef

import (
	"errors"
	"fmt"
	"sync"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
	"github.com/ceilotop/ceilotop/sources/meterdef/pyyaml"
)

// File is a file of definitions. Of several the first that has a name counts,
// inside one the last.
type File struct {
	Name string
	Text []byte
}

// Set is the definitions of a cloud, compiled. It is safe for several goroutines.
type Set struct {
	release release
	globs   bool // event types are matched as globs
	// Origin is where the definitions are from: files, or a built-in table.
	Origin   string
	active   []*rule   // in the order in which Ceilometer tries them
	idle     []*source // those that it does not try
	takes    func(meter string) bool
	reserved Reserved

	mu    sync.RWMutex
	cache map[string][]string // of Feeds
}

// source is a definition as it is written.
type source struct {
	name  string
	place Place
	rule  *rule // nil if it could not be compiled
	off   Reason
	why   string
}

// Options are what the configuration says beside the definitions.
type Options struct {
	// Counters is [notification] disable_non_metric_meters = False.
	Counters bool
	// Globs says that Ceilometer matches event types as globs although the release
	// does not: Pike did until 9.0.5.
	Globs bool
	// Reserved says which metadata of users go with samples; nil: the defaults.
	Reserved *Reserved
	// Takes reports whether the pipeline passes a meter on; nil passes all.
	Takes func(meter string) bool
}

// Read compiles files of definitions under the rules of a release. An error is a
// file that the notification agent does not survive; what it only leaves out is
// in Idle.
func Read(files []File, releaseName string, o Options) (*Set, error) {
	r, err := named(releaseName)
	if err != nil {
		return nil, err
	}
	s := newSet(r, o)
	names := map[string]bool{}
	for _, f := range files {
		if err := s.read(f, names, o); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		if s.Origin != "" {
			s.Origin += ", "
		}
		s.Origin += f.Name
	}
	return s, nil
}

func newSet(r release, o Options) *Set {
	s := &Set{release: r, globs: r.globs() || o.Globs, takes: o.Takes, reserved: ReservedByDefault(), cache: map[string][]string{}}
	if o.Reserved != nil {
		s.reserved = *o.Reserved
	}
	return s
}

func (s *Set) read(f File, names map[string]bool, o Options) error {
	document, err := pyyaml.Read(f.Text)
	if err != nil {
		return err
	}
	root, ok := document.Root.(*jsonpath.Object)
	if !ok {
		return errors.New("line 1: the file is no mapping with the key metric")
	}
	v, _ := root.Get("metric")
	list, ok := v.([]jsonpath.Value)
	if !ok {
		return fmt.Errorf("line %d: metric is not a list of definitions", max(1, document.Place(root).Line))
	}
	for i := len(list) - 1; i >= 0; i-- {
		cfg, ok := list[i].(*jsonpath.Object)
		if !ok {
			return fmt.Errorf("line %d: definition %d is no mapping", document.Place(root).Line, i+1)
		}
		at := document.Place(cfg)
		if err := s.add(cfg, Place{f.Name, at.Line}, names, o); err != nil {
			return &pyyaml.Error{Place: at, Reason: "the notification agent stops at this definition: " + err.Error()}
		}
	}
	return nil
}

func (s *Set) add(cfg *jsonpath.Object, at Place, names map[string]bool, o Options) error {
	name, _ := cfg.Get("name")
	switch name.(type) {
	case []jsonpath.Value, *jsonpath.Object:
		return errors.New("its name is a list or a mapping")
	}
	src := &source{name: jsonpath.Text(name), place: at}
	var err error
	src.rule, err = newRule(cfg, s.release, s.globs)
	volume, _ := cfg.Get("volume")
	switch {
	case names[src.name]:
		src.off = Overridden
	case errors.As(err, new(errStops)):
		return err
	case err != nil:
		src.off, src.why, src.rule = Refused, err.Error(), nil
	case s.release.countersOff() && !o.Counters && jsonpath.Equal(volume, int64(1)):
		src.off = Counter
	default:
		names[src.name] = true
		src.rule.source, src.rule.reserved = src, s.reserved
		s.active = append(s.active, src.rule)
		return nil
	}
	if src.rule == nil { // what it would have matched is worth knowing
		v, _ := cfg.Get("event_type")
		if events, err := eventPatterns(v, s.globs); err == nil {
			src.rule = &rule{events: events}
		}
	}
	s.idle = append(s.idle, src)
	return nil
}
