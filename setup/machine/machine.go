package machine

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Machine carries out actions on the real machine, or on the files below
// another root. It is a setup.Machine.
type Machine struct {
	root    string
	local   bool // another root than the machine's own: only files
	servers setup.Machine
	settle  time.Duration
	path    string // where programs are looked for
	hear    func(line string)
	labels  string // restorecon; "" where SELinux is off
}

// Options of a Machine. The zero value is good for another root.
type Options struct {
	// Servers carries out what concerns brokers, Keystone and the database, for
	// another root too. Nil refuses that.
	Servers setup.Machine
	// Settle is how long a unit has to run without a crash before it counts as
	// started; 0 is ten seconds.
	Settle time.Duration
	// Path is where programs are looked for, as in PATH; "" is PATH itself.
	Path string
	// Output gets what the programs say that an action runs, line by line,
	// masked and visible, while they run. It may be nil, and must not be slow.
	Output func(line string)
}

// New returns the machine whose files are below root. Where that is another
// one than "/", every action that is not about files is refused, but for what
// Servers carries out.
func New(root string, o Options) (*Machine, error) {
	root, err := filepath.Abs(cmp.Or(root, "/"))
	if err == nil {
		_, err = os.Stat(root)
	}
	if err != nil {
		return nil, fmt.Errorf("finding the root directory: %w", err)
	}
	m := &Machine{root: root, local: root != "/", servers: o.Servers, settle: cmp.Or(o.Settle, 10*time.Second), path: cmp.Or(o.Path, os.Getenv("PATH")), hear: o.Output}
	if _, err := os.Stat("/sys/fs/selinux/enforce"); err == nil && root == "/" {
		m.labels, _ = m.find("restorecon")
	}
	return m, nil
}

// Prepare says what has to be known to take an action back.
func (m *Machine) Prepare(ctx context.Context, a setup.Action) (setup.Undo, error) {
	if err := m.here(a.Local() || m.served(a.Kind()), a.String()); err != nil {
		return setup.Undo{}, err
	}
	var u setup.Undo
	var err error
	switch a := a.(type) {
	case setup.WriteFile:
		u, err = m.prepareWrite(a)
	case setup.RemoveFile:
		u, err = m.prepareRemove(a)
	case setup.KeepSecret:
		u, err = m.prepareSecret(a)
	case setup.InstallPackages:
		u, err = m.prepareInstall(ctx, a)
	case setup.ControlUnit:
		u, err = m.prepareUnit(ctx, a)
	case setup.Run:
		u, err = m.prepareRun(a)
	default:
		if m.servers == nil {
			return u, noServers(a.String())
		}
		return m.servers.Prepare(ctx, a)
	}
	u.Kind, u.Did = a.Kind(), a.String()
	return u, err
}

// Do carries an action out.
func (m *Machine) Do(ctx context.Context, a setup.Action) error {
	if err := m.here(a.Local() || m.served(a.Kind()), a.String()); err != nil {
		return err
	}
	switch a := a.(type) {
	case setup.WriteFile:
		return m.write(ctx, a)
	case setup.RemoveFile:
		return m.remove(a)
	case setup.KeepSecret:
		return m.keepSecret(a)
	case setup.InstallPackages:
		return m.install(ctx, a)
	case setup.ControlUnit:
		return m.control(ctx, a.Verb, a.Unit)
	case setup.Run:
		return m.run(ctx, a.Argv)
	}
	if m.servers == nil {
		return noServers(a.String())
	}
	return m.servers.Do(ctx, a)
}

// served reports whether an action is none of this machine's own, but one that
// Servers carries out.
func (m *Machine) served(kind string) bool {
	switch kind {
	case setup.InstallPackages{}.Kind(), setup.ControlUnit{}.Kind(), setup.Run{}.Kind():
		return false
	}
	return m.servers != nil
}

// Revert takes an action back. A unit that was active when it was restarted is
// left as it is: when it has to be restarted again, only Rollback knows.
func (m *Machine) Revert(ctx context.Context, u setup.Undo) error {
	switch u.Kind {
	case setup.WriteFile{}.Kind(), setup.RemoveFile{}.Kind(), setup.KeepSecret{}.Kind():
		return m.revertFile(ctx, u)
	}
	if err := m.here(m.served(u.Kind), u.Did); err != nil {
		return err
	}
	switch u.Kind {
	case setup.InstallPackages{}.Kind():
		return nil
	case setup.ControlUnit{}.Kind():
		return m.revertUnit(ctx, u)
	case setup.Run{}.Kind():
		if len(u.Argv) == 0 {
			return nil
		}
		return m.run(ctx, u.Argv)
	}
	if m.servers == nil {
		return noServers(u.Did)
	}
	return m.servers.Revert(ctx, u)
}

func (m *Machine) here(local bool, did string) error {
	if local || !m.local {
		return nil
	}
	return sources.WithHint(fmt.Errorf("%s: not below the root %s, only files are changed there", sources.Visible(did), m.root),
		"Run it on the machine itself, without --root.")
}

func noServers(did string) error {
	return fmt.Errorf("%s: this program was not told how to reach the server", sources.Visible(did))
}
