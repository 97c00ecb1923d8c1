package audit

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// cronFile takes the lines of a table of cron, or a script of one of its
// directories, that run the program.
func cronFile(f setup.Facts, file setup.File) (all []Scheduled) {
	dir, name := path.Split(file.Path)
	base := strings.TrimSuffix(dir, "/")
	if often, ok := strings.CutPrefix(base, "/etc/cron."); ok && often != "d" {
		return script(f, file, often)
	}
	user := base == "/etc/cron.d" || file.Path == "/etc/crontab"
	n := 0
	for line := range strings.Lines(string(file.Text)) {
		n++
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") || !strings.Contains(line, Program) {
			continue
		}
		when, command := cronLine(line, user)
		if command == "" { // a variable
			continue
		}
		s := Scheduled{File: file.Path, Line: n, When: when, Command: command}
		if base == "/etc/cron.d" {
			s.Idle, s.Hint = ignored(f, file, name)
		}
		if t, err := cronTimes(when); err != nil {
			s.vague = fmt.Sprintf("its times are not understood: %v", err)
			if strings.EqualFold(when, "@reboot") {
				s.vague = "it runs when the machine starts, and not once a period"
			}
		} else {
			s.times = []times{t}
		}
		all = append(all, s)
	}
	return all
}

var assignment = regexp.MustCompile(`^[A-Za-z_]\w*\s*=`)

// cronLine takes a line apart; of system tables the user comes before the command.
func cronLine(line string, user bool) (when, command string) {
	if assignment.MatchString(line) {
		return "", ""
	}
	n := 5
	if strings.HasPrefix(line, "@") {
		n = 1
	}
	f := strings.Fields(line)
	if len(f) <= n {
		return "", ""
	}
	when, f = strings.Join(f[:n], " "), f[n:]
	if user {
		f = f[1:]
	}
	return when, strings.Join(f, " ")
}

// script is one that run-parts starts once an hour, a day, a week, a month.
func script(f setup.Facts, file setup.File, often string) []Scheduled {
	command := ""
	for line := range strings.Lines(string(file.Text)) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") && strings.Contains(line, Program) {
			command = line
			break
		}
	}
	t, err := cronTimes("@" + often)
	if command == "" || err != nil {
		return nil
	}
	s := Scheduled{File: file.Path, When: often, Command: command, times: []times{t}}
	if s.Idle, s.Hint = ignored(f, file, path.Base(file.Path)); s.Idle == "" && file.Mode.Perm()&0o111 == 0 {
		s.Idle, s.Hint = "it is not executable", "chmod +x "+file.Path
	}
	return []Scheduled{s}
}

var (
	debianName  = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	ignoredEnds = regexp.MustCompile(`(?:~|,|\.swp|\.cfsaved|\.rpmsave|\.rpmorig|\.rpmnew|\.disabled)$|^\.|^#.*#$`)
)

// ignored says why cron passes a file over. Debian's takes no name with a dot;
// the others leave out what editors and package managers leave behind.
func ignored(f setup.Facts, file setup.File, name string) (why, hint string) {
	const rename = "give it a name of letters, digits, _ and - alone, or remove it"
	switch {
	case f.System.Family == setup.Debian && !debianName.MatchString(name):
		return "cron takes no file whose name has other characters than letters, digits, _ and -", rename
	case ignoredEnds.MatchString(name):
		return "cron passes over files with such names", rename
	case file.Mode.Perm()&0o022 != 0 && file.Mode != 0:
		return "cron takes no file that others than its owner may write", "chmod go-w " + file.Path
	}
	return "", ""
}

// timerFile takes a timer whose service runs the program.
func timerFile(f setup.Facts, file setup.File) (Scheduled, bool) {
	timer := unitValues(file.Text)
	service := strings.TrimSuffix(path.Base(file.Path), ".timer") + ".service"
	if named := timer["Unit"]; len(named) > 0 {
		service = named[len(named)-1]
	}
	command := ""
	for _, dir := range []string{path.Dir(file.Path), "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"} {
		unit, ok := f.File(path.Join(dir, service))
		if !ok {
			continue
		}
		for _, line := range unitValues(unit.Text)["ExecStart"] {
			if strings.Contains(line, Program) {
				command = line
			}
		}
		break
	}
	if command == "" {
		return Scheduled{}, false
	}
	s := Scheduled{File: file.Path, When: strings.Join(timer["OnCalendar"], ", "), Command: command}
	for _, text := range timer["OnCalendar"] {
		t, err := calendarTimes(text)
		if err != nil {
			s.vague = fmt.Sprintf("its times are not understood: %v; systemd-analyze calendar tells them", err)
		}
		s.times = append(s.times, t)
	}
	if len(s.times) == 0 {
		for _, key := range []string{"OnUnitActiveSec", "OnUnitInactiveSec", "OnActiveSec", "OnBootSec", "OnStartupSec"} {
			for _, v := range timer[key] {
				s.When = strings.TrimPrefix(s.When+", "+key+"="+v, ", ")
			}
		}
		s.vague = "it counts from its last run and not by the clock, so that it drifts: a period may be left out or sent twice"
	}
	if u, ok := f.Unit(path.Base(file.Path)); ok {
		switch {
		case u.Enabled == "masked":
			s.Idle, s.Hint = "the timer is masked", "systemctl unmask "+u.Name
		case u.Active != "" && !u.Running():
			s.Idle, s.Hint = "the timer is not started", "systemctl enable --now "+u.Name
		case u.Enabled == "disabled" && !u.Running():
			s.Idle, s.Hint = "the timer is not enabled", "systemctl enable --now "+u.Name
		}
	}
	return s, true
}

// unitValues are the assignments of a unit file; an empty one takes back those
// before it.
func unitValues(text []byte) map[string][]string {
	all := make(map[string][]string)
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || strings.HasPrefix(key, "#") || strings.HasPrefix(key, ";") {
			continue
		}
		if key, value = strings.TrimSpace(key), strings.TrimSpace(value); value == "" {
			delete(all, key)
		} else {
			all[key] = append(all[key], value)
		}
	}
	return all
}
