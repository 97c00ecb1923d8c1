package machine

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ceilotop/ceilotop/sources"
)

// replace does what a caller does.
func replace(path, text string) error {
	e, err := Edit(path)
	if err != nil {
		return err
	}
	defer e.Close()
	return e.Replace([]byte(text))
}

func fileWith(t *testing.T, text string) string {
	t.Helper()
	return filepath.Join(machineWith(t, map[string]string{"nova.conf": text}), "nova.conf")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func only(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the directory holds %q, want %q", got, want)
	}
}

func TestReplaceKeepsOwnerModeAndAttributes(t *testing.T) {
	t.Parallel()
	path := fileWith(t, "old")
	owner := os.Geteuid()
	if owner == 0 {
		owner = 12345
	}
	if err := os.Chown(path, owner, os.Getegid()); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640|fs.ModeSetuid); err != nil {
		t.Fatal(err)
	}
	attributes := map[string]string{"user.note": "by hand", "user.empty": ""}
	// An ACL: version 2; owner rw, user 33 r, group r, mask r, others none.
	acl := "\x02\x00\x00\x00" + "\x01\x00\x06\x00\xff\xff\xff\xff" + "\x02\x00\x04\x00\x21\x00\x00\x00" +
		"\x04\x00\x04\x00\xff\xff\xff\xff" + "\x10\x00\x04\x00\xff\xff\xff\xff" + "\x20\x00\x00\x00\xff\xff\xff\xff"
	attributes["system.posix_acl_access"] = acl
	for name, value := range attributes {
		if err := unix.Setxattr(path, name, []byte(value), 0); errors.Is(err, unix.ENOTSUP) {
			t.Logf("this file system has no %s", name)
			delete(attributes, name)
		} else if err != nil {
			t.Fatal(err)
		}
	}
	var before, after unix.Stat_t
	if err := unix.Stat(path, &before); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, "new"); err != nil {
		t.Fatal(err)
	}
	if err := unix.Stat(path, &after); err != nil {
		t.Fatal(err)
	}
	if after.Ino == before.Ino || after.Mode != before.Mode || after.Uid != before.Uid || after.Gid != before.Gid {
		t.Errorf("mode %o owner %d:%d, want %o %d:%d on another inode", after.Mode, after.Uid, after.Gid, before.Mode, before.Uid, before.Gid)
	}
	for name, want := range attributes {
		value := make([]byte, 256)
		n, err := unix.Getxattr(path, name, value)
		if err != nil || string(value[:n]) != want {
			t.Errorf("%s = %q, %v, want %q", name, value[:max(n, 0)], err, want)
		}
	}
	if read(t, path) != "new" {
		t.Errorf("the text is %q", read(t, path))
	}
	only(t, filepath.Dir(path), "nova.conf")
}

func TestReplaceDoesNotKeepTheDirectorysACL(t *testing.T) {
	t.Parallel()
	path := fileWith(t, "old")
	acl := "\x02\x00\x00\x00" + "\x01\x00\x06\x00\xff\xff\xff\xff" + "\x02\x00\x06\x00\x21\x00\x00\x00" +
		"\x04\x00\x04\x00\xff\xff\xff\xff" + "\x10\x00\x06\x00\xff\xff\xff\xff" + "\x20\x00\x00\x00\xff\xff\xff\xff"
	if err := unix.Setxattr(filepath.Dir(path), "system.posix_acl_default", []byte(acl), 0); err != nil {
		t.Skipf("this file system has no ACLs: %v", err)
	}
	if err := replace(path, "new"); err != nil {
		t.Fatal(err)
	}
	if n, err := unix.Getxattr(path, "system.posix_acl_access", make([]byte, 256)); err == nil {
		t.Errorf("the file has an ACL of %d bytes that it did not have", n)
	}
}

func TestEditRefusesTricks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, want, hint string
		make             func(dir, path string) error
	}{
		{"a symbolic link", "it is a symbolic link", "/target", func(dir, path string) error { return os.Symlink(filepath.Join(dir, "target"), path) }},
		{"a dangling link", "its target cannot be found", "", func(_, path string) error { return os.Symlink("nothing", path) }},
		{"a hard link", "the file has 2 names", "-samefile", func(dir, path string) error { return os.Link(filepath.Join(dir, "target"), path) }},
		{"a FIFO", "it is not a regular file", "", func(_, path string) error { return unix.Mkfifo(path, 0o600) }},
		{"a directory", "it is not a regular file", "", func(_, path string) error { return os.Mkdir(path, 0o700) }},
		{"nothing", "no such file", "", func(_, _ string) error { return nil }},
	} {
		dir := machineWith(t, map[string]string{"target": "precious"})
		path := filepath.Join(dir, "nova.conf")
		if err := tt.make(dir, path); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{path, path + "/"} {
			err := replace(name, "new")
			if err == nil || !strings.HasPrefix(err.Error(), "editing "+path+": ") || !strings.Contains(err.Error(), tt.want) || !strings.Contains(sources.HintOf(err), tt.hint) {
				t.Errorf("%s: %v (%s)", tt.name, err, sources.HintOf(err))
			}
		}
		if read(t, filepath.Join(dir, "target")) != "precious" {
			t.Errorf("%s: the target was changed", tt.name)
		}
	}
}

func TestEditFollowsDirectoryLinksOfTrustedOwnersOnly(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{"real/nova.conf": "old", "open/keep": ""})
	trusted, open := filepath.Join(root, "link"), filepath.Join(root, "open/link")
	for _, link := range []string{trusted, open} {
		if err := os.Symlink(filepath.Join(root, "real"), link); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(root, "open"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := replace(trusted+"/nova.conf", "new"); err != nil || read(t, root+"/real/nova.conf") != "new" {
		t.Errorf("a link of one's own: %v", err)
	}
	if err := replace(open+"/nova.conf", "bad"); err == nil || !strings.Contains(err.Error(), "a symbolic link that others could change") {
		t.Errorf("a link in a directory that all may write: %v", err)
	}
	if os.Geteuid() == 0 {
		if err := os.Lchown(trusted, 12345, 12345); err != nil {
			t.Fatal(err)
		}
		if err := replace(trusted+"/nova.conf", "bad"); err == nil || !strings.Contains(err.Error(), "a symbolic link that others could change") {
			t.Errorf("a service's link: %v", err)
		}
	}
	if got := read(t, root+"/real/nova.conf"); got != "new" {
		t.Errorf("the file is %q", got)
	}
	loop := filepath.Join(root, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	if err := replace(loop+"/nova.conf", "bad"); err == nil || !strings.Contains(err.Error(), "too many symbolic links") {
		t.Errorf("a link to itself: %v", err)
	}
}

func TestReplaceRefusesWhatOthersChangedMeanwhile(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(path string) error
	}{
		{"in place", func(path string) error { return os.WriteFile(path, []byte("odd"), 0o644) }},
		{"longer", func(path string) error { return os.WriteFile(path, []byte("old and more"), 0o644) }},
		{"replaced by its like", func(path string) error {
			return errors.Join(os.WriteFile(path+"~", []byte("old"), 0o644), os.Rename(path+"~", path))
		}},
		{"another mode", func(path string) error { return os.Chmod(path, 0o600) }},
		{"a second name", func(path string) error { return os.Link(path, path+".2") }},
		{"a link in its place", func(path string) error {
			return errors.Join(os.Rename(path, path+".away"), os.Symlink(path+".away", path))
		}},
	} {
		path := fileWith(t, "old")
		e, err := Edit(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := tt.change(path); err != nil {
			t.Fatal(err)
		}
		if err := e.Replace([]byte("new")); !errors.Is(err, ErrChanged) || sources.HintOf(err) == "" {
			t.Errorf("%s: %v (%s)", tt.name, err, sources.HintOf(err))
		}
		e.Close()
		if strings.Contains(read(t, path), "new") {
			t.Errorf("%s: the file was replaced", tt.name)
		}
		if left, _ := filepath.Glob(filepath.Dir(path) + "/.*ceilotop*"); left != nil {
			t.Errorf("%s: %s is left", tt.name, left)
		}
	}
}

func TestOneEditsADirectoryAtATime(t *testing.T) {
	t.Parallel()
	path := fileWith(t, "old")
	e, err := Edit(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := replace(path, "new"); err == nil || !strings.Contains(err.Error(), "another process is changing files in this directory") {
		t.Errorf("a second one: %v", err)
	}
	e.Close()
	if err := replace(path, "new"); err != nil {
		t.Errorf("after it: %v", err)
	}
}

// TestMain is the process that TestAKillLeavesTheOldOrTheNew kills when this
// variable names a file: it replaces it for ever.
func TestMain(m *testing.M) {
	path := os.Getenv(victim)
	if path == "" {
		os.Exit(m.Run())
	}
	for i := 0; ; i++ {
		if err := replace(path, strings.Repeat([]string{"old\n", "new\n"}[i%2], 100_000)); err != nil {
			panic(err)
		}
	}
}

const victim = "CEILOTOP_TEST_REPLACE"

func TestAKillLeavesTheOldOrTheNew(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("old\n", 100_000)
	path := fileWith(t, text)
	for i := range 50 {
		cmd := exec.CommandContext(t.Context(), self)
		cmd.Env = append(os.Environ(), victim+"="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Whatever it is doing at that time is a good time to be killed.
		time.Sleep(time.Duration(20+i) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if got := read(t, path); got != text && got != strings.ReplaceAll(text, "old", "new") {
			t.Fatalf("after kill %d the file is neither: %d bytes", i, len(got))
		}
	}
	if err := replace(path, text); err != nil {
		t.Fatal(err)
	}
	only(t, filepath.Dir(path), "nova.conf")
}
