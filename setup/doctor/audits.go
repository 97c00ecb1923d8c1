package doctor

import (
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// auditChecks are about cinder-volume-usage-audit.
var auditChecks = []Check{
	{
		ID: "audit-schedule", Title: "the audit of the volumes runs once a period", Severity: Warning,
		Why:    "Without the audit a volume has no meter until it changes. One that runs too often sends the same period again, one whose period is the default month says nothing new for weeks, and on two hosts everything comes twice.",
		Fix:    "run it once a period on one host, and set volume_usage_audit_period as it runs",
		Source: "cinder/cmd/volume_usage_audit.py, cinder/utils.py last_completed_audit_period",
		Needs:  []Part{Configuration}, Judge: auditSchedule,
	},
	{
		ID: "audit-send-actions", Title: "the audit does not bring back what was deleted", Severity: Warning,
		Why:    "With --send_actions each run sends creations and deletions again. With Gnocchi volumes come back that were deleted.",
		Fix:    "leave --send_actions out",
		Source: "genestack 1588; launchpad.net/bugs/1646675",
		Needs:  []Part{Configuration}, Judge: auditSendActions,
	},
	{
		ID: "audit-driver", Title: "the audit has a driver to send by", Severity: Critical,
		Why:    "The audit says \"completed\" and ends with exit code 0, and sends nothing.",
		Fix:    "set driver = messagingv2 in [oslo_messaging_notifications] of cinder.conf",
		Source: "cinder/cmd/volume_usage_audit.py: the exit code is 0 although every notification failed",
		Needs:  []Part{Configuration}, Judge: auditDriver,
	},
}

// cinders are the programs that the audit may be started with.
func (s *Seen) cinders() (all []program) {
	for _, p := range s.programs() {
		if p.Service == "cinder" {
			all = append(all, p)
		}
	}
	return all
}

// period is how often the audit's window ends, with the line that says so.
func (s *Seen) period() (string, Evidence) {
	for _, p := range s.cinders() {
		if v, ok := p.get(defaults, "volume_usage_audit_period"); ok {
			return v.Text, shown(v)
		}
	}
	main := "/etc/cinder/cinder.conf"
	for _, p := range s.cinders() {
		main = p.Main
	}
	return audit.DefaultPeriod, Evidence{Text: "volume_usage_audit_period = month, by default", File: main}
}

var noCinder = []Finding{{Result: NotApplicable, Why: "no Cinder has its configuration on this machine"}}

func auditSchedule(s *Seen) (found []Finding) {
	if len(s.cinders()) == 0 {
		return noCinder
	}
	for _, p := range s.cinders() {
		if broken := s.broken(p); broken != nil {
			return []Finding{*broken}
		}
	}
	period, set := s.period()
	scheduled := audit.Find(s.Facts)
	for i, j := range audit.Schedules(s.Facts, period) {
		f := Finding{
			Result: Info, Subject: j.Where, Title: "the audit of the volumes: " + j.Detail, Fix: j.Hint, Step: s.mending("S4", "S5"),
			Evidence: []Evidence{{Text: j.When, File: scheduled[i].File, Line: scheduled[i].Line}, set},
		}
		switch {
		case j.State == setup.HopProven || scheduled[i].SendActions():
			continue
		case j.State == setup.HopBroken:
			f.Result = Warning
		}
		found = append(found, f)
	}
	if len(scheduled) == 0 && s.telemetry() {
		found = append(found, Finding{
			Result: Info, Subject: "cinder", Title: "nothing on this machine runs the audit of the volumes", Step: s.mending("S4", "S5"),
			Evidence: []Evidence{set}, Fix: "run it here once a period, unless another host does",
		})
	}
	return found
}

func auditSendActions(s *Seen) (found []Finding) {
	of := serviceOf(s.Facts, "cinder")
	for _, one := range audit.Find(s.Facts) {
		if !one.SendActions() {
			continue
		}
		f := Finding{
			Result: Warning, Subject: one.Place(), Title: one.Place() + " sends creations and deletions again",
			Evidence: []Evidence{{Text: one.Command, File: one.File, Line: one.Line}},
		}
		if of.Name != "" && of.Release <= profile.Newton {
			f.Title = fmt.Sprintf("%s fails with snapshots: --send_actions cannot compare times in %s", one.Place(), of.Release)
		}
		found = append(found, f)
	}
	return found
}

func auditDriver(s *Seen) (found []Finding) {
	for _, one := range audit.Find(s.Facts) {
		if one.Idle != "" {
			continue
		}
		for _, p := range s.cinders() {
			if len(p.drivers(sends, routed)) > 0 {
				continue
			}
			if broken := s.broken(p); broken != nil {
				found = append(found, *broken)
				continue
			}
			f := Finding{
				Result: Critical, Subject: p.Main, Title: "the audit runs and sends nothing", Step: s.mending("S1"),
				Evidence: []Evidence{{Text: "no driver in [" + notifications + "]", File: p.Main}, {Text: one.When, File: one.File, Line: one.Line}},
			}
			if off := p.drivers(silent, local); len(off) > 0 {
				f.Evidence[0] = shown(off[0])
			}
			found = append(found, f)
		}
	}
	return once(found)
}
