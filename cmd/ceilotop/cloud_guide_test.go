package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// quickMain is ceilotop, but for the time that a unit has to stay up: the test of
// a cloud has many to restart.
func quickMain() {
	settle = 500 * time.Millisecond
	main()
}

// enter runs a command on a machine whose configuration is that below $1: in a
// namespace of mounts of its own. Services of the machine that the tests run on
// are not on it.
const enter = `set -e
root=$1
shift
for dir in etc/glance etc/cinder etc/ceilometer var/lib/dpkg var/lib/ceilotop; do
	mkdir -p "$root/$dir" "/$dir"
	mount --bind "$root/$dir" "/$dir"
done
for dir in /etc/keystone /etc/nova /etc/neutron /etc/heat /etc/gnocchi /etc/kolla /etc/systemd/system /etc/cron.d /run; do
	[ ! -d "$dir" ] || mount -t tmpfs none "$dir"
done
mkdir -p /run/systemd/system
exec "$@"
`

// guided is ceilotop setup in tmux on a terminal of 80×24, and somebody before it.
type guided struct {
	*person
	t *testing.T
}

// guide starts ceilotop setup on the cloud's controller.
func (c *cloud) guide(t *testing.T) *guided {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(c.root, "ceilotop-quick")
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	c.write(t, "tmux.conf", "set -g status off\nset -g default-terminal tmux-256color\n")
	tmux := func(args ...string) *exec.Cmd {
		return exec.Command("tmux", append([]string{"-S", c.path("tmux"), "-f", c.path("tmux.conf")}, args...)...)
	}
	cmd := tmux("new-session", "-x", "80", "-y", "24", "unshare", "--mount", "sh", "-c", enter, "enter", c.root, program, "setup", "--lang", "en")
	cmd.Env = []string{"PATH=" + c.volumes.Bin + ":" + c.systemd.Path(), "HOME=" + c.root, "TERM=xterm-256color", "LC_ALL=C.UTF-8"}
	for name, value := range c.id.Environment() {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	g := &guided{&person{tty: tty, cmd: cmd, term: vt.NewSafeEmulator(80, 24), ended: make(chan struct{})}, t}
	go g.watch()
	go func() { _, _ = io.Copy(tty, g.term) }() // what a terminal answers when it is asked
	t.Cleanup(func() {
		_, _ = tty.Write([]byte{3})
		defer tmux("kill-server").Run() //nolint:errcheck // it ended with its session, unless the program hangs
		timer := time.AfterFunc(patience, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
		defer timer.Stop()
		_ = cmd.Wait()
		_ = tty.Close()
		<-g.ended
		_ = g.term.Close()
	})
	return g
}

// guidePatience is for a machine that does much else beside.
const guidePatience = 3 * time.Minute

// do presses keys, or types, and waits for what there is to see then.
func (g *guided) do(keys string, see ...string) {
	g.t.Helper()
	g.press(keys)
	g.wait(guidePatience, keys, see...)
}

// insist presses a key now and then until there is something to see: a server
// may not have answered in time.
func (g *guided) insist(key, see string) {
	g.t.Helper()
	for deadline := time.Now().Add(guidePatience); !g.shows(see) && time.Now().Before(deadline); {
		for pause := time.Now().Add(20 * time.Second); !g.shows(see) && time.Now().Before(pause); {
			time.Sleep(50 * time.Millisecond)
		}
		if !g.shows(see) {
			g.press(key)
		}
	}
	g.wait(0, key, see)
}

func (g *guided) press(keys string) {
	g.t.Helper()
	names := strings.NewReplacer("<enter>", "\r", "<esc>", "\x1b", "<up>", "\x1b[A", "<down>", "\x1b[B")
	if _, err := io.WriteString(g.tty, names.Replace(keys)); err != nil {
		g.t.Fatal(err)
	}
}

func (g *guided) shows(text string) bool { return strings.Contains(g.screen(), text) }

func (g *guided) wait(patience time.Duration, keys string, see ...string) {
	g.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		missing := slices.DeleteFunc(slices.Clone(see), g.shows)
		if len(missing) == 0 {
			return
		}
		if time.Now().After(deadline) {
			g.t.Fatalf("after %q there is no %q on\n%s", keys, missing, g.screen())
		}
	}
}
