package doctor_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

// units are those of a machine where all runs, for an hour.
func units(change ...func([]setup.Unit)) func(*doctor.Seen) {
	return func(s *doctor.Seen) {
		all := []setup.Unit{
			{Name: "nova-api.service", Enabled: "enabled", Active: "active", Started: since(-time.Hour)},
			{Name: "ceilometer-agent-notification.service", Enabled: "enabled", Active: "active", Started: since(-time.Hour)},
			{Name: "glance-registry.service", Enabled: "disabled", Active: "inactive"},
			{Name: "ssh.service", Enabled: "enabled", Active: "failed"},
		}
		for _, one := range change {
			one(all)
		}
		s.Facts.Units = all
	}
}

// since is a moment as systemctl writes it on this machine.
func since(d time.Duration) string {
	return now.Add(d).In(time.Local).Format("Mon 2006-01-02 15:04:05 MST")
}

// changed is a file that was changed then.
func changed(s *doctor.Seen, path string, d time.Duration) {
	for i := range s.Facts.Files {
		if s.Facts.Files[i].Path == path {
			s.Facts.Files[i].Changed = now.Add(d)
		}
	}
}

// old makes all files older than everything that runs.
func old(s *doctor.Seen) {
	for i := range s.Facts.Files {
		s.Facts.Files[i].Changed = now.Add(-24 * time.Hour)
	}
}

func TestEveryEnabledUnitRuns(t *testing.T) {
	t.Parallel()
	const agent = "ceilometer-agent-notification.service"
	specify(t, "unit-down", "zed-debian", []outcome{
		{name: "all do", result: doctor.OK, seen: units()},
		{name: "the agent is stopped", result: doctor.Critical, seen: units(func(u []setup.Unit) { u[1].Active = "inactive" }), says: []string{agent + " is stopped", "systemctl start " + agent}, at: agent},
		{name: "the agent was switched off on purpose", result: doctor.OK, seen: units(func(u []setup.Unit) { u[1].Active, u[1].Enabled = "inactive", "disabled" })},
		{name: "nova-api has failed", result: doctor.Warning, seen: units(func(u []setup.Unit) { u[0].Active = "failed" }), says: []string{"journalctl -u nova-api.service"}},
		{name: "the agent crashes again and again", result: doctor.Critical, seen: units(func(u []setup.Unit) { u[1].Active, u[1].Restarts = "activating", 12 }), says: []string{"12 restarts"}},
		{name: "there is no systemd", result: doctor.NotApplicable},
	})
}

func TestEveryProcessHasReadItsFiles(t *testing.T) {
	t.Parallel()
	process := func(program, unit string, d time.Duration, files ...string) doctor.Process {
		return doctor.Process{PID: 7, Program: program, Unit: unit, Started: now.Add(d), Files: files}
	}
	running := func(file string, edited time.Duration, all ...doctor.Process) func(*doctor.Seen) {
		return func(s *doctor.Seen) {
			old(s)
			changed(s, file, edited)
			s.Processes = all
		}
	}
	specify(t, "process-stale", "zed-debian", []outcome{
		{name: "it was started after the change", result: doctor.OK, seen: running(cinder, -time.Hour, process("cinder-volume", "cinder-volume.service", -time.Minute))},
		{
			name: "it was started before", result: doctor.Warning, seen: running(cinder, -time.Minute, process("cinder-volume", "cinder-volume.service", -time.Hour)),
			says: []string{"cinder-volume was started before /etc/cinder/cinder.conf was changed", "systemctl restart cinder-volume.service"}, at: cinder,
		},
		{
			name: "a worker is younger than its parent", result: doctor.Warning,
			seen: running(cinder, -time.Minute, process("cinder-api", "cinder-api.service", -time.Hour), process("cinder-api", "cinder-api.service", -time.Second)),
		},
		{name: "another service's file", result: doctor.OK, seen: running(nova, -time.Minute, process("cinder-volume", "", -time.Hour))},
		{name: "the file that its command line names", result: doctor.Warning, seen: running(nova, -time.Minute, process("nova-scheduler", "", -time.Hour, nova)), at: nova},
		{name: "the pipeline of the agent", result: doctor.Warning, seen: running(pipeline, -time.Minute, process("ceilometer-agent-notification", "", -time.Hour)), at: pipeline},
		{
			name: "systemd knows, where no process is seen", result: doctor.Warning, at: nova,
			seen: func(s *doctor.Seen) {
				old(s)
				changed(s, nova, -time.Minute)
				units()(s)
			},
		},
		{name: "nothing is known to run", result: doctor.NotApplicable},
	})
}

func TestTheEndpointIsComparedWithWhatListens(t *testing.T) {
	t.Parallel()
	listens := func(url string) func(*doctor.Seen) {
		return func(s *doctor.Seen) {
			addressed(s)
			s.Facts.Listeners = []setup.Listener{{Address: netip.AddrPortFrom(s.Facts.System.Addresses[1].Addr(), 8777)}}
			s.Identity = doctor.IdentityFacts{Asked: "http://192.0.2.11:5000", Metering: []setup.CatalogueEndpoint{{ID: "e1", Interface: "public", URL: url}}}
		}
	}
	specify(t, "endpoint-elsewhere", "newton-redhat", []outcome{
		{name: "it leads here", result: doctor.OK, seen: listens("http://192.0.2.11:8777")},
		{name: "it leads elsewhere", result: doctor.Info, seen: listens("http://192.0.2.10:8777"), says: []string{"leads to 192.0.2.10:8777"}},
		{name: "a name may be anything", result: doctor.OK, seen: listens("http://api.example.org:8777")},
		{name: "it is no URL", result: doctor.Warning, seen: listens("controller"), says: []string{"is no URL"}},
	})
}
