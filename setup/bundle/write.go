package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Node is one machine of the bundle with the plan that was made from its own
// files.
type Node struct {
	Name    string // as ssh takes it
	Plan    setup.Plan
	Facts   setup.Facts
	Answers setup.Answers
}

// Write writes a bundle for the nodes into dir and returns the directory of
// each, in the order in which they should be run: brokers, controllers,
// storage and compute nodes. All of it appears at once or not at all. A bundle
// that is there already is replaced; another directory is not.
func Write(dir string, nodes ...Node) ([]string, error) {
	dir = filepath.Clean(dir)
	if err := replaceable(dir); err != nil {
		return nil, err
	}
	ordered := slices.Clone(nodes)
	slices.SortStableFunc(ordered, func(a, b Node) int { return rank(a) - rank(b) })
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("writing the bundle: %w", err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-") // of mode 0700
	if err != nil {
		return nil, fmt.Errorf("writing the bundle: %w", err)
	}
	defer os.RemoveAll(fresh)
	var names []string
	for _, n := range ordered {
		name := directory(n.Name)
		if slices.Contains(names, name) {
			return nil, fmt.Errorf("writing the bundle: two nodes are called %s", sources.Visible(name))
		}
		files, err := n.files()
		if err == nil {
			err = store(filepath.Join(fresh, name), files)
		}
		if err != nil {
			return nil, fmt.Errorf("writing the bundle of %s: %w", sources.Visible(n.Name), err)
		}
		names = append(names, name)
	}
	if err := store(fresh, []file{{name: marker, text: overview(ordered, names)}}); err != nil {
		return nil, fmt.Errorf("writing the bundle: %w", err)
	}
	if err := exchange(fresh, dir); err != nil {
		return nil, fmt.Errorf("writing the bundle: %w", err)
	}
	for i := range names {
		names[i] = filepath.Join(dir, names[i])
	}
	return names, nil
}

// marker is the file that tells a bundle from another directory.
const (
	marker = "README"
	title  = "A plan of ceilotop, as patches and scripts.\n"
)

// replaceable refuses a directory that holds something else.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err == nil {
		text, _ := os.ReadFile(filepath.Join(dir, marker))
		if strings.HasPrefix(string(text), title) {
			return nil
		}
		err = errors.New("it holds other files")
	}
	return sources.WithHint(fmt.Errorf("writing the bundle into %s: %w", sources.Visible(dir), err), "Name a directory that does not exist yet.")
}

// exchange puts the new directory in the place of the old one.
func exchange(fresh, dir string) error {
	old := fresh + ".old"
	err := os.Rename(dir, old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		_ = os.Rename(old, dir)
		return err
	}
	return os.RemoveAll(old)
}

// rank is where a node stands in the order of the roles.
func rank(n Node) int {
	for i, r := range setup.NodeRoles {
		if slices.Contains(n.Plan.Roles, r) {
			return i
		}
	}
	return len(setup.NodeRoles)
}

var unsafe = regexp.MustCompile(`[^A-Za-z0-9._@-]`)

// directory is the name of a node's directory.
func directory(node string) string {
	name := unsafe.ReplaceAllString(node, "_")
	if strings.Trim(name, ".") == "" || name == marker || name[0] == '-' {
		return "node_" + strings.TrimLeft(name, ".-")
	}
	return name
}

// file is a file of the bundle.
type file struct {
	name string
	text string
	run  bool
}

// store writes files that only their owner can read, and makes sure that they
// reach the disk.
func store(dir string, files []file) error {
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		mode := os.FileMode(0o600)
		if f.run {
			mode = 0o700
		}
		out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return err
		}
		_, err = out.WriteString(f.text)
		if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
			return err
		}
	}
	return nil
}
