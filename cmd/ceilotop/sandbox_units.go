package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
)

// sandboxUnits are those of the sandbox's packages.
var sandboxUnits = []string{
	"apache2", "ceilometer-agent-central", "ceilometer-agent-notification", "cinder-api", "cinder-scheduler", "cinder-volume",
	"glance-api", "gnocchi-metricd", "nova-api", "nova-conductor", "nova-scheduler",
}

// madeUnits is where a setup puts the units that it makes.
const madeUnits = "/etc/systemd/system"

const agentUnit = "ceilometer-agent-notification.service"

// units stand in for systemd below the sandbox: they start and stop, and run
// nothing.
type units struct {
	dir string // of those that a setup makes

	mu  sync.Mutex
	all []setup.Unit
	at  map[string]time.Time // when each was started last
}

func newUnits(dir string, started time.Time) *units {
	u := &units{dir: dir, at: make(map[string]time.Time)}
	for _, name := range sandboxUnits {
		one := setup.Unit{Name: name + ".service", Enabled: "enabled", Active: "inactive", File: "/lib/systemd/system/" + name + ".service"}
		if one.Name != agentUnit { // nothing is metered yet
			u.start(&one, started)
		}
		u.all = append(u.all, one)
	}
	return u
}

func (u *units) start(one *setup.Unit, at time.Time) {
	one.Active, one.Started = "active", at.Local().Format("Mon 2006-01-02 15:04:05 MST") // as systemctl writes it
	u.at[one.Name] = at
}

// began is when a unit was started, if it runs.
func (u *units) began(name string) (time.Time, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	i := u.find(name)
	if i < 0 || !u.all[i].Running() {
		return time.Time{}, false
	}
	return u.at[name], true
}

// complete adds to facts what systemctl would say.
func (u *units) complete(f *setup.Facts) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f.System.Init, f.System.InitRunning = "systemd", true
	f.Units = slices.Clone(u.all)
}

// runs reports whether a unit is active.
func (u *units) runs(name string) bool {
	one, ok := u.show(name)
	return ok && one.Running()
}

func (u *units) show(name string) (setup.Unit, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	i := u.find(name)
	if i < 0 {
		return setup.Unit{}, false
	}
	return u.all[i], true
}

func (u *units) find(name string) int {
	return slices.IndexFunc(u.all, func(one setup.Unit) bool { return one.Name == name })
}

// reload finds the units that were made, and forgets those that were removed.
func (u *units) reload() error {
	files, err := os.ReadDir(u.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	made := make(map[string]bool)
	for _, f := range files {
		made[f.Name()] = true
		if ext := filepath.Ext(f.Name()); u.find(f.Name()) < 0 && (ext == ".service" || ext == ".timer") {
			u.all = append(u.all, setup.Unit{Name: f.Name(), Enabled: "disabled", Active: "inactive", File: path.Join(madeUnits, f.Name())})
		}
	}
	u.all = slices.DeleteFunc(u.all, func(one setup.Unit) bool { return path.Dir(one.File) == madeUnits && !made[one.Name] })
	return nil
}

// control does what systemctl would.
func (u *units) control(verb setup.Verb, name string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	i := u.find(name)
	if i < 0 {
		return fmt.Errorf("there is no unit %s", name)
	}
	one := &u.all[i]
	switch verb {
	case setup.Enable:
		one.Enabled = "enabled"
	case setup.Disable:
		one.Enabled = "disabled"
	case setup.Stop:
		one.Active = "inactive"
	case setup.TryRestart:
		if one.Running() {
			u.start(one, time.Now())
		}
	default:
		u.start(one, time.Now())
	}
	return nil
}

// sandboxMachine is the machine below the sandbox: the real one for all but
// systemd, which is the sandbox's.
type sandboxMachine struct {
	setup.Machine
	units *units
}

var unitKind = setup.ControlUnit{}.Kind()

// Prepare says how the unit is.
func (m sandboxMachine) Prepare(ctx context.Context, a setup.Action) (setup.Undo, error) {
	if r, ok := a.(setup.Run); ok && reloads(r.Argv) {
		return setup.Undo{Kind: a.Kind(), Did: a.String(), Argv: r.Back}, nil
	}
	c, ok := a.(setup.ControlUnit)
	if !ok {
		return m.Machine.Prepare(ctx, a)
	}
	one, ok := m.units.show(c.Unit)
	if !ok {
		return setup.Undo{}, fmt.Errorf("there is no unit %s", c.Unit)
	}
	return setup.Undo{Kind: unitKind, Did: c.String(), Unit: c.Unit, Verb: c.Verb, Because: c.Because, WasActive: one.Running(), WasEnabled: one.Enabled == "enabled"}, nil
}

// Do tells the unit.
func (m sandboxMachine) Do(ctx context.Context, a setup.Action) error {
	switch a := a.(type) {
	case setup.ControlUnit:
		return m.units.control(a.Verb, a.Unit)
	case setup.Run:
		if reloads(a.Argv) {
			return m.units.reload()
		}
	}
	return m.Machine.Do(ctx, a)
}

// reloads reports whether a command has systemd read its files again.
func reloads(argv []string) bool { return slices.Equal(argv, []string{"systemctl", "daemon-reload"}) }

// Revert brings the unit to where it was.
func (m sandboxMachine) Revert(ctx context.Context, undo setup.Undo) error {
	if reloads(undo.Argv) {
		return m.units.reload()
	}
	if undo.Kind != unitKind {
		return m.Machine.Revert(ctx, undo)
	}
	switch {
	case undo.Verb == setup.Enable && !undo.WasEnabled:
		return m.units.control(setup.Disable, undo.Unit)
	case undo.Verb == setup.Stop && undo.WasActive:
		return m.units.control(setup.Start, undo.Unit)
	case undo.Verb != setup.Enable && undo.Verb != setup.Stop && !undo.WasActive:
		return m.units.control(setup.Stop, undo.Unit)
	}
	return nil
}
