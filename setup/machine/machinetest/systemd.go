// Package machinetest stands in for what a test machine has not got: a systemd.
// Its systemctl and journalctl are shell scripts that start, stop and crash real
// processes.
package machinetest

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

//go:embed systemctl.sh
var systemctl []byte

const journalctl = `#!/bin/sh
# The journalctl of ceilotop's tests: the last lines that a unit wrote.
for name; do :; done
exec tail -n 5 "$(dirname "$0")/units/$name/log"
`

// Systemd is a directory that holds systemctl and journalctl.
type Systemd struct {
	t   testing.TB
	dir string
}

// NewSystemd makes one without units. What it started ends with the test.
func NewSystemd(t testing.TB) *Systemd {
	t.Helper()
	dir, err := os.MkdirTemp("", "systemd")
	if err != nil {
		t.Fatal(err)
	}
	s := &Systemd{t, dir}
	s.Program("systemctl", string(systemctl))
	s.Program("journalctl", journalctl)
	t.Cleanup(s.stop)
	return s
}

// Path is a PATH on which it comes first.
func (s *Systemd) Path() string { return s.dir + ":" + os.Getenv("PATH") }

// Program puts a program beside systemctl. A process of its own writes it: were
// it open for writing here, a fork elsewhere in the test could keep it so, and
// it could not be run ("text file busy").
func (s *Systemd) Program(name, script string) {
	s.t.Helper()
	cmd := exec.Command("sh", "-c", `cat >"$0" && chmod 755 "$0"`, filepath.Join(s.dir, name))
	cmd.Stdin = strings.NewReader(script)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("writing the program %s: %v\n%s", name, err, out)
	}
}

// Read is a file that one of the programs wrote beside itself.
func (s *Systemd) Read(name string) string { return s.read(name) }

// Lasting is a service that runs until it is stopped.
const Lasting = "exec sleep 600"

// Unit makes a unit that runs a shell script when it is started. Again says
// that it is started again whenever it ends.
func (s *Systemd) Unit(name, script string, again bool) {
	s.t.Helper()
	s.write("units/"+name+"/exec", script)
	s.write("units/"+name+"/state", "inactive dead\n")
	s.write("units/"+name+"/restarts", "0\n")
	s.write("units/"+name+"/log", "")
	if again {
		s.write("units/"+name+"/restart", "")
	}
}

// Mask makes a unit one that cannot be started.
func (s *Systemd) Mask(name string) { s.write("units/"+name+"/masked", "") }

// Enable makes a unit start with the machine.
func (s *Systemd) Enable(name string) { s.write("units/"+name+"/enabled", "") }

// State is what a unit is: "active running", and whether it is enabled.
func (s *Systemd) State(name string) (state string, enabled bool) {
	_, err := os.Stat(filepath.Join(s.dir, "units", name, "enabled"))
	return strings.TrimSpace(s.read("units/" + name + "/state")), err == nil
}

// PID is the process of a unit; 0 if it has none.
func (s *Systemd) PID(name string) int {
	pid, _ := strconv.Atoi(strings.TrimSpace(s.read("units/" + name + "/pid")))
	return pid
}

// Calls are the words with which systemctl was called, but for show.
func (s *Systemd) Calls() []string {
	var calls []string
	for line := range strings.Lines(s.read("calls")) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "show ") {
			calls = append(calls, line)
		}
	}
	return calls
}

func (s *Systemd) read(name string) string {
	text, _ := os.ReadFile(filepath.Join(s.dir, name))
	return string(text)
}

func (s *Systemd) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(fmt.Errorf("writing the test's systemd: %w", err))
	}
}

// stop ends all processes. They are gone when nothing is written any more.
func (s *Systemd) stop() {
	supervisors, _ := filepath.Glob(filepath.Join(s.dir, "units", "*", "supervisor"))
	services, _ := filepath.Glob(filepath.Join(s.dir, "units", "*", "pid")) // in groups of their own, some of them
	for _, file := range append(supervisors, services...) {
		text, _ := os.ReadFile(file)
		if group, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && group > 1 {
			_ = syscall.Kill(-group, syscall.SIGKILL)
		}
	}
	var err error
	for range 100 {
		if err = os.RemoveAll(s.dir); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Errorf("removing the test's systemd: %v", err)
}
