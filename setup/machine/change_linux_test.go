package machine_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/machinetest"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
	"github.com/ceilotop/ceilotop/sources"
)

// configured are the files of the machine that the tests change, with the modes
// that packages give them.
var configured = map[string]fs.FileMode{
	"/etc/nova/nova.conf":              0o640,
	"/etc/nova/nova-compute.conf":      0o644,
	"/etc/cinder/cinder.conf":          0o640,
	"/etc/glance/glance-api.conf":      0o600,
	"/etc/glance/glance-registry.conf": 0o640,
	"/etc/ceilometer/ceilometer.conf":  0o640,
}

const (
	made   = "/etc/httpd/conf.d/wsgi-ceilometer.conf"
	gone   = "/etc/ceilometer/90-ceilotop.conf"
	secret = "S3cretThatOnlyRootMayRead"
)

// cloud makes a machine's files below a new root, with owners and attributes as
// far as the file system and the user allow.
func cloud(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	put(t, root, "/etc/passwd", "root:x:0:0::/root:/bin/sh\nceilometer:x:166:166::/:/bin/false\n", 0o644)
	put(t, root, "/etc/group", "root:x:0:\nceilometer:x:166:\n", 0o644)
	seed := uint64(0)
	for _, path := range slices.Sorted(maps.Keys(configured)) {
		seed++
		put(t, root, path, string(osloconftest.Sample(seed, 8000)), configured[path])
		if os.Geteuid() == 0 {
			if err := os.Chown(filepath.Join(root, path), 0, 1000+int(seed)); err != nil {
				t.Fatal(err)
			}
		}
		if err := unix.Setxattr(filepath.Join(root, path), "user.owner", []byte(path), 0); err != nil && !errors.Is(err, unix.ENOTSUP) {
			t.Fatal(err)
		}
	}
	put(t, root, gone, "[DEFAULT]\ndebug = true\n", 0o640)
	if err := unix.Setxattr(filepath.Join(root, gone), "user.owner", []byte("us"), 0); err != nil && !errors.Is(err, unix.ENOTSUP) {
		t.Fatal(err)
	}
	return root
}

func put(t testing.TB, root, path, text string, mode fs.FileMode) {
	t.Helper()
	full := filepath.Join(root, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(full, mode); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, root, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func hash(text []byte) string {
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:])
}

// change plans to append the options that make a file's service notify broker B.
func change(t testing.TB, root, path string) setup.WriteFile {
	old := get(t, root, path)
	return setup.WriteFile{
		Path: path, Old: old, SHA256: hash(old),
		New:     append(bytes.Clone(old), "\n[oslo_messaging_notifications]\ntransport_url = rabbit://ceilometer:"+secret+"@127.0.0.1:5672//\n"...),
		Secrets: []sources.Secret{secret},
	}
}

// sevenFiles is a plan of seven files, a password, one file that goes, and two
// units. It is made from the files as they are.
func sevenFiles(t testing.TB, root string, units bool) setup.Plan {
	t.Helper()
	configure := setup.Step{ID: "C1", State: setup.Change, Actions: []setup.Action{
		setup.KeepSecret{Password: setup.Password{Ref: "generate", Name: "broker_b", Fresh: true, Value: secret}},
	}}
	for _, path := range slices.Sorted(maps.Keys(configured)) {
		configure.Actions = append(configure.Actions, change(t, root, path))
	}
	configure.Actions = append(configure.Actions,
		setup.WriteFile{Path: made, New: []byte("Listen 8777\n"), Mode: 0o640, Owner: "root:ceilometer"},
		setup.RemoveFile{Path: gone, SHA256: hash(get(t, root, gone))})
	start := setup.Step{ID: "C2", State: setup.Change}
	if units {
		start.Actions = []setup.Action{
			setup.ControlUnit{Unit: "ceilometer.service", Verb: setup.Enable},
			setup.ControlUnit{Unit: "ceilometer.service", Verb: setup.Start},
			setup.ControlUnit{Unit: "nova.service", Verb: setup.Restart, Because: []string{"/etc/nova/nova.conf"}},
		}
	}
	return setup.Plan{Root: root, Steps: []setup.Step{configure, start}}
}

// picture is everything that can be seen of the files below a root, but for
// what ceilotop keeps for itself.
func picture(t testing.TB, root string) map[string]string {
	t.Helper()
	seen := make(map[string]string)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, root)
		if name == "/var" || name == "/run" {
			return filepath.SkipDir
		}
		var st unix.Stat_t
		if err := unix.Lstat(path, &st); err != nil {
			return err
		}
		seen[name] = fmt.Sprintf("%o %d:%d", st.Mode, st.Uid, st.Gid)
		if d.Type().IsRegular() {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			value := make([]byte, 256)
			n, _ := unix.Getxattr(path, "user.owner", value)
			seen[name] += fmt.Sprintf(" %s %s", value[:max(n, 0)], hash(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// same compares pictures.
func same(t testing.TB, what string, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %s is %q, want %q", what, name, got[name], want[name])
		}
	}
	for name := range got {
		if _, there := want[name]; !there {
			t.Errorf("%s: %s is left behind", what, name)
		}
	}
}

// eachOldOrNew says that no file is anything between. A file that a killed run
// left beside is not one that a service reads.
func eachOldOrNew(t testing.TB, what string, got, old, new map[string]string) {
	t.Helper()
	for name, seen := range got {
		if seen != old[name] && seen != new[name] && !strings.Contains(name, ".ceilotop-") {
			t.Errorf("%s: %s is neither old nor new: %q", what, name, seen)
		}
	}
	for name := range old {
		if _, stays := new[name]; stays && got[name] == "" {
			t.Errorf("%s: %s is missing", what, name)
		}
	}
}

// changer is the real machine below a root, with the test's systemd.
func changer(t testing.TB, root string, s *machinetest.Systemd) *machine.Machine {
	t.Helper()
	o := machine.Options{Settle: time.Millisecond}
	if s != nil {
		o.Path = s.Path()
	}
	m, err := machine.New(root, o)
	if err != nil {
		t.Fatal(err)
	}
	if s != nil {
		m.Everything()
	}
	return m
}

// applied carries a plan out with a journal on the disk.
func applied(t testing.TB, root string, p setup.Plan, m setup.Machine) (setup.Result, error) {
	t.Helper()
	j, err := machine.NewJournal(root, p, "answers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return setup.Apply(t.Context(), p, m, j, nil)
}

// takenBack rolls the last run back by what its journal on the disk says.
func takenBack(t testing.TB, root string, m setup.Machine) error {
	t.Helper()
	run := lastRun(t, root)
	j, err := run.Reopen()
	if err != nil {
		t.Fatal(err)
	}
	return setup.Rollback(t.Context(), run.Records, m, j, nil)
}

func lastRun(t testing.TB, root string) machine.Run {
	t.Helper()
	runs, err := machine.Runs(root)
	if err != nil || len(runs) == 0 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	return runs[len(runs)-1]
}

func TestApplyAndRollBack(t *testing.T) {
	t.Parallel()
	root, systemd := cloud(t), machinetest.NewSystemd(t)
	systemd.Unit("ceilometer.service", machinetest.Lasting, false)
	systemd.Unit("nova.service", machinetest.Lasting, false)
	m := changer(t, root, systemd)
	if err := m.Do(t.Context(), setup.ControlUnit{Unit: "nova.service", Verb: setup.Start}); err != nil {
		t.Fatal(err)
	}
	nova := systemd.PID("nova.service")
	before := picture(t, root)
	p := sevenFiles(t, root, true)
	if result, err := applied(t, root, p, m); err != nil || len(result.Done) != 12 || result.Rest != 0 {
		t.Fatalf("%+v, %v", result, err)
	}
	for path := range configured {
		if !bytes.Contains(get(t, root, path), []byte(secret)) {
			t.Errorf("%s was not changed", path)
		}
	}
	var st unix.Stat_t
	if err := unix.Stat(filepath.Join(root, made), &st); err != nil || st.Mode&0o7777 != 0o640 || os.Geteuid() == 0 && st.Gid != 166 {
		t.Errorf("%s has mode %o and group %d (%v)", made, st.Mode, st.Gid, err)
	}
	if state, enabled := systemd.State("ceilometer.service"); state != "active running" || !enabled {
		t.Errorf("ceilometer is %s, enabled %v", state, enabled)
	}
	again := systemd.PID("nova.service")
	if again == nova || again == 0 {
		t.Errorf("nova was not restarted: process %d", again)
	}
	if run := lastRun(t, root); run.State != machine.Whole || run.Open() {
		t.Errorf("the run is %s", run.State)
	}

	if err := takenBack(t, root, m); err != nil {
		t.Fatal(err)
	}
	same(t, "after the rollback", picture(t, root), before)
	if state, enabled := systemd.State("ceilometer.service"); state != "inactive dead" || enabled {
		t.Errorf("ceilometer is %s, enabled %v", state, enabled)
	}
	if systemd.PID("nova.service") == again || systemd.PID("nova.service") == 0 {
		t.Error("nova runs with the files of the run that was taken back")
	}
	if run := lastRun(t, root); run.State != machine.RolledBack || run.Open() {
		t.Errorf("the run is %s", run.State)
	}
	calls := len(systemd.Calls())
	if err := takenBack(t, root, m); err != nil || len(systemd.Calls()) != calls {
		t.Errorf("the second rollback: %v, %q", err, systemd.Calls()[calls:])
	}
	same(t, "after the second rollback", picture(t, root), before)
}
