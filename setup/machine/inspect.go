package machine

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// Inspect reads the configuration files below root and says which brokers and
// which stores of meters they name. A machine without OpenStack gives empty Facts. The error is about the
// root itself; everything else that went wrong is among the facts.
func Inspect(root string) (setup.Facts, error) {
	s, facts, err := look(root)
	if err == nil {
		facts.Notes = append(facts.Notes, s.notes...)
	}
	return facts, err
}

// look is Inspect without the notes of the search, which a survey goes on with.
func look(root string) (*search, setup.Facts, error) {
	if root == "" {
		root = "/"
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, setup.Facts{}, fmt.Errorf("finding the root directory: %w", err)
	}
	info, err := os.Stat(root)
	if err == nil && !info.IsDir() {
		err = errors.New("it is not a directory")
	}
	if err != nil {
		return nil, setup.Facts{}, sources.WithHint(fmt.Errorf("looking for configuration files below %s: %w", root, err),
			"Give --root a directory that holds etc.")
	}

	s := &search{tree: &tree{root: root}}
	s.instances = s.tree.instances()
	for _, i := range s.instances {
		s.inspect(i)
	}
	facts := setup.Facts{
		Brokers:    setup.Brokers(s.uses),
		Unreadable: s.tree.unreadable,
		Broken:     s.tree.broken,
	}
	complete := len(facts.Unreadable) == 0 && len(facts.Broken) == 0
	facts.Notes = setup.Notes(facts.Brokers, complete)
	s.findStores(&facts)
	return s, facts, nil
}

// search collects what the instances say.
type search struct {
	tree      *tree
	instances []instance
	parsed    map[string]*osloconf.File
	uses      []setup.Use
	notes     []string
	meters    []metering
}

func (s *search) inspect(i instance) {
	var files []*osloconf.File
	for _, name := range i.files {
		if f := s.parse(name); f != nil {
			files = append(files, f)
		}
	}
	// With the defaults alone the package is there, but nobody has set it up.
	if len(files) == 0 {
		return
	}
	if i.dist != "" {
		if f := s.parse(i.dist); f != nil {
			files = slices.Insert(files, 0, f)
		}
	}
	r := reader{search: s, service: i.service, config: osloconf.Merge(files...)}
	r.read()
	if i.service == ceilometer {
		s.meters = append(s.meters, metering{reader: r, dir: path.Dir(i.files[0]), files: files})
	}
}

// parse returns nil for a file that does not exist or cannot be used.
// Programs share files; each is parsed once.
func (s *search) parse(name string) *osloconf.File {
	f, known := s.parsed[name]
	if known {
		return f
	}
	if s.parsed == nil {
		s.parsed = make(map[string]*osloconf.File)
	}
	f = s.parseFirst(name)
	s.parsed[name] = f
	return f
}

func (s *search) parseFirst(name string) *osloconf.File {
	text, ok := s.tree.read(name)
	if !ok {
		return nil
	}
	f, err := osloconf.Parse(s.tree.real(name), text)
	var parse *osloconf.ParseError
	if errors.As(err, &parse) {
		s.tree.add(setup.Broken{File: parse.File, Line: parse.Line, Reason: parse.Reason, Advice: parse.Hint()})
	}
	return f
}

func (s *search) note(format string, args ...any) {
	if text := sources.Visible(fmt.Sprintf(format, args...)); !slices.Contains(s.notes, text) {
		s.notes = append(s.notes, text)
	}
}
