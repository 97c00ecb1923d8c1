package steps_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// blocked wants a step to be so, for a reason.
func blocked(t *testing.T, p setup.Plan, id, why string) {
	t.Helper()
	if s := step(t, p, id); s.State != setup.Blocked || !strings.Contains(s.Why, why) {
		t.Errorf("step %s is %s: %s; want blocked: %s", id, s.State, s.Why, why)
	}
}

func TestNobodySendsBeforeSomebodyListens(t *testing.T) {
	t.Parallel()
	f := machine(profile.Zed, setup.RedHat)
	file(&f, ceilometerConf, "ceilometer", []byte("[DEFAULT]\n...\n"))
	p := steps.Build(answers(setup.Controller), f)
	for _, id := range []string{"C12", "G1", "N1", "S1"} {
		if s := step(t, p, id); s.State != setup.Blocked {
			t.Errorf("step %s is %s: %s", id, s.State, s.Why)
		}
	}
}

// TestTheAuditNeedsThePeriod: without it Cinder sends the whole last month each
// time that it runs.
func TestTheAuditNeedsThePeriod(t *testing.T) {
	t.Parallel()
	f := machine(profile.Newton, setup.RedHat)
	cinder, _ := f.File(cinderConf)
	file(&f, cinderConf, "cinder", append([]byte("[oslo_messaging_rabbit]\nrabbit_use_ssl = true\n"), cinder.Text...))
	p := steps.Build(answers(setup.Controller), f)
	if s := step(t, p, "S1"); s.State != setup.Blocked {
		t.Fatalf("step S1 is %s: %s", s.State, s.Why)
	}
	blocked(t, p, "S4", "waits for step S1")
	blocked(t, p, "S5", "waits for step S4")
}

func TestAnEarlierScheduleOfTheOtherKindStandsInTheWay(t *testing.T) {
	t.Parallel()
	a, f := answers(setup.Controller), machine(profile.Zed, setup.Debian)
	f = settle(f, steps.Build(a, f))
	a.Audit.Schedule = "cron"
	blocked(t, steps.Build(a, f), "S4", "ceilotop-volume-audit.timer runs it too")
}

func TestAReleaseBeforeMitakaIsNotTakenForAnotherOne(t *testing.T) {
	t.Parallel()
	f := machine(profile.Zed, setup.RedHat)
	i := slices.IndexFunc(f.Services, func(s setup.Service) bool { return s.Name == "nova" })
	f.Services[i].Version = "12.0.1"
	p := steps.Build(answers(setup.Controller), f)
	blocked(t, p, "N1", "nova is older than Mitaka")
	if s := step(t, p, "G1"); s.State != setup.Change {
		t.Errorf("step G1 is %s: %s", s.State, s.Why)
	}
}

func TestAServiceWithoutItsFileIsNotForgotten(t *testing.T) {
	t.Parallel()
	f := machine(profile.Zed, setup.RedHat)
	f.Files = slices.DeleteFunc(f.Files, func(file setup.File) bool { return file.Path == novaConf })
	f.Programs = slices.DeleteFunc(f.Programs, func(p setup.Program) bool { return p.Service == "nova" })
	blocked(t, steps.Build(answers(setup.NodeRoles...), f), "N1", "nova is installed (rpm: openstack-nova-common")
	blocked(t, steps.Build(answers(setup.NodeRoles...), f), "K3", "has no configuration here")
}
