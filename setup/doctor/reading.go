package doctor

import (
	"path"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// reading is what the files say as the services read them. It is made once an
// examination, since most checks need it.
type reading struct {
	files    map[string]*osloconf.File // parsed; nil for one that cannot be
	programs []program
}

// program is one program of a service with what takes effect in its files.
type program struct {
	setup.Program
	name   string // nova-compute
	config *osloconf.Config
	of     profile.Service // without a Name where the release is not known
}

func newReading(f setup.Facts) *reading {
	r := &reading{files: make(map[string]*osloconf.File)}
	for _, p := range f.Programs {
		var files []*osloconf.File
		for _, name := range p.Files {
			if parsed := r.file(f, name); parsed != nil {
				files = append(files, parsed)
			}
		}
		r.programs = append(r.programs, program{Program: p, name: programName(p), config: osloconf.Merge(files...), of: serviceOf(f, p.Service)})
	}
	return r
}

// file is one of oslo.config's files, parsed; nil: it is not there, or it cannot
// be parsed, which a check of its own says.
func (r *reading) file(f setup.Facts, name string) *osloconf.File {
	if parsed, done := r.files[name]; done {
		return parsed
	}
	if file, ok := f.File(name); ok {
		r.files[name], _ = osloconf.Parse(name, file.Text)
	}
	return r.files[name]
}

// programs are the programs with their options. Judge may also be called by
// itself, when nothing was read yet.
func (s *Seen) programs() []program {
	if s.read == nil {
		return newReading(s.Facts).programs
	}
	return s.read.programs
}

// programName tells a program from its files: those of containers have a
// directory each, and Debian's nova-compute a file of its own.
func programName(p setup.Program) string {
	if slices.Contains(p.Files, "/etc/nova/nova-compute.conf") {
		return "nova-compute"
	}
	dir := path.Dir(p.Main)
	if rest, ok := strings.CutPrefix(dir, "/var/lib/config-data/puppet-generated/"); ok {
		name, _, _ := strings.Cut(rest, "/")
		return name
	}
	if path.Dir(dir) == "/etc/kolla" {
		return path.Base(dir)
	}
	return strings.TrimSuffix(path.Base(p.Main), ".conf")
}

// serviceOf is a service with the release that its version tells.
func serviceOf(f setup.Facts, name string) profile.Service {
	s, _ := f.Service(name)
	if r, ok := profile.Of(name, s.Version); ok {
		return profile.New(name, r)
	}
	if r, ok := profile.Named(s.Release); ok {
		return profile.New(name, r)
	}
	return profile.Service{}
}

// known reports whether the program's release is known.
func (p program) known() bool { return p.of.Name != "" }

// get is the value of an option that takes effect, under the names by which the
// release knows it. One that is set to nothing, or to what cannot be read, is as
// good as none: a check of its own says so.
func (p program) get(group, key string) (osloconf.Value, bool) {
	v, ok := p.config.Get(group, key, p.names(group, key)...)
	return v, ok && v.Err == nil && strings.TrimSpace(v.Text) != ""
}

// all are the values of an option that adds up.
func (p program) all(group, key string) []osloconf.Value {
	return slices.DeleteFunc(p.config.GetMulti(group, key, p.names(group, key)...), func(v osloconf.Value) bool {
		return v.Err != nil || strings.TrimSpace(v.Text) == ""
	})
}

// names are the old ones of an option, as far as the release still reads them.
func (p program) names(group, key string) []osloconf.Name {
	if group == notifications && p.known() && !p.of.OldNames() {
		return nil
	}
	return osloconf.Deprecated(group, key)
}

// shown is an assignment as evidence, masked.
func shown(v osloconf.Value) Evidence {
	return Evidence{Text: v.Key + " = " + osloconf.Mask(v.Key, v.Text), File: v.File, Line: v.Line}
}

// once leaves out what was found of several programs with the same file.
func once(found []Finding) (all []Finding) {
	for _, f := range found {
		if !slices.ContainsFunc(all, func(o Finding) bool {
			return o.Title == f.Title && o.Subject == f.Subject && slices.Equal(o.Evidence, f.Evidence)
		}) {
			all = append(all, f)
		}
	}
	return all
}
