package bundle_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
	"github.com/ceilotop/ceilotop/sources"
)

// need leaves out a test whose program is missing. Where CI is set to true that
// is a failure.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(p + " is not installed")
			}
			t.Skip(p + " is not installed; on Debian: apt-get install " + p)
		}
	}
}

// passwords that must stand nowhere but in files that are meant to hold them.
var passwords = []string{"B-pass'w0rd $(x)", "K-passw0rd", "M-passw0rd", "kept-passw0rd"}

// fixture is a tree of files before and after, and a plan that leads there.
type fixture struct {
	before, after map[string]string
	node          bundle.Node
}

func edit(path, old, text string) setup.WriteFile {
	sum := sha256.Sum256([]byte(old))
	return setup.WriteFile{Path: path, Old: []byte(old), SHA256: hex.EncodeToString(sum[:]), New: []byte(text), Changes: []string{"[DEFAULT] debug = true"}}
}

func controller() fixture {
	nova := string(osloconftest.Sample(1, 20_000))
	novaNew := strings.Replace(nova, "#transport_url = <None>\n", "#transport_url = <None>\ntransport_url = rabbit://c:K-passw0rd@192.0.2.71:5672//\n", 1)
	crlf := "[DEFAULT]\r\ndebug = false\r\n# end"
	drop := "[Unit]\nDescription = the audit\n"
	f := fixture{
		before: map[string]string{"etc/nova/nova.conf": nova, "etc/ceilometer/ceilometer.conf": crlf, "etc/passwd": "root:x:0:0::/:/bin/sh\n", "etc/group": "ceilometer:x:4711:\n"},
		after: map[string]string{
			"etc/nova/nova.conf": novaNew, "etc/ceilometer/ceilometer.conf": "[DEFAULT]\r\ndebug = true\r\n# end",
			"etc/passwd": "root:x:0:0::/:/bin/sh\n", "etc/group": "ceilometer:x:4711:\n", "etc/systemd/system/ceilotop-audit.timer": drop,
			"var/lib/ceilotop/secrets/broker_b": "kept-passw0rd",
		},
	}
	b := setup.Password{Value: sources.Secret(passwords[0]), Name: "broker_b"}
	k := setup.Password{Value: "K-passw0rd", Name: "keystone"}
	f.node = bundle.Node{
		Name:    "root@control",
		Answers: setup.Answers{Keystone: setup.KeystoneAnswers{AuthURL: "http://192.0.2.11:5000"}},
		Plan: setup.Plan{Host: "control", Roles: []setup.NodeRole{setup.Controller}, Steps: []setup.Step{
			{ID: "B1", Title: "broker user", State: setup.Change, Actions: []setup.Action{
				setup.KeepSecret{Password: setup.Password{Value: "kept-passw0rd", Name: "broker_b"}},
				setup.PutVHost{Name: "/tele"},
				setup.PutUser{Name: "ceilometer", Password: b, VHost: "/tele", Permissions: setup.Permissions{Configure: `^(nova|notifications\..*)$`, Write: ".*", Read: `^$`}},
				setup.PutPolicy{VHost: "/tele", Policy: setup.Policy{Name: "bound", Pattern: `^notifications\.`, ApplyTo: "queues", Definition: map[string]any{"max-length": 10000}}},
			}},
			{ID: "C4", Title: "database user", State: setup.NotHere, Actions: []setup.Action{
				setup.PutDatabaseUser{Address: "192.0.2.11:27017", Database: "ceilometer", Name: "ceilometer", Password: setup.Password{Value: "M-passw0rd"}, Roles: []string{"readWrite"}},
			}},
			{ID: "C5", Title: "Keystone", State: setup.Change, Actions: []setup.Action{
				setup.PutIdentity{Name: "ceilometer", DomainID: "default", Password: k},
				setup.AssignRole{User: "ceilometer", DomainID: "default", Role: "admin", Project: "service"},
				setup.PutService{Name: "ceilometer", Type: "metering", Description: "Telemetry"},
				setup.PutEndpoint{Type: "metering", Interface: "public", Region: "RegionOne", URL: "http://192.0.2.11:8777"},
			}},
			{ID: "C9", Title: "packages", State: setup.Change, Actions: []setup.Action{
				setup.InstallPackages{Packager: "apt", Names: []string{"ceilometer-agent-central"}},
			}},
			{ID: "C10", Title: "ceilometer.conf", State: setup.Change, Actions: []setup.Action{
				edit("/etc/ceilometer/ceilometer.conf", crlf, "[DEFAULT]\r\ndebug = true\r\n# end"),
				setup.ControlUnit{Unit: "ceilometer-agent-central.service", Verb: setup.Enable},
				setup.ControlUnit{Unit: "ceilometer-agent-central.service", Verb: setup.Start},
			}},
			{ID: "K3", Title: "nova.conf", State: setup.Change, Actions: []setup.Action{
				edit("/etc/nova/nova.conf", nova, novaNew),
				setup.ControlUnit{Unit: "nova-api.service", Verb: setup.Restart, Because: []string{"/etc/nova/nova.conf"}},
				setup.WriteFile{Path: "/etc/systemd/system/ceilotop-audit.timer", New: []byte(drop), Mode: 0o644, Owner: "root:ceilometer"},
			}},
			{ID: "G1", Title: "blocked\x1b[31m one", State: setup.Blocked, Why: "it is broken", Hint: "mend it"},
			{ID: "V1", Title: "done one", State: setup.Done},
		}},
	}
	return f
}

func (f fixture) tree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range f.before {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// check compares a tree with what it should hold; no more and no less.
func check(t *testing.T, root string, want map[string]string) {
	t.Helper()
	got := make(map[string]string)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		got[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s is\n%.200q\nwant\n%.200q", name, got[name], text)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("there is also %s", name)
	}
}

func write(t *testing.T, nodes ...bundle.Node) []string {
	t.Helper()
	dirs, err := bundle.Write(filepath.Join(t.TempDir(), "out"), nodes...)
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

func TestPatchAndGitTakeThePatch(t *testing.T) {
	t.Parallel()
	need(t, "patch", "git")
	f := controller()
	dir := write(t, f.node)[0]
	want := make(map[string]string)
	for name, text := range f.after {
		if strings.HasPrefix(name, "etc/") {
			want[name] = text
		}
	}
	for _, way := range [][]string{{"patch", "-s", "-p1", "-F0", "--binary", "-i"}, {"git", "apply"}} {
		root := f.tree(t)
		for _, back := range []bool{false, true} {
			args := append(slices.Clone(way[1:]), filepath.Join(dir, "etc.patch"))
			if back {
				args = append([]string{args[0], "-R"}, args[1:]...)
				if way[0] == "patch" {
					args = append([]string{"-R"}, way[1:]...)
					args = append(args, filepath.Join(dir, "etc.patch"))
				}
			} else if way[0] == "git" {
				run(t, root, "git", "apply", "--check", filepath.Join(dir, "etc.patch"))
			}
			run(t, root, way[0], args...)
			if back {
				check(t, root, f.before)
			} else {
				check(t, root, want)
			}
		}
	}
}

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

func TestOnlyTheOwnerReadsABundle(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := write(t, f.node)[0]
	if filepath.Base(dir) != "root@control" {
		t.Errorf("the directory is %s", dir)
	}
	err := filepath.WalkDir(filepath.Dir(dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := os.FileMode(0o600)
		if d.IsDir() || strings.HasSuffix(path, ".sh") {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s is %o", path, info.Mode().Perm())
		}
		if d.IsDir() || strings.Contains(path, "/secrets/") || strings.HasSuffix(path, ".patch") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, p := range passwords {
			if strings.Contains(string(text), p) {
				t.Errorf("%s holds a password", path)
			}
		}
		if strings.Contains(string(text), "\x1b") {
			t.Errorf("%s holds an escape", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	readme, _ := os.ReadFile(filepath.Join(dir, "README"))
	for _, want := range []string{"G1 blocked\\x1b[31m one — not done by the scripts: blocked", "mend it", "edit /etc/nova/nova.conf", "systemctl restart nova-api.service"} {
		if !strings.Contains(string(readme), want) {
			t.Errorf("the README does not say %q:\n%s", want, readme)
		}
	}
	if strings.Contains(string(readme), "done one") {
		t.Error("the README lists what is done")
	}
}

func TestNodesStandInTheOrderOfTheirRoles(t *testing.T) {
	t.Parallel()
	node := func(name string, roles ...setup.NodeRole) bundle.Node {
		return bundle.Node{Name: name, Plan: setup.Plan{Roles: roles}}
	}
	dirs := write(t, node("k1", setup.Compute), node("c1", setup.Controller, setup.Compute), node("../s1", setup.Storage), node("b", setup.BrokerNode))
	var names []string
	for _, d := range dirs {
		names = append(names, filepath.Base(d))
	}
	if got := strings.Join(names, " "); got != "b c1 .._s1 k1" {
		t.Errorf("the order is %s", got)
	}
	if _, err := bundle.Write(filepath.Join(t.TempDir(), "x"), node("a b"), node("a_b")); err == nil {
		t.Error("two nodes share a directory")
	}
}

func TestABundleReplacesABundleAlone(t *testing.T) {
	t.Parallel()
	f := controller()
	dir := filepath.Join(t.TempDir(), "out")
	for range 2 {
		if _, err := bundle.Write(dir, f.node); err != nil {
			t.Fatal(err)
		}
	}
	entries, _ := os.ReadDir(filepath.Dir(dir))
	if len(entries) != 1 {
		t.Errorf("there is something left: %v", entries)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := bundle.Write(other, f.node); err == nil || sources.HintOf(err) == "" {
		t.Errorf("a directory with other files was taken: %v", err)
	}
	// What cannot be written leaves the old bundle as it was.
	f.node.Plan.Steps[0].Actions = append(f.node.Plan.Steps[0].Actions, setup.ControlUnit{Unit: "a b; rm -rf /", Verb: setup.Start})
	if _, err := bundle.Write(dir, f.node); err == nil {
		t.Error("a unit with blanks was taken")
	}
	if _, err := os.Stat(filepath.Join(dir, "root@control", "apply.sh")); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(dir)); len(entries) != 1 {
		t.Errorf("there is something left: %v", entries)
	}
}

func TestWhatNoScriptCanNameIsRefused(t *testing.T) {
	t.Parallel()
	for _, a := range []setup.Action{
		setup.WriteFile{Path: "/etc/a\nb", New: []byte("x")},
		setup.WriteFile{Path: "/etc/../b", New: []byte("x")},
		setup.WriteFile{Path: "etc/b", New: []byte("x")},
		setup.RemoveFile{Path: "/etc/b", SHA256: "; rm"},
		setup.InstallPackages{Packager: "apt", Names: []string{"-o=x"}},
		setup.InstallPackages{Packager: "pacman"},
		setup.KeepSecret{Password: setup.Password{Name: "../x"}},
		setup.ControlUnit{Unit: "x.service", Verb: "explode"},
	} {
		n := bundle.Node{Name: "n", Plan: setup.Plan{Steps: []setup.Step{{ID: "X", State: setup.Change, Actions: []setup.Action{a}}}}}
		if _, err := bundle.Write(filepath.Join(t.TempDir(), "out"), n); err == nil {
			t.Errorf("taken: %s", fmt.Sprintf("%#v", a))
		}
	}
}
