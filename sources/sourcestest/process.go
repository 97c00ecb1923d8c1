package sourcestest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// The guard waits until its standard input ends, which it does when the process
// that holds the other end closes it or dies. Then it kills every process whose
// id is a file in $1/pids and removes $1. Signals from a terminal are for the
// tests; the guard outlives them.
const guardScript = `trap '' INT TERM HUP QUIT
read -r _
for f in "$1"/pids/*; do
	pid=${f##*/}
	case $pid in *[!0-9]*) continue ;; esac
	kill -KILL "-$pid" || kill -KILL "$pid"
	n=0
	while kill -0 "$pid" && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
done
rm -rf "$1"`

// A process writes down its own id before it becomes the server, so that there
// is no moment at which the guard would miss it.
const enterScript = `: >"$1/pids/$$" && shift && exec "$@"`

// guard watches over the processes of one directory.
type guard struct {
	dir  string
	hold *os.File // the guard waits for the end of this
	pid  int
}

func newGuard(dir string) (*guard, error) {
	if err := os.Mkdir(filepath.Join(dir, "pids"), 0o700); err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close() //nolint:errcheck // the child has its own copy
	cmd := exec.Command("/bin/sh", "-c", guardScript, "guard", dir)
	cmd.Stdin = read
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("start the guard: %w", err)
	}
	return &guard{dir: dir, hold: write, pid: cmd.Process.Pid}, nil
}

// start runs a program under the guard, in a session of its own, and returns
// its process id. Its output goes to a file in the guard's directory.
func (g *guard) start(env []string, log, name string, args ...string) (int, error) {
	out, err := os.OpenFile(filepath.Join(g.dir, log), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer out.Close() //nolint:errcheck // the child has its own copy
	cmd := exec.Command("/bin/sh", append([]string{"-c", enterScript, "enter", g.dir, name}, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, out, out
	cmd.Dir = g.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("start %s: %w", name, err)
	}
	return cmd.Process.Pid, nil
}

// end sends a signal and waits until the process is gone. One that does not
// heed the signal in time is killed.
func (g *guard) end(pid int, signal syscall.Signal, patience time.Duration) {
	if pid == 0 {
		return
	}
	_ = syscall.Kill(pid, signal)
	deadline := time.Now().Add(patience)
	for !exited(pid) {
		if time.Now().After(deadline) {
			_ = syscall.Kill(-pid, syscall.SIGKILL)
			deadline = deadline.Add(time.Hour)
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = os.Remove(filepath.Join(g.dir, "pids", strconv.Itoa(pid)))
}

// release lets the guard do its work and waits until it has.
func (g *guard) release() {
	_ = g.hold.Close()
	for !exited(g.pid) {
		time.Sleep(10 * time.Millisecond)
	}
}

// exited reaps a child that has ended. It reports true for one reaped earlier.
func exited(pid int) bool {
	for {
		got, err := syscall.Wait4(pid, nil, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		return err != nil || got == pid
	}
}
