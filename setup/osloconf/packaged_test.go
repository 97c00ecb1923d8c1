package osloconf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
)

var packaged = []string{"nova.conf", "cinder.conf", "glance-api.conf", "ceilometer.conf"}

// TestPackagedFilesChangeByTheLinesAskedFor edits the files that Debian's
// packages install, as the plan for notifications does.
func TestPackagedFilesChangeByTheLinesAskedFor(t *testing.T) {
	t.Parallel()
	for _, name := range packaged {
		text := osloconftest.Packaged(t, name)
		f, err := osloconf.Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.Bytes(), text) {
			t.Fatalf("%s: parsing loses bytes", name)
		}
		const group = "oslo_messaging_notifications"
		edited, err := f.Edit(
			osloconf.Set(group, "transport_url", "rabbit://ceilometer:x@192.0.2.71:5672//"),
			osloconf.SetMulti(group, "driver", "messagingv2"),
			osloconf.SetMulti(group, "topics", "notifications"))
		if err != nil {
			t.Fatal(err)
		}
		diff := osloconf.Diff("/etc/x/"+name, text, edited.Bytes())
		if added, gone := count(diff, "+"), count(diff, "-"); added != 3 || gone != 0 {
			t.Errorf("%s: %d lines more and %d less, want 3 and 0:\n%s", name, added, gone, diff)
		}
		for key := range map[string]bool{"transport_url": true, "driver": true, "topics": true} {
			if !strings.Contains(diff, " #"+key+" =") {
				t.Errorf("%s: %s does not stand below its commented default:\n%s", name, key, diff)
			}
		}
		patches(t, name, diff, text, edited.Bytes())
	}
}

func count(diff, sign string) (n int) {
	for line := range strings.Lines(diff) {
		if strings.HasPrefix(line, sign) && !strings.HasPrefix(line, sign+sign+sign) {
			n++
		}
	}
	return n
}

// patches gives the diff to patch, forwards and back.
func patches(t *testing.T, name, diff string, before, after []byte) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "etc/x", name)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(os.MkdirAll(filepath.Dir(file), 0o755))
	check(os.WriteFile(file, before, 0o600))
	for _, step := range []struct {
		args []string
		want []byte
	}{{[]string{"-p1", "-F0"}, after}, {[]string{"-p1", "-F0", "-R"}, before}} {
		cmd := exec.CommandContext(t.Context(), "patch", step.args...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("patch %v: %v\n%s", step.args, err, out)
		}
		got, err := os.ReadFile(file)
		check(err)
		if !bytes.Equal(got, step.want) {
			t.Errorf("%s: patch %v gives another file", name, step.args)
		}
	}
}
