package steps

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// doc is a file as it was found and as it will be.
type doc struct {
	file    setup.File
	exists  bool
	old     *osloconf.File // parsed, when it is oslo.config's
	new     *osloconf.File
	err     error // why it cannot be parsed
	text    []byte
	step    *step // the first that changes it
	lines   []string
	uses    []setup.Password
	secrets []sources.Secret
	mode    fs.FileMode
	owner   string
}

// doc returns the file of that path, or of the path that its link leads to.
func (b *builder) doc(name string) *doc {
	if d, ok := b.docs[name]; ok {
		return d
	}
	file, exists := b.f.File(name)
	if exists && file.Target != "" && path.IsAbs(file.Target) && path.Clean(file.Target) != name {
		if target, ok := b.f.File(path.Clean(file.Target)); ok && target.Target == "" {
			b.docs[name] = b.doc(target.Path)
			return b.docs[name]
		}
	}
	d := &doc{file: file, exists: exists, text: file.Text}
	d.file.Path = name
	b.docs[name] = d
	return d
}

// oslo parses the file as oslo.config does, once. One that is not there is
// empty.
func (d *doc) oslo() (*osloconf.File, error) {
	if d.new == nil && d.err == nil {
		d.old, d.err = osloconf.Parse(d.file.Path, d.text)
		d.new = d.old
	}
	return d.new, d.err
}

// remember lets the step take the file back.
func (b *builder) remember(s *step, d *doc) {
	before, edited := *d, len(b.edited)
	s.undo = append(s.undo, func() {
		*d = before
		b.edited = b.edited[:edited]
	})
}

// write gives the file its new text as a part of a step.
func (b *builder) write(s *step, d *doc, text []byte, lines ...string) {
	if d.exists && bytes.Equal(d.text, text) {
		return
	}
	b.remember(s, d)
	d.text = text
	d.lines = append(d.lines, lines...)
	s.State = setup.Change
	if d.step == nil {
		d.step = s
		b.edited = append(b.edited, d)
	}
	if d.step != s {
		s.found("in the edit of %s by step %s", d.file.Path, d.step.ID)
	}
}

func (d *doc) unchanged() bool {
	return d.step == nil || d.exists && bytes.Equal(d.file.Text, d.text)
}

func (d *doc) action() setup.WriteFile {
	w := setup.WriteFile{Path: d.file.Path, New: d.text, Changes: d.lines, Secrets: d.secrets}
	if d.exists {
		w.Old, w.SHA256 = d.file.Text, d.file.SHA256
		if w.Old == nil {
			w.Old = []byte{}
		}
		if w.SHA256 == "" {
			w.SHA256 = setup.SHA256(d.file.Text)
		}
		return w
	}
	w.Mode, w.Owner = d.mode, d.owner
	return w
}

// may blocks a step that would change a file which it may not, or about which
// nothing is known.
func (b *builder) may(s *step, name string) bool {
	if hidden, ok := b.f.Hidden(name); ok {
		s.block(hidden.Error(), hidden.Hint())
		return false
	}
	if broken, ok := b.f.Unusable(name); ok {
		s.block(broken.Error(), broken.Hint())
		return false
	}
	if d := b.doc(name); d.exists && d.file.Names > 1 {
		s.block(fmt.Sprintf("%s has %d names (hard links), and only one of them would change", name, d.file.Names), "look for the others with find -samefile "+name)
		return false
	}
	if d := b.doc(name); d.exists && d.file.Target != "" {
		s.block(name+" is a symbolic link to "+sources.Visible(d.file.Target), "replace the link by the file")
		return false
	}
	if m, ok := b.manager(name); ok {
		s.block(m.Name+" owns "+name+" ("+sources.Visible(m.Evidence)+")", "run ceilotop setup export, which writes the same for "+m.Name)
		return false
	}
	return true
}

// manager is the tool that owns a path. With apply.force_local none does.
func (b *builder) manager(name string) (setup.Manager, bool) {
	if b.a.Apply.ForceLocal {
		return setup.Manager{}, false
	}
	for _, m := range b.f.Managers {
		if len(m.Paths) == 0 {
			return m, true
		}
		for _, p := range m.Paths {
			p = path.Clean(p)
			if name == p || p == "/" || strings.HasPrefix(name, p+"/") {
				return m, true
			}
		}
	}
	return setup.Manager{}, false
}

// managed blocks a step on a host that a tool owns as a whole, or whose services
// run in a tool's containers: packages and units of the host have no part there.
func (b *builder) managed(s *step) bool {
	m, ok := b.manager("")
	for _, p := range b.f.Programs {
		if !ok && !strings.HasPrefix(p.Main, "/etc/"+p.Service+"/") {
			m, ok = b.manager(p.Main)
		}
	}
	if ok {
		s.block(m.Name+" owns this host ("+sources.Visible(m.Evidence)+")", "run ceilotop setup export, which writes the same for "+m.Name)
		return true
	}
	return false
}
