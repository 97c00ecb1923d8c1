package doctor_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/machine"
)

// now is when everything is seen.
var now = time.Date(2026, 11, 28, 14, 30, 0, 0, time.UTC)

// tree is what a machine of testdata has, file by file, with its paths
// beginning at the root: "/etc/nova/nova.conf". The file "rpm" at its top is what
// rpm answers, by a recording.
type tree map[string]string

// healthy is the tree of that name, where nothing is wrong.
func healthy(t *testing.T, name string) tree {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	all := make(tree)
	for _, f := range archive.Files {
		all["/"+f.Name] = string(f.Data)
	}
	return all
}

// change replaces a piece of a file, which has to be there.
func (f tree) change(t *testing.T, path, old, with string) {
	t.Helper()
	if !strings.Contains(f[path], old) {
		t.Fatalf("%s has no %q", path, old)
	}
	f[path] = strings.Replace(f[path], old, with, 1)
}

// seen is what a survey finds of the tree, beside a log in which nothing is wrong. Servers were not asked: a test that
// needs them says what they said.
func (f tree) seen(t *testing.T) *doctor.Seen {
	t.Helper()
	root := t.TempDir()
	for path, text := range f {
		name := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	facts, err := machine.Survey(t.Context(), root, func(_ context.Context, program string, _ ...string) ([]byte, error) {
		if program == "rpm" && f["/rpm"] != "" {
			return []byte(f["/rpm"]), nil
		}
		return nil, errors.New("there is no " + program)
	})
	if err != nil {
		t.Fatal(err)
	}
	return &doctor.Seen{At: now, Facts: facts, LogFiles: []string{"/var/log/nova/nova-api.log"}}
}

// found are the findings of one check that are about something.
func found(t *testing.T, id string, seen *doctor.Seen) []doctor.Finding {
	t.Helper()
	if _, ok := doctor.Explain(id); !ok {
		t.Fatalf("there is no check %s", id)
	}
	return doctor.Examine(seen, []string{id})
}

// told is a finding in one text, for comparing: the result, then everything that
// it says.
func told(f doctor.Finding) string {
	parts := []string{string(f.Result), f.Subject, f.Title, f.Why, f.Fix, f.Step}
	for _, e := range f.Evidence {
		parts = append(parts, e.Text)
	}
	return strings.Join(parts, "\n")
}

// outcome is a row of a check's specification: what is changed of a healthy
// cloud, and what the check says then.
type outcome struct {
	name   string
	files  func(t *testing.T, f tree) // nil: they are as they were
	seen   func(s *doctor.Seen)       // nil: the same
	result doctor.Result              // of the worst finding
	says   []string                   // pieces of the first finding, in any of its texts
	at     string                     // FILE:LINE of one of its evidence; "" is not looked at
}

// specify runs the rows of one check, each over a tree of its own.
func specify(t *testing.T, id, base string, rows []outcome) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			files := healthy(t, base)
			if row.files != nil {
				row.files(t, files)
			}
			seen := files.seen(t)
			if row.seen != nil {
				row.seen(seen)
			}
			first := found(t, id, seen)[0]
			outcomes.note(id, first.Result)
			if first.Result != row.result {
				t.Fatalf("it is %s, want %s:\n%s", first.Result, row.result, told(first))
			}
			for _, piece := range row.says {
				if !strings.Contains(told(first), piece) {
					t.Errorf("it does not say %q:\n%s", piece, told(first))
				}
			}
			if row.at != "" && !slices.Contains(places(first), row.at) {
				t.Errorf("its evidence is at %q, want %s", places(first), row.at)
			}
		})
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v, %v", pattern, names, err)
	}
	return names
}

// places are where the evidence of a finding is.
func places(f doctor.Finding) (all []string) {
	for _, e := range f.Evidence {
		switch {
		case e.Queue != nil:
			all = append(all, e.Queue.Broker+":"+e.Queue.VHost+":"+e.Queue.Name)
		case e.Unit != "":
			all = append(all, e.Unit)
		case e.Event != "":
			all = append(all, e.Event)
		case e.File != "":
			all = append(all, place(e))
		}
	}
	return all
}

// outcomes are the results that the rows of all specifications had, by check.
var outcomes = results{seen: make(map[string][]doctor.Result)}

type results struct {
	sync.Mutex
	seen map[string][]doctor.Result
}

func (r *results) note(id string, result doctor.Result) {
	r.Lock()
	defer r.Unlock()
	r.seen[id] = append(r.seen[id], result)
}

// had reports whether a check had one of those results.
func (r *results) had(id string, any ...doctor.Result) bool {
	return slices.ContainsFunc(r.seen[id], func(had doctor.Result) bool { return slices.Contains(any, had) })
}

// TestMain holds, when all tests ran, that each check has a row for both outcomes.
func TestMain(m *testing.M) {
	code := m.Run()
	if all := flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.skip").Value.String() == ""; all && code == 0 && len(outcomes.seen) > 0 {
		for _, c := range doctor.All() {
			if !outcomes.had(c.ID, doctor.OK, doctor.NotApplicable) || !outcomes.had(c.ID, doctor.Critical, doctor.Warning, doctor.Info, doctor.Unknown) {
				fmt.Printf("FAIL: %s has no row for each outcome: %v\n", c.ID, outcomes.seen[c.ID])
				code = 1
			}
		}
	}
	os.Exit(code)
}
