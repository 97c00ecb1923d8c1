package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/ceilotop/ceilotop/"

// goPackage is what `go list` says about a package.
type goPackage struct {
	ImportPath, Doc string
	Imports, Deps   []string
	Standard        bool
}

// packages lists this module's own, by path below the module.
func packages(t *testing.T) map[string]goPackage {
	t.Helper()
	all, err := listPackages()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var listPackages = sync.OnceValues(func() (map[string]goPackage, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Doc,Imports,Deps,Standard", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("go list: %w\n%s", err, exit.Stderr)
		}
		return nil, err
	}
	all := make(map[string]goPackage)
	d := json.NewDecoder(bytes.NewReader(out))
	for {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if name, ours := strings.CutPrefix(p.ImportPath, module); ours {
			all[name] = p
		}
	}
	if len(all) < 10 {
		return nil, fmt.Errorf("go list found only %d packages of this module", len(all))
	}
	return all, nil
})

// below reports whether a package is one of the trees.
func below(name string, trees ...string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool {
		return name == tree || strings.HasPrefix(name, tree+"/")
	})
}

// TestImportsFollowTheArrows holds the layout: who may know whom.
func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	for name, p := range packages(t) {
		for _, path := range p.Imports {
			to, ours := strings.CutPrefix(path, module)
			if ours && !allowed(name, to) {
				t.Errorf("%s imports %s", name, to)
			}
		}
	}
}

func allowed(from, to string) bool {
	switch {
	case below(from, "cmd"):
		return true
	case below(from, "tui"):
		// Values and interfaces, never a backend.
		return below(to, "tui", "sources/eventlog", "sources/filter", "sources/meterdef", "sources/trace", "sources/usage", "setup/doctor", "setup/interview", "setup/audit") || to == "sources" || to == "setup"
	case from == "setup", from == "setup/osloconf":
		return to == "sources" || to == "sources/oslo"
	case below(from, "setup"):
		return below(to, "setup", "sources")
	case from == "sources/sourcestest", below(from, "sources/sourcestest"):
		return below(to, "sources")
	case from == "sources":
		return false
	case below(from, "sources"):
		// Siblings share the vocabulary, and two that know only text. A part of a
		// package may build on it and on its other parts.
		return to == "sources" || to == "sources/oslo" || to == "sources/keystone" || below(to, from) || below(from, to) || family(from) == family(to)
	}
	return false
}

// family is the package of sources that a part belongs to.
func family(name string) string {
	parts := strings.SplitN(name, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// TestNothingBelowTheInterfaceKnowsTerminals keeps sources and setup usable by
// programs that have none.
func TestNothingBelowTheInterfaceKnowsTerminals(t *testing.T) {
	t.Parallel()
	for name, p := range packages(t) {
		if !below(name, "sources", "setup") {
			continue
		}
		for _, dep := range p.Deps {
			if strings.HasPrefix(dep, "charm.land/") || strings.HasPrefix(dep, "github.com/charmbracelet/") || strings.HasPrefix(dep, module+"tui") {
				t.Errorf("%s depends on %s", name, dep)
			}
		}
	}
}

func TestTheVocabularyNeedsOnlyTheStandardLibrary(t *testing.T) {
	t.Parallel()
	for _, path := range packages(t)["sources"].Imports {
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
			t.Errorf("sources imports %s", path)
		}
	}
}

func TestEveryPackageSaysWhatItPromises(t *testing.T) {
	t.Parallel()
	for name, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no doc comment", name)
		}
	}
}
