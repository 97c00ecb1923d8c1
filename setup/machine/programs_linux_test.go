package machine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/machinetest"
	"github.com/ceilotop/ceilotop/sources"
)

func TestAUnitThatCrashesIsAFailureWithItsLastWords(t *testing.T) {
	t.Parallel()
	s := machinetest.NewSystemd(t)
	const dies = "echo starting; echo 'cannot reach rabbit://nova:" + secret + "@127.0.0.1'; sleep 0.2; exit 1"
	s.Unit("dies.service", dies, false)
	s.Unit("loops.service", dies, true)
	s.Unit("lasts.service", machinetest.Lasting, true)
	m, err := machine.New(t.TempDir(), machine.Options{Settle: 3 * time.Second, Path: s.Path()})
	if err != nil {
		t.Fatal(err)
	}
	m.Everything()
	for _, unit := range []string{"dies.service", "loops.service"} {
		for _, verb := range []setup.Verb{setup.Start, setup.Restart} {
			err := m.Do(t.Context(), setup.ControlUnit{Unit: unit, Verb: verb})
			if err == nil || !strings.Contains(err.Error(), "does not stay up") || !strings.Contains(err.Error(), "cannot reach") ||
				strings.Contains(err.Error(), secret) || sources.HintOf(err) != "journalctl -u "+unit {
				t.Errorf("%s %s: %v (%s)", verb, unit, err, sources.HintOf(err))
			}
		}
	}
	if err := m.Do(t.Context(), setup.ControlUnit{Unit: "lasts.service", Verb: setup.Start}); err != nil {
		t.Error(err)
	}
}

func TestUnitsThatCannotBeStarted(t *testing.T) {
	t.Parallel()
	s := machinetest.NewSystemd(t)
	s.Unit("masked.service", machinetest.Lasting, false)
	s.Mask("masked.service")
	m := changer(t, t.TempDir(), s)
	for unit, want := range map[string]string{
		"masked.service":  "is masked",
		"missing.service": "there is no unit",
		"--root=/":        "is not the name of a unit",
		"a b":             "is not the name of a unit",
	} {
		_, err := m.Prepare(t.Context(), setup.ControlUnit{Unit: unit, Verb: setup.Start})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", unit, err)
		}
	}
	if calls := s.Calls(); len(calls) != 0 {
		t.Errorf("systemctl was told %q", calls)
	}
}

// TestRevertBringsUnitsBack goes through what a unit may have been before.
func TestRevertBringsUnitsBack(t *testing.T) {
	t.Parallel()
	s := machinetest.NewSystemd(t)
	m := changer(t, t.TempDir(), s)
	for _, tt := range []struct {
		verb            setup.Verb
		active, enabled bool
		told            []string
	}{
		{setup.Enable, false, false, []string{"enable", "disable"}},
		{setup.Enable, false, true, []string{"enable"}},
		{setup.Disable, false, true, []string{"disable", "enable"}},
		{setup.Start, false, false, []string{"start", "stop"}},
		{setup.Start, true, false, []string{"start"}},
		{setup.Stop, true, false, []string{"stop", "start"}},
		{setup.Restart, false, false, []string{"restart", "stop"}},
		{setup.Reload, true, false, []string{"reload-or-restart"}},
	} {
		name := string(tt.verb) + ".service"
		s.Unit(name, machinetest.Lasting, false)
		if tt.enabled {
			s.Enable(name)
		}
		if tt.active {
			if err := m.Do(t.Context(), setup.ControlUnit{Unit: name, Verb: setup.Start}); err != nil {
				t.Fatal(err)
			}
		}
		state, enabled := s.State(name)
		begun := len(s.Calls())
		a := setup.ControlUnit{Unit: name, Verb: tt.verb}
		u, err := m.Prepare(t.Context(), a)
		if err == nil {
			err = m.Do(t.Context(), a)
		}
		for range 2 {
			if err == nil {
				err = m.Revert(t.Context(), u)
			}
		}
		var told []string
		for _, call := range s.Calls()[begun:] {
			told = append(told, strings.TrimSuffix(call, " "+name))
		}
		if err != nil || !slices.Equal(told, tt.told) {
			t.Errorf("%+v: told %q, %v", tt, told, err)
		}
		if now, still := s.State(name); now != state || still != enabled {
			t.Errorf("%+v: it was %s %v and is %s %v", tt, state, enabled, now, still)
		}
		if tt.active {
			if err := m.Do(t.Context(), setup.ControlUnit{Unit: name, Verb: setup.Stop}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// packagers are no package managers: they keep a list of what is installed, and
// answer as the real ones were recorded to. Like yum they end with 0 when they
// found some of what they were asked for.
const packagers = `#!/bin/sh
here=$(dirname "$0")
name=$(basename "$0")
for last; do :; done
case $name in
rpm) grep -qx "$last" "$here/installed" && exit 0; echo "no package provides $last"; exit 1 ;;
dpkg-query) grep -qx "$last" "$here/installed" && echo installed && exit 0; echo "dpkg-query: no packages found matching $last" >&2; exit 1 ;;
esac
echo "$name $* front=$DEBIAN_FRONTEND pass=$CEILOMETER_PASS" >>"$here/asked"
while [ "$1" != -- ]; do shift; done
shift
for p; do
	case $p in
	broken) echo "E: Sub-process /usr/bin/dpkg returned an error code (1)" >&2; exit 100 ;;
	absent) echo "No package $p available." ;;
	*) echo "$p" >>"$here/installed" ;;
	esac
done
`

func TestPackagesAreInstalledWithoutAQuestion(t *testing.T) {
	t.Parallel()
	for packager, program := range map[string]string{"apt": "apt-get", "dnf": "dnf", "yum": "yum", "zypper": "zypper"} {
		s := machinetest.NewSystemd(t)
		for _, name := range []string{program, "rpm", "dpkg-query"} {
			s.Program(name, packagers)
		}
		s.Program("installed", "mongodb\n")
		m := changer(t, t.TempDir(), s)
		install := func(names ...string) error {
			a := setup.InstallPackages{Packager: packager, Names: names}
			u, err := m.Prepare(t.Context(), a)
			if err == nil {
				err = m.Do(t.Context(), a)
			}
			if back := m.Revert(t.Context(), u); back != nil {
				t.Errorf("%s: taking back: %v", packager, back)
			}
			return err
		}
		if err := install("mongodb"); err != nil || s.Read("asked") != "" {
			t.Errorf("%s: what is there already: %v\n%s", packager, err, s.Read("asked"))
		}
		if err := install("mongodb", "openstack-ceilometer-central"); err != nil {
			t.Errorf("%s: %v", packager, err)
		}
		asked := s.Read("asked")
		if !strings.Contains(asked, "install -- openstack-ceilometer-central front=noninteractive pass=\n") || !strings.Contains(asked, "-y ") && !strings.Contains(asked, "--non-interactive") {
			t.Errorf("%s was called so:\n%s", packager, asked)
		}
		if err := install("absent"); err == nil || !strings.Contains(err.Error(), "did not install absent") || sources.HintOf(err) == "" {
			t.Errorf("%s: a package that is nowhere: %v", packager, err)
		}
		if err := install("broken"); err == nil || !strings.Contains(err.Error(), "returned an error code") || sources.HintOf(err) == "" {
			t.Errorf("%s: a package that fails: %v", packager, err)
		}
		if err := install("--root=/"); err == nil || !strings.Contains(err.Error(), "not the name of a package") {
			t.Errorf("%s: no package's name: %v", packager, err)
		}
	}
}

func TestCommandsAreRunAndTakenBack(t *testing.T) {
	t.Parallel()
	s := machinetest.NewSystemd(t)
	s.Program("a2ensite", "#!/bin/sh\ntouch \"$(dirname \"$0\")/$1\"\n")
	s.Program("a2dissite", "#!/bin/sh\nrm -f \"$(dirname \"$0\")/$1\"; echo gone >\"$(dirname \"$0\")/gone\"\n")
	s.Program("httpd", "#!/bin/sh\necho AH00526: Syntax error; echo 'transport_url = rabbit://nova:"+secret+"@h/' >&2; exit 1\n")
	m := changer(t, t.TempDir(), s)
	a := setup.Run{Argv: []string{"a2ensite", "ceilometer"}, Back: []string{"a2dissite", "ceilometer"}}
	u, err := m.Prepare(t.Context(), a)
	if err == nil {
		err = m.Do(t.Context(), a)
	}
	if err == nil {
		err = m.Revert(t.Context(), u)
	}
	if err != nil || s.Read("gone") != "gone\n" {
		t.Errorf("%v, taken back: %q", err, s.Read("gone"))
	}
	err = m.Do(t.Context(), setup.Run{Argv: []string{"httpd", "-t"}})
	if err == nil || !strings.HasPrefix(err.Error(), "running httpd -t: exit status 1: ") || !strings.Contains(err.Error(), "AH00526: Syntax error") || strings.Contains(err.Error(), secret) {
		t.Errorf("a command that fails: %v", err)
	}
	if _, err := m.Prepare(t.Context(), setup.Run{Argv: []string{"no-such-program"}}); err == nil || !strings.Contains(err.Error(), "there is no program no-such-program") {
		t.Errorf("a command that does not exist: %v", err)
	}
}
