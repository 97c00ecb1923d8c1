package bundle_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle"
)

// machine runs scripts with fakes of all programs that change more than files.
type machine struct {
	t          *testing.T
	root, fake string
	env        []string
}

func newMachine(t *testing.T, root string) *machine {
	t.Helper()
	need(t, "patch", "sh")
	m := &machine{t: t, root: root, fake: t.TempDir()}
	bin := t.TempDir()
	program, err := filepath.Abs("testdata/fake")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"systemctl", "journalctl", "rabbitmqctl", "openstack", "curl", "mongo", "mongosh", "apt-get", "dpkg-query", "restorecon"} {
		if err := os.Symlink(program, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	m.env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "FAKE="+m.fake, "CEILOTOP_WATCH=0")
	return m
}

// script runs one with sh and returns what it said.
func (m *machine) script(name string, args ...string) (string, error) {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), "sh", append([]string{name, "--root", m.root, "--programs"}, args...)...)
	cmd.Env = m.env
	out, err := cmd.CombinedOutput()
	for _, p := range passwords {
		if strings.Contains(string(out), p) {
			m.t.Errorf("%s says a password:\n%s", name, out)
		}
	}
	return string(out), err
}

func (m *machine) ok(name string, args ...string) {
	m.t.Helper()
	if out, err := m.script(name, args...); err != nil {
		m.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// called are the arguments of all calls so far.
func (m *machine) called() [][]string {
	m.t.Helper()
	text, err := os.ReadFile(filepath.Join(m.fake, "argv"))
	if err != nil {
		return nil
	}
	var calls [][]string
	for _, c := range strings.Split(strings.TrimSuffix(string(text), "\x02"), "\x02") {
		calls = append(calls, strings.Split(c, "\x01"))
	}
	return calls
}

func (m *machine) calls(words ...string) int {
	n := 0
	for _, c := range m.called() {
		if len(c) >= len(words) && slices.Equal(c[:len(words)], words) {
			n++
		}
	}
	return n
}

func (m *machine) has(name string) bool {
	_, err := os.Stat(filepath.Join(m.fake, name))
	return err == nil
}

func (m *machine) touch(names ...string) {
	m.t.Helper()
	for _, n := range names {
		if err := os.WriteFile(filepath.Join(m.fake, n), nil, 0o600); err != nil {
			m.t.Fatal(err)
		}
	}
}

func TestScriptsCarryThePlanOutAndTakeItBack(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := write(t, f.node)[0]
	m := newMachine(t, f.tree(t))
	apply, undo, verify := filepath.Join(dir, "apply.sh"), filepath.Join(dir, "undo.sh"), filepath.Join(dir, "verify.sh")
	m.touch("active-nova-api.service")

	m.ok(apply, "--check")
	check(t, m.root, f.before)
	if len(m.called()) > 0 {
		t.Errorf("--check called %q", m.called())
	}
	m.ok(apply)
	check(t, m.root, f.after)
	for _, want := range []string{"active-ceilometer-agent-central.service", "enabled-ceilometer-agent-central.service", "mongo-user", "keystone-password", "installed-ceilometer-agent-central"} {
		if !m.has(want) {
			t.Errorf("there is no %s", want)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(m.fake, "password-ceilometer")); string(text) != passwords[0] {
		t.Errorf("the broker got the password %q", text)
	}
	if n := m.calls("systemctl", "restart", "nova-api.service"); n != 1 {
		t.Errorf("nova-api was restarted %d times", n)
	}
	info, err := os.Stat(filepath.Join(m.root, "etc/systemd/system/ceilotop-audit.timer"))
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the new file: %v %v", info, err)
	}
	// The number is the one of the tree's own group.
	if st, ok := info.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 && st.Gid != 4711 {
		t.Errorf("the new file belongs to the group %d", st.Gid)
	}
	if info, err := os.Stat(filepath.Join(m.root, "etc/nova/nova.conf")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("nova.conf: %v %v", info, err)
	}

	// Nobody listens yet; then somebody does.
	if out, err := m.script(verify); err == nil || !strings.Contains(out, "nobody consumes notifications.info") {
		t.Errorf("verify.sh: %v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(m.fake, "consumers"), []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.ok(verify)

	// A second run finds all of it done.
	m.ok(apply)
	check(t, m.root, f.after)
	for _, once := range [][]string{
		{"systemctl", "restart", "nova-api.service"},
		{"systemctl", "start"},
		{"systemctl", "enable"},
		{"apt-get"},
		{"rabbitmqctl", "-q", "add_user"},
		{"rabbitmqctl", "-q", "add_vhost"},
		{"openstack", "user", "create"},
		{"openstack", "role", "add"},
		{"openstack", "service", "create"},
		{"openstack", "endpoint", "create"},
	} {
		if n := m.calls(once...); n != 1 && !(once[0] == "apt-get" && n == 1) {
			t.Errorf("%q was called %d times", once, n)
		}
	}

	m.ok(undo)
	check(t, m.root, f.before)
	for _, gone := range []string{"active-ceilometer-agent-central.service", "enabled-ceilometer-agent-central.service", "mongo-user", "users", "vhosts", "identities", "roles", "services", "endpoint-public"} {
		if m.has(gone) {
			t.Errorf("there still is %s", gone)
		}
	}
	if n := m.calls("systemctl", "restart", "nova-api.service"); n != 2 {
		t.Errorf("after undo nova-api was restarted %d times", n)
	}
	m.ok(undo)
	check(t, m.root, f.before)

	argv, _ := os.ReadFile(filepath.Join(m.fake, "argv"))
	environment, _ := os.ReadFile(filepath.Join(m.fake, "environment"))
	for _, p := range passwords {
		if bytes.Contains(argv, []byte(p)) || bytes.Contains(environment, []byte(p)) {
			t.Error("a password was an argument or stood in the environment")
		}
	}
	if bytes.Contains(argv, []byte("t0ken")) {
		t.Error("a token was an argument")
	}
}

// What was there before is not taken back.
func TestUndoLeavesWhatWasThereBefore(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := write(t, f.node)[0]
	m := newMachine(t, f.tree(t))
	m.touch("active-ceilometer-agent-central.service", "enabled-ceilometer-agent-central.service", "mongo-user", "keystone-password", "installed-ceilometer-agent-central")
	for name, text := range map[string]string{
		"users": "ceilometer\t[]\n", "vhosts": "/tele\n", "password-ceilometer": "another", "identities": "u7 ceilometer\n",
		"roles": "admin\n", "services": "s7 metering\n", "endpoint-public": "e-public http://old:8777\n",
	} {
		if err := os.WriteFile(filepath.Join(m.fake, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m.ok(filepath.Join(dir, "apply.sh"))
	if text, _ := os.ReadFile(filepath.Join(m.fake, "endpoint-public")); string(text) != "e-public http://192.0.2.11:8777\n" {
		t.Errorf("the endpoint is %q", text)
	}
	if m.calls("rabbitmqctl", "-q", "change_password") != 1 || m.calls("openstack", "endpoint", "create") != 0 {
		t.Errorf("calls: %q", m.called())
	}
	m.ok(filepath.Join(dir, "undo.sh"))
	check(t, m.root, f.before)
	for _, kept := range []string{"active-ceilometer-agent-central.service", "enabled-ceilometer-agent-central.service", "mongo-user", "users", "vhosts", "identities", "roles", "services"} {
		if !m.has(kept) {
			t.Errorf("%s is gone", kept)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(m.fake, "endpoint-public")); string(text) != "e-public http://old:8777\n" {
		t.Errorf("the endpoint is %q", text)
	}
}

func TestFilesOnlyLeavesProgramsAlone(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := write(t, f.node)[0]
	m := newMachine(t, f.tree(t))
	m.ok(filepath.Join(dir, "apply.sh"), "--files-only")
	check(t, m.root, f.after)
	m.ok(filepath.Join(dir, "verify.sh"), "--files-only")
	m.ok(filepath.Join(dir, "undo.sh"), "--files-only")
	check(t, m.root, f.before)
	for _, c := range m.called() {
		if c[0] != "restorecon" {
			t.Errorf("called: %q", c)
		}
	}
}

func TestApplyRefusesFilesThatSomeoneEdited(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := write(t, f.node)[0]
	for name, change := range map[string]func(string) error{
		"another value":   func(p string) error { return os.WriteFile(p, []byte("[DEFAULT]\r\ndebug = maybe\r\n# end"), 0o640) },
		"a missing file":  os.Remove,
		"a symbolic link": func(p string) error { return errorsJoin(os.Rename(p, p+".real"), os.Symlink(p+".real", p)) },
		"a new file that is there": func(p string) error {
			p = filepath.Join(filepath.Dir(p), "../systemd/system/ceilotop-audit.timer")
			return errorsJoin(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte("mine\n"), 0o644))
		},
	} {
		m := newMachine(t, f.tree(t))
		if err := change(filepath.Join(m.root, "etc/ceilometer/ceilometer.conf")); err != nil {
			t.Fatal(err)
		}
		out, err := m.script(filepath.Join(dir, "apply.sh"))
		if err == nil || !strings.Contains(out, "hint: ") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if len(m.called()) > 0 {
			t.Errorf("%s: called %q", name, m.called())
		}
		if text, _ := os.ReadFile(filepath.Join(m.root, "etc/nova/nova.conf")); string(text) != f.before["etc/nova/nova.conf"] {
			t.Errorf("%s: nova.conf was changed", name)
		}
	}
}

func errorsJoin(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestUndoRefusesFilesThatSomeoneEdited(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := write(t, f.node)[0]
	m := newMachine(t, f.tree(t))
	m.ok(filepath.Join(dir, "apply.sh"))
	path := filepath.Join(m.root, "etc/ceilometer/ceilometer.conf")
	if err := os.WriteFile(path, []byte("[DEFAULT]\r\ndebug = maybe\r\n# end"), 0o640); err != nil {
		t.Fatal(err)
	}
	if out, err := m.script(filepath.Join(dir, "undo.sh")); err == nil || !strings.Contains(out, "was edited since") {
		t.Errorf("undo.sh: %v\n%s", err, out)
	}
	if text, _ := os.ReadFile(path); !strings.Contains(string(text), "maybe") {
		t.Error("the edit is lost")
	}
}

func TestAUnitThatCrashesStopsTheRun(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := write(t, f.node)[0]
	m := newMachine(t, f.tree(t))
	m.touch("crashes-ceilometer-agent-central.service")
	out, err := m.script(filepath.Join(dir, "apply.sh"))
	if err == nil || !strings.Contains(out, "does not stay up") || !strings.Contains(out, "undo.sh") {
		t.Errorf("apply.sh: %v\n%s", err, out)
	}
	if m.calls("systemctl", "restart") > 0 {
		t.Error("the run went on")
	}
	// The next run goes on where this one stopped.
	if err := os.Remove(filepath.Join(m.fake, "crashes-ceilometer-agent-central.service")); err != nil {
		t.Fatal(err)
	}
	m.ok(filepath.Join(dir, "apply.sh"))
	check(t, m.root, f.after)
	if m.calls("systemctl", "restart", "nova-api.service") != 1 {
		t.Error("nova-api was not restarted")
	}
}

// Whatever a name holds, programs get it as it is, and nothing else happens.
func TestHostileTextStaysOneWord(t *testing.T) {
	t.Parallel()
	const pieces = "a|'|\"|`|$(touch PWNED)|${HOME}| |;|&|\\|\n|\t|*|~|-|--|#|%s|\\n|é|\x7f|!|(|)|<|>|\r"
	alphabet := strings.Split(pieces, "|")
	r := rand.New(rand.NewPCG(7, 7))
	word := func() string {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(alphabet[r.IntN(len(alphabet))])
		}
		return b.String()
	}
	var actions []setup.Action
	var want [][]string
	for range 40 {
		argv := []string{"journalctl", word(), word(), word()}
		actions = append(actions, setup.Run{Argv: argv})
		want = append(want, argv)
	}
	user := "it's $(touch PWNED) \"x\""
	actions = append(actions,
		setup.PutVHost{Name: user},
		setup.PutUser{Name: user, VHost: user, Password: setup.Password{Value: "x"}, Permissions: setup.Permissions{Configure: "'", Write: `"$x`, Read: "`id`"}})
	n := bundle.Node{Name: "$(touch PWNED)\n'", Plan: setup.Plan{Steps: []setup.Step{{ID: "X';id", Title: "t\n'$(touch PWNED)'", State: setup.Change, Actions: actions}}}}
	dir := write(t, n)[0]
	m := newMachine(t, t.TempDir())
	m.ok(filepath.Join(dir, "apply.sh"))
	calls := m.called()
	for i, w := range want {
		if !slices.Equal(calls[i], w) {
			t.Errorf("called %q, want %q", calls[i], w)
		}
	}
	if m.calls("rabbitmqctl", "-q", "set_permissions", "-p", user, user, "'", `"$x`, "`id`") != 1 || m.calls("rabbitmqctl", "-q", "add_vhost", user) != 1 {
		t.Errorf("calls: %q", calls[len(want):])
	}
	for _, d := range []string{".", m.root, dir} {
		if _, err := os.Stat(filepath.Join(d, "PWNED")); err == nil {
			t.Error("a text was run")
		}
	}
}

// Each shell takes each script, and shellcheck finds nothing.
func TestScriptsAreSound(t *testing.T) {
	t.Parallel()
	f := controller()
	f.node.Answers.Keystone.Cloud = "it's"
	dir := write(t, f.node)[0]
	for _, script := range []string{"apply.sh", "undo.sh", "verify.sh"} {
		for _, checker := range [][]string{{"sh", "-n"}, {"dash", "-n"}, {"bash", "--posix", "-n"}, {"shellcheck", "-s", "sh", "-S", "warning", "-e", "SC2034,SC2043"}} {
			if _, err := exec.LookPath(checker[0]); err != nil {
				continue
			}
			cmd := exec.CommandContext(t.Context(), checker[0], append(checker[1:], filepath.Join(dir, script))...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %v\n%s", cmd.Args, err, out)
			}
		}
	}
}
