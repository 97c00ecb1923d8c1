package bundle

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// write applies a file's patch where the plan has its first change.
func (b *node) write(a setup.WriteFile) {
	n := b.number(a.Path)
	if n == 0 {
		return
	}
	p := b.patches[n-1]
	arg := fmt.Sprintf("%02d %s", n, setup.ShellWord(strings.TrimPrefix(p.Path, "/")))
	apply := fmt.Sprintf("edit %s\n", arg)
	if p.made() {
		mode, owner := p.Mode.Perm(), p.Owner
		if mode == 0 {
			mode = fs.FileMode(0o644)
		}
		apply = fmt.Sprintf("parent %s\n%sattributes %s %04o %s\n", setup.ShellWord(strings.TrimPrefix(path.Dir(p.Path), "/")), apply,
			setup.ShellWord(strings.TrimPrefix(p.Path, "/")), mode, setup.ShellWord(owner))
	}
	b.add(apply, fmt.Sprintf("unedit %s\n", arg))
}

func (b *node) remove(a setup.RemoveFile) error {
	if !paths.MatchString(a.Path) || !hexadecimal.MatchString(a.SHA256) {
		return fmt.Errorf("there is no script for: %s", a)
	}
	arg := fmt.Sprintf("%d %s %s", b.actions, setup.ShellWord(strings.TrimPrefix(a.Path, "/")), a.SHA256)
	b.add("remove "+arg+"\n", "unremove "+arg+"\n")
	return nil
}

var (
	hexadecimal = regexp.MustCompile(`^[0-9a-f]{64}$`)
	secretNames = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	packages    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._:-]*$`)
	units       = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9@:._\\-]*$`)
)

// keep stores a generated password where the next run of ceilotop finds it.
func (b *node) keep(a setup.KeepSecret) error {
	if !secretNames.MatchString(a.Password.Name) {
		return fmt.Errorf("there is no name to keep the password under")
	}
	word := b.secret("keep-"+a.Password.Name, a.Password.Value.Reveal())
	arg := fmt.Sprintf("%d %s %s", b.actions, setup.ShellWord(a.Password.Name), word)
	b.add("keep "+arg+"\n", "unkeep "+arg+"\n")
	return nil
}

// managers are the commands that install without a question.
var managers = map[string][2]string{
	"apt":    {"dpkg-query -W -f='${Status}' \"$p\" 2>/dev/null | grep -q 'ok installed'", "env DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Options::=--force-confold install"},
	"dnf":    {"rpm -q \"$p\" >/dev/null 2>&1", "dnf -y install"},
	"yum":    {"rpm -q \"$p\" >/dev/null 2>&1", "yum -y install"},
	"zypper": {"rpm -q \"$p\" >/dev/null 2>&1", "zypper --non-interactive install"},
}

func (b *node) install(a setup.InstallPackages) error {
	m, ok := managers[a.Packager]
	if !ok {
		return fmt.Errorf("there is no script for the package manager %q", a.Packager)
	}
	for _, name := range a.Names {
		if !packages.MatchString(name) {
			return fmt.Errorf("%q is not the name of a package", name)
		}
	}
	// The names need no quotes, and the list is to be split.
	b.add(elsewhere(fmt.Sprintf("missing=\nfor p in %s; do\n\t%s || missing=\"$missing $p\"\ndone\nif [ -n \"$missing\" ]; then\n\tmark %d \"$missing\"\n\t%s $missing\nfi\n",
		strings.Join(a.Names, " "), m[0], b.actions, m[1])),
		ifDid(b.actions, fmt.Sprintf("say \"left installed, remove them by hand if nothing else needs them:$(what %d)\"\n", b.actions)))
	return nil
}

func (b *node) unit(a setup.ControlUnit) error {
	if !units.MatchString(a.Unit) {
		return fmt.Errorf("%q is not the name of a unit", a.Unit)
	}
	u, n := setup.ShellWord(a.Unit), b.actions
	switch a.Verb {
	case setup.Enable:
		b.add(elsewhere(fmt.Sprintf("if ! systemctl is-enabled -q %s; then\n\tmark %d\n\tsystemctl enable %s\nfi\n", u, n, u)),
			ifDid(n, fmt.Sprintf("systemctl disable %s\n", u)))
	case setup.Disable:
		b.add(elsewhere(fmt.Sprintf("if systemctl is-enabled -q %s; then\n\tmark %d\n\tsystemctl disable %s\nfi\n", u, n, u)),
			ifDid(n, fmt.Sprintf("systemctl enable %s\n", u)))
	case setup.Start:
		b.need("steady")
		b.add(elsewhere(fmt.Sprintf("if ! systemctl is-active -q %s; then\n\tmark %d\n\tsystemctl start %s\n\tsteady %s\nfi\n", u, n, u, u)),
			ifDid(n, fmt.Sprintf("systemctl stop %s\n", u)))
	case setup.Stop:
		b.add(elsewhere(fmt.Sprintf("if systemctl is-active -q %s; then\n\tmark %d\n\tsystemctl stop %s\nfi\n", u, n, u)),
			ifDid(n, fmt.Sprintf("systemctl start %s\n", u)))
	case setup.TryRestart:
		b.need("steady")
		line := fmt.Sprintf("if systemctl is-active -q %s; then\n\tsystemctl restart %s\n\tsteady %s\nfi\n", u, u, u)
		if test := b.changed(a.Because); test != "" {
			line = "if " + test + "; then\n" + line + "fi\n"
		}
		b.add(elsewhere(line), "")
		b.again = append(b.again, fmt.Sprintf("if systemctl is-active -q %s; then systemctl restart %s; fi\n", u, u))
		return nil // one that is not there is not active, and need not be
	case setup.Restart, setup.Reload:
		b.need("steady")
		line := fmt.Sprintf("systemctl %s %s\nsteady %s\n", a.Verb, u, u)
		if test := b.changed(a.Because); test != "" {
			line = "if " + test + "; then\n" + line + "fi\n"
		}
		b.add(elsewhere(line), "")
		b.again = append(b.again, fmt.Sprintf("if systemctl is-active -q %s; then systemctl %s %s; fi\n", u, a.Verb, u))
	default:
		return fmt.Errorf("there is no script for: %s", a)
	}
	if a.Verb != setup.Stop && a.Verb != setup.Disable {
		fmt.Fprintf(&b.verify, "active %s\n", u)
	}
	return nil
}

// changed is a test whether one of the files was changed; "" when that cannot
// be said, or does not matter.
func (b *node) changed(files []string) string {
	var tests []string
	for _, f := range files {
		if n := b.number(f); n > 0 {
			tests = append(tests, fmt.Sprintf("changed %02d", n))
		}
	}
	return strings.Join(tests, " || ")
}

func (b *node) run(a setup.Run) {
	if len(a.Argv) == 0 {
		return
	}
	undo := ""
	if len(a.Back) > 0 {
		undo = ifDid(b.actions, quoted(a.Back)+"\n")
	}
	b.add(elsewhere(fmt.Sprintf("mark %d\n%s\n", b.actions, quoted(a.Argv))), undo)
}
