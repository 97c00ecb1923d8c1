package machine

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

var unitName = regexp.MustCompile(`^[A-Za-z0-9_@][A-Za-z0-9_.@:\\-]*$`)

// unit is what systemctl show says about one. Systemd before 235, as on CentOS
// 7, knows no NRestarts.
type unit struct {
	Load, File, Active, Sub, Type, Result string
	Restarts, PID                         string
}

func (u unit) enabled() bool { return strings.HasPrefix(u.File, "enabled") }

func (u unit) active() bool { return u.Active == "active" || u.Active == "reloading" }

func (m *Machine) show(ctx context.Context, name string) (unit, error) {
	out, err := m.output(ctx, "systemctl", "show", "-p", "LoadState,UnitFileState,ActiveState,SubState,Type,Result,NRestarts,MainPID", name)
	if err != nil {
		return unit{}, err
	}
	var u unit
	fields := map[string]*string{
		"LoadState": &u.Load, "UnitFileState": &u.File, "ActiveState": &u.Active, "SubState": &u.Sub,
		"Type": &u.Type, "Result": &u.Result, "NRestarts": &u.Restarts, "MainPID": &u.PID,
	}
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if field := fields[key]; field != nil {
			*field = value
		}
	}
	return u, nil
}

func (m *Machine) prepareUnit(ctx context.Context, a setup.ControlUnit) (setup.Undo, error) {
	undo := setup.Undo{Unit: a.Unit, Verb: a.Verb, Because: a.Because}
	if !unitName.MatchString(a.Unit) {
		return undo, fmt.Errorf("%q is not the name of a unit", a.Unit)
	}
	u, err := m.show(ctx, a.Unit)
	switch {
	case err != nil:
		return undo, err
	case u.Load == "masked":
		return undo, sources.WithHint(fmt.Errorf("the unit %s is masked", a.Unit), "If it is meant to run: systemctl unmask "+a.Unit)
	case u.Load == "not-found":
		return undo, sources.WithHint(fmt.Errorf("there is no unit %s", a.Unit), "Install the package that has it, or run systemctl daemon-reload.")
	}
	undo.WasActive, undo.WasEnabled = u.active(), u.enabled()
	return undo, nil
}

// control tells systemd, and watches what is started.
func (m *Machine) control(ctx context.Context, verb setup.Verb, name string) error {
	if !unitName.MatchString(name) {
		return fmt.Errorf("%q is not the name of a unit", name)
	}
	err := m.perform(ctx, "systemctl", string(verb), name)
	switch verb {
	case setup.Start, setup.Restart, setup.Reload:
		if err == nil {
			err = m.watch(ctx, name)
		}
		if err != nil {
			return m.withJournal(ctx, name, err)
		}
	}
	return err
}

// revertUnit brings a unit to the state in which it was, but for what the run
// did not change.
func (m *Machine) revertUnit(ctx context.Context, u setup.Undo) error {
	now, err := m.show(ctx, u.Unit)
	if err != nil || now.Load == "not-found" {
		return err
	}
	switch u.Verb {
	case setup.Enable:
		if !u.WasEnabled && now.enabled() {
			return m.control(ctx, setup.Disable, u.Unit)
		}
	case setup.Disable:
		if u.WasEnabled && !now.enabled() {
			return m.control(ctx, setup.Enable, u.Unit)
		}
	case setup.Start, setup.Restart, setup.Reload:
		if !u.WasActive && now.Active != "inactive" {
			return m.control(ctx, setup.Stop, u.Unit)
		}
	case setup.Stop:
		if u.WasActive && !now.active() {
			return m.control(ctx, setup.Start, u.Unit)
		}
	}
	return nil
}
