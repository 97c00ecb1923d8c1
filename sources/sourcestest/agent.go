package sourcestest

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// agentProgram is Ceilometer's notification agent.
const agentProgram = "/usr/bin/ceilometer-agent-notification"

// HaveAgent reports whether Ceilometer's notification agent is installed.
func HaveAgent() bool {
	_, err := os.Stat(agentProgram)
	return err == nil
}

// NotificationAgent is a real ceilometer-agent-notification for one test. What it
// says goes to the file Log.
type NotificationAgent struct {
	Log string

	dir   string
	guard *guard
	pid   int
}

// Agent makes one that does not run yet, and takes it away with the test.
func Agent(t testing.TB) *NotificationAgent {
	t.Helper()
	dir, err := os.MkdirTemp("", "ceilotop-agent-")
	must(t, "make a directory", err)
	a := &NotificationAgent{Log: filepath.Join(dir, "agent.log"), dir: dir}
	a.guard, err = newGuard(dir)
	must(t, "start a guard", err)
	t.Cleanup(func() {
		a.Stop()
		a.guard.release()
	})
	return a
}

// Start starts it with a configuration file. It consumes some seconds later.
func (a *NotificationAgent) Start(t testing.TB, config string) {
	t.Helper()
	pid, err := a.guard.start(pythonEnv(a.dir), "agent.log", agentProgram, "--config-file", config)
	must(t, "start "+agentProgram, err)
	a.pid = pid
}

// Stop ends it, with its workers, as a crash does: an orderly end takes seconds.
func (a *NotificationAgent) Stop() {
	if a.pid == 0 {
		return
	}
	_ = syscall.Kill(-a.pid, syscall.SIGKILL)
	a.guard.end(a.pid, syscall.SIGKILL, 20*time.Second)
	a.pid = 0
}
