package audit_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
)

const ran = "cinder /usr/bin/cinder-volume-usage-audit"

func schedules(period string, family setup.Family, units []setup.Unit, files ...string) []audit.Schedule {
	f := setup.Facts{System: setup.System{Family: family}, Units: units}
	for i := 0; i < len(files); i += 2 {
		f.Files = append(f.Files, setup.File{Path: files[i], Text: []byte(files[i+1]), Mode: 0o644})
	}
	return audit.Schedules(f, period)
}

func TestSchedulesAreJudgedByThePeriod(t *testing.T) {
	t.Parallel()
	service := "[Service]\nExecStart=/usr/bin/cinder-volume-usage-audit\n"
	for name, test := range map[string]struct {
		period string
		files  []string
		units  []setup.Unit
		where  string
		state  setup.HopState
		detail string
	}{
		"once an hour":            {"hour", []string{"/etc/cron.d/cinder", "# a\nPATH=/bin\n5 * * * * " + ran + "\n"}, nil, "/etc/cron.d/cinder:3", setup.HopProven, "each hour once"},
		"the guide's five":        {"hour", []string{"/etc/cron.d/cinder", "*/5 * * * * " + ran + "\n"}, nil, "/etc/cron.d/cinder:1", setup.HopBroken, "the same hour twelve times"},
		"hourly, of a day":        {"day", []string{"/etc/cron.hourly/cinder", "#!/bin/sh\n/usr/bin/cinder-volume-usage-audit\n"}, nil, "/etc/cron.hourly/cinder", setup.HopBroken, "not executable"},
		"daily, of an hour":       {"hour", []string{"/etc/crontab", "@daily " + ran + "\n"}, nil, "/etc/crontab:1", setup.HopBroken, "8395 of the 8760 hours of a year are never sent"},
		"by the month":            {"month", []string{"/var/spool/cron/crontabs/cinder", "5 0 1 * * cinder-volume-usage-audit\n"}, nil, "/var/spool/cron/crontabs/cinder:1", setup.HopProven, "each month once"},
		"an offset":               {"day@6", []string{"/etc/cron.d/a", "5 6 * * * " + ran + "\n"}, nil, "/etc/cron.d/a:1", setup.HopProven, ""},
		"weekdays":                {"day", []string{"/etc/cron.d/a", "5 6 * * mon-fri " + ran + "\n"}, nil, "/etc/cron.d/a:1", setup.HopBroken, "of the 365 days of a year are never sent"},
		"with actions":            {"hour", []string{"/etc/cron.d/a", "5 * * * * " + ran + " --send_actions\n"}, nil, "/etc/cron.d/a:1", setup.HopBroken, "brings what was deleted back"},
		"without actions":         {"hour", []string{"/etc/cron.d/a", "5 * * * * " + ran + " --nosend_actions\n"}, nil, "/etc/cron.d/a:1", setup.HopProven, ""},
		"its own times":           {"hour", []string{"/etc/cron.d/a", "5 * * * * " + ran + " --start_time \"$(date)\"\n"}, nil, "/etc/cron.d/a:1", setup.HopUnknown, "itself which time"},
		"a name with a dot":       {"hour", []string{"/etc/cron.d/cinder.cron", "5 * * * * " + ran + "\n"}, nil, "/etc/cron.d/cinder.cron:1", setup.HopBroken, "does not run: cron takes no file"},
		"at boot":                 {"hour", []string{"/etc/cron.d/a", "@reboot " + ran + "\n"}, nil, "/etc/cron.d/a:1", setup.HopUnknown, "when the machine starts"},
		"nonsense":                {"hour", []string{"/etc/cron.d/a", "99 * * * * " + ran + "\n"}, nil, "/etc/cron.d/a:1", setup.HopUnknown, "not understood"},
		"no period":               {"week", []string{"/etc/cron.d/a", "5 * * * * " + ran + "\n"}, nil, "/etc/cron.d/a:1", setup.HopBroken, "none of hour, day, month and year"},
		"a timer":                 {"hour", []string{"/etc/systemd/system/a.timer", "[Timer]\nOnCalendar=*-*-* *:05:00 UTC\n", "/etc/systemd/system/a.service", service}, []setup.Unit{{Name: "a.timer", Enabled: "enabled", Active: "active"}}, "a.timer", setup.HopProven, "each hour once"},
		"a timer of another unit": {"day", []string{"/usr/lib/systemd/system/a.timer", "[Timer]\nUnit=b.service\nOnCalendar=daily\n", "/usr/lib/systemd/system/b.service", service}, nil, "a.timer", setup.HopProven, ""},
		"a timer that stands":     {"hour", []string{"/etc/systemd/system/a.timer", "[Timer]\nOnCalendar=hourly\n", "/etc/systemd/system/a.service", service}, []setup.Unit{{Name: "a.timer", Enabled: "disabled", Active: "inactive"}}, "a.timer", setup.HopBroken, "not started"},
		"a timer every 5 minutes": {"hour", []string{"/etc/systemd/system/a.timer", "[Timer]\nOnCalendar=*:0/5\n", "/etc/systemd/system/a.service", service}, nil, "a.timer", setup.HopBroken, "twelve times"},
		"a timer that drifts":     {"hour", []string{"/etc/systemd/system/a.timer", "[Timer]\nOnUnitActiveSec=1h\n", "/etc/systemd/system/a.service", service}, nil, "a.timer", setup.HopUnknown, "drifts"},
	} {
		all := schedules(test.period, setup.Debian, test.units, test.files...)
		if len(all) != 1 || all[0].Where != test.where || all[0].State != test.state || !strings.Contains(all[0].Detail, test.detail) {
			t.Errorf("%s: %+v", name, all)
		}
	}
}

func TestSeveralSchedulesSendTheSameSeveralTimes(t *testing.T) {
	t.Parallel()
	all := schedules("hour", setup.Debian, nil, "/etc/cron.d/a", "5 * * * * "+ran+"\n", "/etc/cron.d/b", "7 * * * * "+ran+"\n", "/etc/cron.d/c.off", "9 * * * * "+ran+"\n")
	if len(all) != 3 || !strings.Contains(all[0].Detail, "2 schedules run it") || all[1].State != setup.HopBroken || !strings.Contains(all[2].Detail, "does not run") {
		t.Errorf("%+v", all)
	}
}

func TestOtherFilesAreNoSchedules(t *testing.T) {
	t.Parallel()
	if all := schedules("hour", setup.RedHat, nil, "/etc/cron.d/a", "# 5 * * * * "+ran+"\nX="+ran+"\n5 * * * * root /bin/true\n", "/etc/systemd/system/a.timer", "[Timer]\nOnCalendar=daily\n"); all != nil {
		t.Errorf("%+v", all)
	}
}

// FuzzSchedules must end, and must not panic, whatever stands in the files.
func FuzzSchedules(f *testing.F) {
	f.Add("5 * * * * "+ran, "OnCalendar=*-*-* *:05:00")
	f.Add("*/0 1-99 32 * 8 "+ran, "OnCalendar=Mon..Fri 10:00/0\nUnit=x")
	f.Fuzz(func(t *testing.T, line, timer string) {
		for _, s := range schedules("hour", setup.Debian, nil, "/etc/cron.d/a", line, "/etc/systemd/system/a.timer", timer, "/etc/systemd/system/a.service", "ExecStart=cinder-volume-usage-audit") {
			if s.State == "" || s.Detail == "" {
				t.Errorf("%q, %q: %+v", line, timer, s)
			}
		}
	})
}
