//go:build bench

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"
)

// The figures of `make bench`: one table, ours beside the floor in the same
// run. Machines are noisy and shared, so what counts is the ratio; absolute
// times are there to be read, not to be compared between runs.
//
// The load is made by this test binary itself, started again with a role, so
// that publisher, floor and ceilotop are processes of their own whose processor
// time the kernel accounts for separately.

const roleVariable = "CEILOTOP_BENCH_ROLE"

func TestFigures(t *testing.T) {
	if role := os.Getenv(roleVariable); role != "" {
		t.Skip("a role is set")
	}
	table := &figures{}
	t.Cleanup(table.print)
	only := os.Getenv("FIGURES") // for one's own use: FIGURES=envelope,filter
	for _, f := range []struct {
		name string
		run  func(*testing.T, *figures)
	}{
		{"envelope", figureEnvelope},
		{"attribution", figureAttribution},
		{"filter", figureFilter},
		{"configuration", figureConfiguration},
		{"plan", figurePlan},
		{"saturated", figureSaturated},
		{"paced", figurePaced},
		{"polling", figurePolling},
		{"screen", figureScreen},
		{"keys", figureKeys},
		{"firstframe", figureFirstFrame},
		{"memory", figureMemory},
		{"request", figureRequest},
		{"open", figureOpenRequests},
		{"meters", figureMeters},
		{"rows", figureRows},
		{"stores", figureStores},
		{"statistics", figureStatistics},
	} {
		if only != "" && !strings.Contains(","+only+",", ","+f.name+",") {
			continue
		}
		t.Run(f.name, func(t *testing.T) { f.run(t, table) })
	}
}

// figures collects the rows of the table.
type figures struct{ rows [][4]string }

func (f *figures) add(what, ours, floor, goal string) {
	f.rows = append(f.rows, [4]string{what, ours, floor, goal})
	fmt.Printf("%s: %s | %s | goal %s\n", what, ours, floor, goal)
}

func (f *figures) print() {
	fmt.Println()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tours\tfloor\tgoal")
	for _, r := range f.rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r[0], r[1], r[2], r[3])
	}
	w.Flush()
}

// binary is the program as `make build` makes it.
func binary(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/ceilotop")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run `make bench`, which builds it", err)
	}
	return path
}

// role starts this test binary again to do one job of the load.
func role(t *testing.T, name string, settings ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run", "^TestRole$")
	cmd.Env = append(os.Environ(), append(settings, roleVariable+"="+name)...)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestRole is no test: it is the other end of role.
func TestRole(t *testing.T) {
	switch name := os.Getenv(roleVariable); name {
	case "":
		t.Skip("no role")
	case "publish":
		publish()
	case "floor":
		floor()
	case "api":
		serveAPI(t)
	default:
		t.Fatalf("unknown role %q", name)
	}
	os.Exit(0) // without the test framework's own closing words
}
