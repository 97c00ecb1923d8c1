package remote_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/remote"
	"github.com/ceilotop/ceilotop/sources"
)

// node is a tree of files as another node has them.
func node(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"etc/nova/nova.conf.real": "[DEFAULT]\ntransport_url = rabbit://a:hunter2@192.0.2.1:5672//\n[oslo_messaging_notifications]\ntransport_url = rabbit://b:hunter2@192.0.2.71:5672//\n",
		"etc/os-release":          "ID=centos\n", "etc/shadow": "root:secret\n", "etc/nova/cert.pem": "x", "usr/share/nova/nova-dist.conf": "[DEFAULT]\n", "home/x": "x",
	} {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o640)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/nova/nova.conf.real", filepath.Join(root, "etc/nova/nova.conf")); err != nil {
		t.Fatal(err)
	}
	return root
}

// fetch runs it with the fake of ssh; it sets variables, so its tests are not
// parallel.
func fetch(t *testing.T, says, host string, sudo bool) (remote.Node, string, error) {
	t.Helper()
	argv := filepath.Join(t.TempDir(), "argv")
	t.Setenv("FAKE_ROOT", node(t))
	t.Setenv("FAKE_ARGV", argv)
	t.Setenv("FAKE_SAYS", says)
	program, err := filepath.Abs("testdata/fake-ssh")
	if err != nil {
		t.Fatal(err)
	}
	n, err := remote.Fetch(t.Context(), host, remote.Options{SSH: program, Sudo: sudo})
	words, _ := os.ReadFile(argv)
	return n, string(words), err
}

func TestANodesFilesAreBroughtHere(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	n, argv, err := fetch(t, "", "operator@compute1", true)
	if err != nil {
		t.Fatal(err)
	}
	if argv != "-o\nBatchMode=yes\n-o\nConnectTimeout=5\n--\noperator@compute1\nsudo -n sh -s\n" {
		t.Errorf("ssh was called with\n%s", argv)
	}
	if info, err := os.Stat(n.Dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory: %v %v", info, err)
	}
	for _, absent := range []string{"etc/shadow", "home", "etc/nova/cert.pem"} {
		if _, err := os.Lstat(filepath.Join(n.Dir, absent)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was taken", absent)
		}
	}
	if text, err := os.ReadFile(filepath.Join(n.Dir, "usr/share/nova/nova-dist.conf")); err != nil || len(text) == 0 {
		t.Error(err)
	}
	// The link leads to the file below the new root, for whoever reads it.
	if text, err := os.ReadFile(filepath.Join(n.Dir, "etc/nova/nova.conf")); err != nil || !strings.Contains(string(text), "192.0.2.71") {
		t.Errorf("nova.conf: %v", err)
	}
	facts, err := machine.Inspect(n.Dir)
	if err != nil || len(facts.Brokers) != 2 || len(facts.Broken) > 0 {
		t.Errorf("the survey finds %v, %v, %v", facts.Brokers, facts.Broken, err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(n.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the files are still there")
	}
}

func TestFailuresNameTheRemedyAndLeaveNothing(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	for _, c := range []struct{ says, want, hint string }{
		{"denied", "Permission denied", "ssh root@compute1 true"},
		{"sudo", `a password is required\x1b[31m`, "sudo without a password"},
		{"cut", "cut off", ""},
	} {
		_, argv, err := fetch(t, c.says, "root@compute1", false)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "root@compute1") || !strings.Contains(sources.HintOf(err), c.hint) {
			t.Errorf("%s gives %v with the hint %q", c.says, err, sources.HintOf(err))
		}
		if !strings.HasSuffix(argv, "\nsh -s\n") {
			t.Errorf("without sudo ssh was called with %q", argv)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "ceilotop-node-*")); len(left) > 0 {
		t.Errorf("files are left: %v", left)
	}
	if _, err := remote.Fetch(t.Context(), "h", remote.Options{SSH: "/no/ssh"}); err == nil || !strings.Contains(sources.HintOf(err), "--from") {
		t.Errorf("without ssh: %v", err)
	}
	for _, host := range []string{"", "-oProxyCommand=x", "a b", "a\nb"} {
		if _, _, err := fetch(t, "", host, false); err == nil {
			t.Errorf("%q was taken for a host", host)
		}
	}
}

// archive packs entries as they are given.
func archive(t *testing.T, entries ...tar.Header) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, h := range entries {
		text := []byte("written")
		if h.Typeflag == tar.TypeReg {
			if h.Size == 0 {
				h.Size = int64(len(text))
			} else {
				text = bytes.Repeat([]byte("x"), int(h.Size))
			}
		}
		h.Mode = 0o644
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := w.Write(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return &b
}

func TestNoArchiveWritesElsewhere(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	dir := filepath.Join(outside, "in")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	left, err := remote.Unpack(archive(t,
		tar.Header{Name: "../escaped", Typeflag: tar.TypeReg},
		tar.Header{Name: "/absolute", Typeflag: tar.TypeReg},
		tar.Header{Name: "a/../../escaped", Typeflag: tar.TypeReg},
		tar.Header{Name: "up", Typeflag: tar.TypeSymlink, Linkname: ".."},
		tar.Header{Name: "up/escaped", Typeflag: tar.TypeReg},
		tar.Header{Name: "etc/deep", Typeflag: tar.TypeSymlink, Linkname: "../../../escaped"},
		tar.Header{Name: "etc/winding", Typeflag: tar.TypeSymlink, Linkname: "x/../../../y/../etc"},
		tar.Header{Name: "abs", Typeflag: tar.TypeSymlink, Linkname: outside},
		tar.Header{Name: "abs/escaped", Typeflag: tar.TypeReg},
		tar.Header{Name: "etc/one", Typeflag: tar.TypeReg},
		tar.Header{Name: "etc/one", Typeflag: tar.TypeReg},
		tar.Header{Name: "etc/two", Typeflag: tar.TypeLink, Linkname: "etc/one"},
		tar.Header{Name: "etc/three", Typeflag: tar.TypeLink, Linkname: "../../etc/passwd"},
		tar.Header{Name: "etc/fifo", Typeflag: tar.TypeFifo},
		tar.Header{Name: "dev/null", Typeflag: tar.TypeChar},
	), dir, remote.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(outside, func(path string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(path, "escaped") && !strings.HasPrefix(path, dir+"/") {
			t.Errorf("%s was written", path)
		}
		if d != nil && d.Type()&fs.ModeSymlink != 0 {
			target, _ := os.Readlink(path)
			if at := filepath.Join(filepath.Dir(path), target); filepath.IsAbs(target) || !strings.HasPrefix(at+"/", dir+"/") {
				t.Errorf("%s leads out: %s", path, target)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"absolute": true, "etc/one": true, "etc/two": true, "etc/three": false, "etc/fifo": false, "dev/null": false} {
		if _, err := os.Lstat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s is there: %t", name, err == nil)
		}
	}
	if text := strings.Join(left, "\n"); len(left) < 9 || !strings.Contains(text, "/etc/fifo: it is no file") || !strings.Contains(text, "/up: the link leads above the root") {
		t.Errorf("left out:\n%s", text)
	}
}

func TestSizesAreBounded(t *testing.T) {
	t.Parallel()
	big := archive(t, tar.Header{Name: "a", Typeflag: tar.TypeReg, Size: 100}, tar.Header{Name: "b", Typeflag: tar.TypeReg, Size: 60}, tar.Header{Name: "c", Typeflag: tar.TypeReg, Size: 60}).Bytes()
	left, err := remote.Unpack(bytes.NewReader(big), t.TempDir(), remote.Limits{File: 99})
	if err != nil || len(left) != 1 || !strings.Contains(left[0], "/a: it is larger than 99") {
		t.Errorf("a large file: %q %v", left, err)
	}
	if _, err := remote.Unpack(bytes.NewReader(big), t.TempDir(), remote.Limits{Total: 200}); err == nil {
		t.Error("all were taken")
	}
	if _, err := remote.Unpack(bytes.NewReader(big), t.TempDir(), remote.Limits{Count: 2}); err == nil {
		t.Error("three files were taken")
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("x"))
	seed := func(h tar.Header) {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		_ = errors.Join(w.WriteHeader(&h), w.Close())
		f.Add(b.Bytes())
	}
	seed(tar.Header{Name: "a/../b", Typeflag: tar.TypeSymlink, Linkname: "../c"})
	seed(tar.Header{Name: "d/", Typeflag: tar.TypeDir, Mode: 0o755})
	seed(tar.Header{Name: "e", Typeflag: tar.TypeLink, Linkname: "d"})
	f.Fuzz(func(t *testing.T, data []byte) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(data)
		_ = z.Close()
		parent := t.TempDir()
		dir := filepath.Join(parent, "in")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		_, _ = remote.Unpack(&b, dir, remote.Limits{File: 1 << 16, Total: 1 << 18, Count: 100})
		if entries, _ := os.ReadDir(parent); len(entries) != 1 {
			t.Fatalf("something was written outside: %v", entries)
		}
	})
}
