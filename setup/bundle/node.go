package bundle

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle/managed"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// node gathers what the files of one node's directory hold.
type node struct {
	Node
	patches []patch
	needs   map[string]bool // the functions that the scripts need
	apply   strings.Builder
	undo    []string // pieces, the first action's first
	verify  strings.Builder
	secrets []file
	again   []string // units to restart when files were taken back
	actions int
}

// patch is what changes in one file.
type patch struct {
	setup.WriteFile
	diff string
}

func (p patch) made() bool { return p.SHA256 == "" }

func (n Node) files() ([]file, error) {
	b := &node{Node: n, needs: make(map[string]bool)}
	if err := b.collect(); err != nil {
		return nil, err
	}
	for _, s := range n.Plan.Steps {
		if !b.carried(s) {
			continue
		}
		fmt.Fprintf(&b.apply, "\nsay %s\n", setup.ShellWord(s.ID+" "+sources.Visible(s.Title)))
		for _, a := range s.Actions {
			if err := b.action(a); err != nil {
				return nil, fmt.Errorf("step %s: %w", s.ID, err)
			}
		}
	}
	var whole strings.Builder
	var files []file
	for i, p := range b.patches {
		whole.WriteString(p.diff)
		files = append(files, file{name: fmt.Sprintf("patches/%02d.patch", i+1), text: p.diff})
	}
	files = append(files,
		file{name: "etc.patch", text: whole.String()},
		file{name: "apply.sh", text: b.applyScript(), run: true},
		file{name: "undo.sh", text: b.undoScript(), run: true},
		file{name: "verify.sh", text: b.verifyScript(), run: true},
		file{name: "README", text: b.readme()},
	)
	files = append(files, b.secrets...)
	for _, m := range managed.For(n.Answers, n.Facts) {
		files = append(files, file{name: path.Join("managed", m.Manager, m.Name), text: m.Text})
	}
	return files, nil
}

// carried reports whether the scripts carry a step out: also one that is not
// for the machine that ceilotop runs on. What rabbitmqctl does it does to the
// broker of its own host, which on another node than broker B's may be A.
func (n Node) carried(s setup.Step) bool {
	if s.Role == setup.BrokerNode && !slices.Contains(n.Plan.Roles, setup.BrokerNode) {
		return false
	}
	return (s.State == setup.Change || s.State == setup.NotHere) && len(s.Actions) > 0
}

// paths are all that a patch can name without quoting.
var paths = regexp.MustCompile(`^(/[A-Za-z0-9._@+~,-]+)+$`)

// collect joins what the plan writes to each file.
func (b *node) collect() error {
	for _, s := range b.Plan.Steps {
		if !b.carried(s) {
			continue
		}
		for _, a := range s.Actions {
			w, ok := a.(setup.WriteFile)
			if !ok {
				continue
			}
			if !paths.MatchString(w.Path) || path.Clean(w.Path) != w.Path {
				return fmt.Errorf("%s cannot be named in a patch", sources.Visible(w.Path))
			}
			if i := slices.IndexFunc(b.patches, func(p patch) bool { return p.Path == w.Path }); i >= 0 {
				b.patches[i].New = w.New
				continue
			}
			b.patches = append(b.patches, patch{WriteFile: w})
		}
	}
	for i := range b.patches {
		p := &b.patches[i]
		old := p.Old
		if p.made() {
			old = nil
		} else if old == nil {
			old = []byte{}
		}
		p.diff = osloconf.Diff(p.Path, old, p.New)
	}
	b.patches = slices.DeleteFunc(b.patches, func(p patch) bool { return p.diff == "" })
	return nil
}

// number is the number of a file's patch; 0 for none.
func (b *node) number(path string) int {
	return 1 + slices.IndexFunc(b.patches, func(p patch) bool { return p.Path == path })
}

// secret keeps a password in a file of its own and returns the word that names
// it in a script.
func (b *node) secret(name string, text string) string {
	name = "secrets/" + name
	b.secrets = append(b.secrets, file{name: name, text: text})
	return `"$here"/` + setup.ShellWord(name)
}

func (b *node) need(names ...string) {
	for _, n := range names {
		b.needs[n] = true
	}
}

// add appends lines to apply.sh, and a piece to undo.sh that runs before those
// of the actions before.
func (b *node) add(apply, undo string) {
	b.apply.WriteString(apply)
	if undo != "" {
		b.undo = append(b.undo, undo)
	}
}

func (b *node) action(a setup.Action) error {
	b.actions++
	switch a := a.(type) {
	case setup.WriteFile:
		b.write(a)
	case setup.RemoveFile:
		return b.remove(a)
	case setup.KeepSecret:
		return b.keep(a)
	case setup.InstallPackages:
		return b.install(a)
	case setup.ControlUnit:
		return b.unit(a)
	case setup.Run:
		b.run(a)
	case setup.PutVHost, setup.PutUser, setup.PutPolicy:
		return b.broker(a)
	case setup.PutIdentity, setup.AssignRole, setup.PutService, setup.PutEndpoint:
		return b.keystone(a)
	case setup.PutDatabaseUser:
		return b.database(a)
	default:
		return fmt.Errorf("there is no script for: %s", a)
	}
	return nil
}

// elsewhere wraps what touches more than files below the root. The lines are
// not indented: a quoted text may go over several of them.
func elsewhere(lines string) string {
	return "if [ -z \"$files_only\" ]; then\n" + lines + "fi\n"
}

// ifDid is a piece of undo.sh for what apply.sh marked as its own doing.
func ifDid(n int, lines string) string {
	return fmt.Sprintf("if [ -z \"$files_only\" ] && did %d; then\n%sclear %d\nfi\n", n, lines, n)
}
