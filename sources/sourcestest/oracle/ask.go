// Package oracle asks the real thing: tests hand all their cases to one Python
// process that has Debian's packages of OpenStack.
package oracle

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Ask runs a Python program once: question on its standard input as JSON, answer
// from its standard output. Without a module that it imports, which the named
// package of Debian's has, the test is skipped; where CI is set to true it fails.
func Ask(t testing.TB, from, program string, question, answer any) {
	t.Helper()
	const python = "/usr/bin/python3" // Debian's own, which sees Debian's packages
	in, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "-c", program)
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1")
	cmd.Stdin = bytes.NewReader(in)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil && (errors.Is(err, fs.ErrNotExist) || strings.Contains(complaints.String(), "ModuleNotFoundError")) {
		reason := "Python lacks a module; on Debian: apt-get install " + from
		if os.Getenv("CI") == "true" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	if err != nil {
		said := complaints.String()
		t.Fatalf("%v\n%s", err, said[max(0, len(said)-2000):])
	}
	if err := json.Unmarshal(out, answer); err != nil {
		t.Fatal(err)
	}
}
