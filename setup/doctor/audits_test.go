package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

const (
	cron   = "/etc/cron.d/cinder-volume-usage-audit"
	hourly = "5 * * * * cinder /usr/bin/cinder-volume-usage-audit\n"
)

func TestTheAuditRunsOnceAPeriod(t *testing.T) {
	t.Parallel()
	specify(t, "audit-schedule", "zed-debian", []outcome{
		{name: "it does", result: doctor.OK},
		{name: "nothing runs it here", result: doctor.Info, files: func(_ *testing.T, f tree) { delete(f, cron) }, says: []string{"nothing on this machine runs the audit"}, at: cinder + ":3"},
		{name: "twelve times an hour, as the guide has it", result: doctor.Warning, files: edit(cron, "5 * * * *", "*/5 * * * *"), says: []string{"twelve times"}, at: cron + ":1"},
		{name: "each hour a month", result: doctor.Warning, files: edit(cinder, "volume_usage_audit_period = hour\n", ""), says: []string{"by default"}, at: cron + ":1"},
		{name: "a name that cron passes over", result: doctor.Warning, files: func(_ *testing.T, f tree) {
			delete(f, cron)
			f["/etc/cron.d/audit.sh"] = hourly
		}, says: []string{"it does not run"}},
		{name: "two schedules", result: doctor.Warning, files: lay("/etc/cron.d/audit2", hourly), says: []string{"2 schedules run it"}},
		{name: "a line of Cinder's file makes no sense", result: doctor.Unknown, files: edit(cinder, "[DEFAULT]\n", "[DEFAULT]\n...\n")},
		{name: "there is no Cinder", result: doctor.NotApplicable, files: func(_ *testing.T, f tree) { delete(f, cinder) }},
	})
}

func TestTheAuditDoesNotBringBackWhatWasDeleted(t *testing.T) {
	t.Parallel()
	again := func(_ *testing.T, f tree) {
		delete(f, "/etc/cron.d/cinder-audit")
		f[cron] = "5 * * * * cinder /usr/bin/cinder-volume-usage-audit --send_actions\n"
	}
	specify(t, "audit-send-actions", "zed-debian", []outcome{
		{name: "it does not", result: doctor.OK},
		{name: "it sends actions", result: doctor.Warning, files: again, says: []string{"sends creations and deletions again"}, at: cron + ":1"},
	})
	specify(t, "audit-send-actions", "newton-redhat", []outcome{
		{name: "which fails in Newton", result: doctor.Warning, files: again, says: []string{"cannot compare times in newton"}, at: cron + ":1"},
	})
}

func TestTheAuditHasADriver(t *testing.T) {
	t.Parallel()
	specify(t, "audit-driver", "zed-debian", []outcome{
		{name: "it has", result: doctor.OK},
		{name: "noop", result: doctor.Critical, files: edit(cinder, driver, "driver = noop"), at: cinder + ":5"},
		{name: "none", result: doctor.Critical, files: edit(cinder, driver, ""), says: []string{"the audit runs and sends nothing"}, at: cinder},
		{name: "a line that makes no sense", result: doctor.Unknown, files: edit(cinder, "[DEFAULT]\n", "[DEFAULT]\n...\n")},
		{name: "none, and no audit", result: doctor.OK, files: func(t *testing.T, f tree) {
			f.change(t, cinder, driver, "")
			delete(f, cron)
		}},
	})
}
