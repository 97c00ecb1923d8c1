package steps

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
)

const (
	auditProgram = audit.Program
	auditService = "/etc/systemd/system/ceilotop-volume-audit.service"
	auditTimer   = "/etc/systemd/system/ceilotop-volume-audit.timer"
	auditCron    = "/etc/cron.d/ceilotop-volume-audit"
	timerUnit    = "ceilotop-volume-audit.timer"
)

// audit runs cinder-volume-usage-audit once a period on one host: a second run
// for the same period sends all of it again.
func (b *builder) audit(role setup.NodeRole) {
	if !b.a.Features.Cinder || b.find("S4") != nil {
		return
	}
	s := b.add("S4", role, "the audit of volumes is scheduled", "The period in cinder.conf alone sends nothing: somebody has to run "+auditProgram+".")
	s.Check = "the schedule's files are there"
	s.Verify = "ceilotop events --filter 'volume.exists' shows them after the next period"
	s.Undo = "the files are removed"
	timer := b.a.Audit.Schedule != "cron"
	switch {
	case b.a.Audit.Schedule == "none":
		s.is(setup.Unneeded, "the answers want no schedule")
	case len(b.mains("cinder")) == 0:
		if b.needs(s, "S1") {
			s.is(setup.NotHere, "cinder has no configuration on this machine")
		}
	case !b.auditsHere(s):
	case !b.noOtherSchedule(s, timer):
	case !b.needs(s, "S1"): // without the period Cinder sends the last month each time
	default:
		b.schedule(s, timer)
		if len(b.a.Nodes.Control) == 0 && s.State == setup.Change {
			b.note("The audit of volumes is scheduled on this controller. Where there are several, name all of them in nodes.control, on each the same: the first one runs it.")
		}
	}
	if timer {
		b.timer(role, s)
	}
}

// auditsHere reports whether this is the one host. It follows from the answers
// alone, so that the plans of all hosts agree: the first controller of the list
// or, without a list, the controller.
func (b *builder) auditsHere(s *step) bool {
	hosts := b.a.Nodes.Control
	switch {
	case len(hosts) == 0 && !slices.Contains(b.a.Roles, setup.Controller):
		s.is(setup.NotHere, "it runs on the controller, on one host only; a host that nodes.control names first runs it instead")
	case len(hosts) > 0 && !b.first(s, hosts):
	default:
		return b.auditReads(s)
	}
	if s.State == setup.NotHere {
		for _, name := range []string{auditTimer, auditCron} {
			if b.known(name) {
				b.note("%s is here although another host runs the audit: everything is sent twice until it is removed.", name)
			}
		}
	}
	return false
}

// first reports whether this machine is the first of the controllers. A
// controller that is none of them knows a list that its siblings do not have.
func (b *builder) first(s *step, hosts []string) bool {
	controller := slices.Contains(b.a.Roles, setup.Controller)
	switch {
	case b.self(sshHost(hosts[0])):
		return true
	case b.nameless(sshHost(hosts[0])) && controller:
		if len(hosts) == 1 {
			return true
		}
		s.block("it runs on "+sources.Visible(hosts[0])+", and below another root it is unknown whether that is this machine", "plan on the machine itself, or name it in nodes.control as its /etc/hostname does")
	case controller && !slices.ContainsFunc(hosts, func(host string) bool { return b.self(sshHost(host)) }):
		s.block("nodes.control does not name this controller, so that it is unknown which one runs it", "name all controllers in nodes.control, by host name or address, this one too and in the same order on each")
	default:
		s.is(setup.NotHere, "it runs on "+sources.Visible(hosts[0])+", on one host only")
	}
	return false
}

// sshHost is the host of a destination of ssh.
func sshHost(destination string) string {
	return destination[strings.LastIndexByte(destination, '@')+1:]
}

// auditReads blocks the step where the program would find no database.
func (b *builder) auditReads(s *step) bool {
	main := b.mains("cinder")[0]
	if _, ok := b.open(s, main); !ok {
		return false
	}
	if v, found := b.get(main, "database", "connection"); !found || v.Text == "" {
		s.block(main+" names no database, and the audit reads it", "schedule the audit where cinder-api runs: name that host first in nodes.control")
		return false
	}
	return true
}

// noOtherSchedule looks for what runs it already, such as the guide's line of cron.
func (b *builder) noOtherSchedule(s *step, timer bool) bool {
	for _, file := range b.f.Files {
		// What an earlier plan wrote for the other kind of schedule runs as well.
		if file.Path == auditCron && timer || file.Path == auditTimer && !timer {
			s.block(file.Path+" runs it too, from an earlier plan", "systemctl disable --now "+timerUnit+", where it is the timer, and remove the file")
			return false
		}
	}
	for _, other := range audit.Find(b.f) {
		own := other.File == auditTimer || other.File == auditCron
		if own || other.Idle != "" {
			continue
		}
		place := other.Place()
		switch {
		case other.SendActions() && !b.a.Audit.SendActions:
			s.block(place+" runs it with --send_actions, which replays what was sent when it happened", "remove that line")
		case other.Repeats(b.period()):
			s.block(place+" runs it several times a period, and each time it sends the whole period again", "remove that line")
		default:
			s.found("%s runs it", place)
		}
		return false
	}
	return true
}

func (b *builder) schedule(s *step, timer bool) {
	at, ok := when(b.period())
	if !ok {
		s.block("the period "+sources.Visible(b.period())+" is none", "set audit.period to hour, day, month or year")
		return
	}
	command := "/usr/bin/" + auditProgram
	if b.a.Audit.SendActions {
		command += " --send_actions"
		b.note("The audit sends create and delete again for all that was made or removed in the period, as the answers want it.")
	}
	if !timer {
		b.own(s, auditCron, "SHELL=/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n"+at.cron+" cinder "+command+"\n", 0o644, "root:root")
		return
	}
	b.own(s, auditService, fmt.Sprintf(`[Unit]
Description=Usage of Cinder's volumes, once for the last whole period
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
User=cinder
ExecStart=%s
TimeoutStartSec=15min
`, command), 0o644, "root:root")
	b.own(s, auditTimer, fmt.Sprintf(`[Unit]
Description=Usage of Cinder's volumes, once a period

[Timer]
OnCalendar=%s
Persistent=true

[Install]
WantedBy=timers.target
`, at.calendar), 0o644, "root:root")
}

// moment is when a period has just ended.
type moment struct{ calendar, cron string }

// when gives five minutes after the end of a period: hour, day, month or year
// with Cinder's own offset, such as day@6. The audit reckons in UTC; cron knows
// the machine's time alone, which for a period of a day or longer is only a
// question of when in the next one it runs.
func when(period string) (moment, bool) {
	unit, text, has := strings.Cut(period, "@")
	offset := 0
	if has {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return moment{}, false
		}
		offset = n
	}
	switch {
	case unit == "hour" && offset < 60:
		minute := (offset + 5) % 60
		return moment{fmt.Sprintf("*-*-* *:%02d:00 UTC", minute), fmt.Sprintf("%d * * * *", minute)}, true
	case unit == "day" && offset < 24:
		return moment{fmt.Sprintf("*-*-* %02d:05:00 UTC", offset), fmt.Sprintf("5 %d * * *", offset)}, true
	case unit == "month" && offset <= 28:
		day := max(1, offset)
		return moment{fmt.Sprintf("*-*-%02d 00:05:00 UTC", day), fmt.Sprintf("5 0 %d * *", day)}, true
	case unit == "year" && offset <= 12:
		month := max(1, offset)
		return moment{fmt.Sprintf("*-%02d-01 00:05:00 UTC", month), fmt.Sprintf("5 0 1 %d *", month)}, true
	}
	return moment{}, false
}

// timer switches the timer on.
func (b *builder) timer(role setup.NodeRole, files *step) {
	s := b.add("S5", role, "the timer of the audit runs", "systemd reads new units only when it is told to.")
	s.Check = timerUnit + " is enabled and active"
	s.Verify = "systemctl list-timers " + timerUnit
	s.Undo = "the timer is stopped and disabled"
	switch {
	case files.State == setup.NotHere || files.State == setup.Unneeded:
		s.is(files.State, files.Why)
		return
	case !b.needs(s, "S4") || !b.asked(s, []string{timerUnit}):
		return
	case files.State == setup.Done && !b.known(auditTimer):
		s.found("another schedule runs it")
		return
	}
	u, known := b.f.Unit(timerUnit)
	if u.Enabled == "masked" {
		s.block(timerUnit+" is masked", "systemctl unmask "+timerUnit)
		return
	}
	if files.State == setup.Change {
		s.do(setup.Run{Argv: []string{"systemctl", "daemon-reload"}, Back: []string{"systemctl", "daemon-reload"}})
	}
	if !known || u.Enabled != "enabled" {
		s.do(setup.ControlUnit{Unit: timerUnit, Verb: setup.Enable})
	}
	switch {
	case !u.Running():
		s.do(setup.ControlUnit{Unit: timerUnit, Verb: setup.Start})
	case files.State == setup.Change:
		s.do(setup.ControlUnit{Unit: timerUnit, Verb: setup.Restart, Because: []string{auditTimer}})
	default:
		s.found("it runs")
	}
}
