package machine_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/machinetest"
	"github.com/ceilotop/ceilotop/sources"
)

func TestDriftBeforeApplyChangesNothing(t *testing.T) {
	t.Parallel()
	for name, drift := range map[string]func(root string) error{
		"a file edited": func(root string) error {
			return os.WriteFile(filepath.Join(root, "/etc/nova/nova.conf"), []byte("[DEFAULT]\n"), 0o640)
		},
		"a file gone": func(root string) error { return os.Remove(filepath.Join(root, "/etc/nova/nova.conf")) },
		"a file made": func(root string) error {
			path := filepath.Join(root, made)
			return errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("mine"), 0o644))
		},
		"a file that was to go": func(root string) error {
			return os.WriteFile(filepath.Join(root, gone), []byte("[DEFAULT]\ndebug = false\n"), 0o640)
		},
	} {
		root := cloud(t)
		p := sevenFiles(t, root, false)
		if err := drift(root); err != nil {
			t.Fatal(err)
		}
		before := picture(t, root)
		result, err := applied(t, root, p, changer(t, root, nil))
		if !errors.Is(err, setup.ErrDrifted) || sources.HintOf(err) == "" || len(result.Done) != 0 || result.Failed == nil {
			t.Errorf("%s: %+v, %v", name, result, err)
		}
		same(t, name, picture(t, root), before)
		if run := lastRun(t, root); run.State != machine.Stopped || run.Open() {
			t.Errorf("%s: the run is %s", name, run.State)
		}
		if _, err := os.Stat(filepath.Join(root, "/var/lib/ceilotop/secrets")); err == nil {
			t.Errorf("%s: a password was kept", name)
		}
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	var outside string
	write := setup.WriteFile{Path: "/etc/nova/nova.conf", SHA256: hash([]byte("precious")), New: []byte("new")}
	for name, make := range map[string]func(root string) error{
		"the file": func(root string) error {
			return os.Symlink(filepath.Join(outside, "nova.conf"), filepath.Join(root, write.Path))
		},
		"its directory, out of the root": func(root string) error {
			dir := filepath.Dir(filepath.Join(root, write.Path))
			return errors.Join(os.Remove(dir), os.Symlink(outside, dir))
		},
		"a second name": func(root string) error {
			return os.Link(filepath.Join(outside, "nova.conf"), filepath.Join(root, write.Path))
		},
	} {
		root := t.TempDir()
		outside = t.TempDir()
		put(t, outside, "nova.conf", "precious", 0o644)
		if err := os.MkdirAll(filepath.Join(root, "etc/nova"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := make(root); err != nil {
			t.Fatal(err)
		}
		m := changer(t, root, nil)
		_, err := m.Prepare(t.Context(), write)
		if doing := m.Do(t.Context(), write); err == nil || doing == nil {
			t.Errorf("%s: prepared %v, done %v", name, err, doing)
		}
		if text := get(t, outside, "nova.conf"); string(text) != "precious" {
			t.Errorf("%s: the file outside is %q", name, text)
		}
	}

	// A directory that root itself links to another place below the root is
	// where the machine says it is.
	root := t.TempDir()
	put(t, root, "/srv/nova/nova.conf", "precious", 0o644)
	put(t, root, "/etc/passwd", "", 0o644)
	if err := os.Symlink("/srv/nova", filepath.Join(root, "etc/nova")); err != nil {
		t.Fatal(err)
	}
	if err := changer(t, root, nil).Do(t.Context(), write); err != nil || string(get(t, root, "/srv/nova/nova.conf")) != "new" {
		t.Errorf("through a link within the root: %v", err)
	}
}

func TestAFileThatAppearsIsNotOverwritten(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	m := changer(t, root, nil)
	a := setup.WriteFile{Path: made, New: []byte("ours"), Mode: 0o644}
	u, err := m.Prepare(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	put(t, root, made, "theirs", 0o600)
	if err := m.Do(t.Context(), a); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("Do: %v", err)
	}
	if err := m.Revert(t.Context(), u); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("Revert: %v", err)
	}
	if string(get(t, root, made)) != "theirs" {
		t.Error("their file was overwritten")
	}
	entries, _ := os.ReadDir(filepath.Dir(filepath.Join(root, made)))
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

// A run may be killed between two directories that it makes.
func TestDirectoriesOfAnInterruptedRunGo(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	before := picture(t, root)
	m := changer(t, root, nil)
	u, err := m.Prepare(t.Context(), setup.WriteFile{Path: "/opt/one/two/three/file", New: []byte("x")})
	if err != nil {
		t.Fatal(err)
	}
	if len(u.Directories) != 4 {
		t.Fatalf("%q have to be made", u.Directories)
	}
	for n := range u.Directories {
		for _, dir := range u.Directories[:n] {
			if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Revert(t.Context(), u); err != nil {
			t.Errorf("with %d directories: %v", n, err)
		}
		same(t, fmt.Sprintf("with %d directories", n), picture(t, root), before)
	}
}

func TestAnUnknownOwnerMakesNothing(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	before := picture(t, root)
	a := setup.WriteFile{Path: made, New: []byte("ours"), Owner: "nobodyknows:root"}
	err := changer(t, root, nil).Do(t.Context(), a)
	if err == nil || !strings.Contains(err.Error(), `no user "nobodyknows"`) || sources.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	same(t, "an unknown owner", picture(t, root), before)
}

// TestAFullDiskKeepsTheOldFile fills a small file system of its own.
func TestAFullDiskKeepsTheOldFile(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := syscall.Mount("ceilotop-test", root, "tmpfs", 0, "size=1536k,mode=755"); err != nil {
		skip(t, "a small file system cannot be mounted: run the test as root")
	}
	t.Cleanup(func() {
		// A test beside this one may have forked just now: until its child is a
		// program of its own it holds every file that is open here, and the file
		// system is busy. Detached, it goes with the last of them.
		if err := syscall.Unmount(root, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	put(t, root, "/etc/nova/nova.conf", strings.Repeat("# old\n", 1000), 0o640)
	put(t, root, "/etc/other", "x", 0o640)
	m := changer(t, root, nil)
	a := change(t, root, "/etc/nova/nova.conf")
	j, err := machine.NewJournal(root, setup.Plan{}, "")
	if err != nil {
		t.Fatal(err)
	}
	fill := func() {
		f, err := os.Create(filepath.Join(root, "filling"))
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int{4096, 512, 1} {
			for err == nil {
				_, err = f.Write(bytes.Repeat([]byte("x"), size))
			}
			err = nil
		}
		f.Close()
	}
	fill()
	// A run that its rollback would have no room for is not begun.
	if _, err := machine.NewJournal(root, setup.Plan{}, ""); err == nil || !strings.Contains(err.Error(), "kB left") || sources.HintOf(err) == "" {
		t.Errorf("NewJournal: %v", err)
	}
	if err := m.Do(t.Context(), a); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Do: %v", err)
	}
	if err := m.Do(t.Context(), setup.WriteFile{Path: "/etc/new/file", New: a.New}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Do of a new file: %v", err)
	}
	result, err := setup.Apply(t.Context(), setup.Plan{Steps: []setup.Step{{ID: "K3", State: setup.Change, Actions: []setup.Action{a}}}}, m, j, nil)
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "writing the journal") || len(result.Done) != 0 {
		t.Errorf("Apply: %+v, %v", result, err)
	}
	if !bytes.Equal(get(t, root, a.Path), a.Old) {
		t.Error("the file is not the old one")
	}
	for _, dir := range []string{"/etc/nova", "/etc"} {
		entries, err := os.ReadDir(filepath.Join(root, dir))
		if err != nil || len(entries) != map[string]int{"/etc/nova": 1, "/etc": 2}[dir] {
			t.Errorf("%s holds %v (%v)", dir, entries, err)
		}
	}
	if err := os.Remove(filepath.Join(root, "filling")); err != nil {
		t.Fatal(err)
	}
	if err := takenBack(t, root, m); err != nil {
		t.Errorf("Rollback: %v", err)
	}
	if run := lastRun(t, root); run.State != machine.RolledBack || len(run.Damage) > 0 {
		t.Errorf("the run is %s, damage %q", run.State, run.Damage)
	}
}

// TestLabelsAreCheckedByRestorecon uses recorded answers of restorecon from
// policycoreutils 3.4: there is no SELinux to test with.
func TestLabelsAreCheckedByRestorecon(t *testing.T) {
	t.Parallel()
	const fake = `#!/bin/sh
# Not restorecon: it gives recorded answers.
here=$(dirname "$0")
echo "$*" >>"$here/asked"
for file; do :; done
case "$1" in
-n) [ -e "$here/wrong" ] && echo "Would relabel $file from unconfined_u:object_r:user_tmp_t:s0 to unconfined_u:object_r:httpd_config_t:s0" ;;
*) [ -e "$here/stubborn" ] || rm -f "$here/wrong" ;;
esac
exit 0
`
	root, programs := cloud(t), machinetest.NewSystemd(t)
	programs.Program("restorecon", fake)
	m := changer(t, root, programs)
	m.Restorecon("restorecon")
	if err := m.Do(t.Context(), change(t, root, "/etc/nova/nova.conf")); err != nil {
		t.Error(err)
	}
	programs.Program("wrong", "")
	if err := m.Do(t.Context(), setup.WriteFile{Path: made, New: []byte("x")}); err != nil {
		t.Errorf("a new file whose label can be set: %v", err)
	}
	if asked := programs.Read("asked"); !strings.Contains(asked, "\n"+filepath.Join(root, made)+"\n") {
		t.Errorf("restorecon was asked:\n%s", asked)
	}
	programs.Program("wrong", "")
	programs.Program("stubborn", "")
	err := m.Do(t.Context(), setup.WriteFile{Path: made + ".2", New: []byte("x")})
	if err == nil || !strings.Contains(err.Error(), "httpd_config_t") || sources.HintOf(err) == "" {
		t.Errorf("a new file whose label stays wrong: %v", err)
	}
	if err := m.Do(t.Context(), change(t, root, "/etc/cinder/cinder.conf")); err != nil {
		t.Errorf("a file whose label was another one before: %v", err)
	}
}

func TestBelowAnotherRootOnlyFilesAreChanged(t *testing.T) {
	t.Parallel()
	m := changer(t, t.TempDir(), nil)
	for _, a := range []setup.Action{
		setup.InstallPackages{Packager: "apt", Names: []string{"bash"}},
		setup.ControlUnit{Unit: "cron.service", Verb: setup.Restart},
		setup.Run{Argv: []string{"touch", "/tmp/ceilotop-must-not-exist"}},
		setup.PutVHost{Name: "/"},
		setup.PutDatabaseUser{Address: "127.0.0.1:1"},
	} {
		_, preparing := m.Prepare(t.Context(), a)
		doing := m.Do(t.Context(), a)
		reverting := m.Revert(t.Context(), setup.Undo{Kind: a.Kind(), Did: a.String(), Argv: []string{"false"}})
		for _, err := range []error{preparing, doing, reverting} {
			if err == nil || !strings.Contains(err.Error(), "only files are changed") {
				t.Errorf("%s: %v", a, err)
			}
		}
	}
}

func skip(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}
