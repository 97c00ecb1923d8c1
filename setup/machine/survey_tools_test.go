package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
)

func TestUnitsAreAskedInOneCall(t *testing.T) {
	t.Parallel()
	calls := 0
	var asked []string
	facts := setup.Facts{System: setup.System{Root: "/", InitRunning: true}}
	root := machineWith(t, map[string]string{"etc/systemd/system/ceilotop-audit.timer": "[Timer]\n"})
	v := &survey{search: &search{tree: &tree{root: root}}, facts: &facts, run: func(_ context.Context, program string, args ...string) ([]byte, error) {
		calls++
		asked = append([]string{program}, args...)
		return []byte(recordedShow), nil
	}}
	v.units(t.Context())
	equal(t, "units", names(facts.Units, func(u setup.Unit) string { return fmt.Sprintf("%+v", u) }), `
{Name:openstack-nova-compute.service Enabled:enabled Active:active Restarts:0 Started:Thu 2026-11-26 10:00:00 UTC File:/usr/lib/systemd/system/openstack-nova-compute.service}
{Name:apache2.service Enabled:disabled Active:failed Restarts:3 Started: File:/lib/systemd/system/apache2.service}
{Name:mongod.service Enabled:masked Active:inactive Restarts:0 Started: File:}`)
	for _, want := range []string{"systemctl", "nova-compute.service", "openstack-nova-compute.service", "httpd.service", "ceilotop-audit.timer"} {
		if !slices.Contains(asked, want) {
			t.Errorf("systemctl was not asked for %s", want)
		}
	}
	if calls != 1 {
		t.Errorf("systemctl was asked %d times", calls)
	}
}

func TestAToolThatIsMissingOrFailsIsANote(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{"etc/os-release": "ID=rocky\n", "usr/lib/sysimage/rpm/rpmdb.sqlite": "", "etc/nova/nova.conf": ""})
	facts := survey7(t, root, recorded(nil))
	if len(facts.Notes) != 1 || facts.Notes[0] != "The packages are not known: there is no rpm: executable file not found in $PATH." {
		t.Errorf("the notes are %q", facts.Notes)
	}
	if len(facts.Programs) != 1 {
		t.Error("the rest of the survey is missing")
	}

	facts = setup.Facts{System: setup.System{Root: "/", InitRunning: true, Family: setup.Debian}}
	dir := machineWith(t, map[string]string{
		"var/lib/dpkg/status":                  "Package: memcached\nStatus: install ok installed\nVersion: 1.6-1\n",
		"usr/lib/systemd/system/httpd.service": "",
	})
	v := &survey{search: &search{tree: &tree{root: dir}}, facts: &facts, run: recorded(nil)}
	v.packages(t.Context())
	v.units(t.Context())
	if !facts.Has("memcached") || len(facts.Units) != 1 || len(v.notes) != 2 {
		t.Errorf("packages %v, units %v, notes %q", facts.Packages, facts.Units, v.notes)
	}
}

func TestAToolThatHangsIsLeft(t *testing.T) {
	tool := filepath.Join(machineWith(t, map[string]string{"hang": "#!/bin/sh\necho one\nexec sleep 600\n"}), "hang")
	if err := os.Chmod(tool, 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := ask(ctx, tool); err == nil || !strings.Contains(err.Error(), "did not answer") {
		t.Errorf("the tool that hangs gave %v", err)
	}
	if _, err := ask(t.Context(), "sh", "-c", "echo bad luck >&2; exit 3"); err == nil || err.Error() != "sh: exit status 3: bad luck" {
		t.Errorf("the tool that fails gave %v", err)
	}
}

func TestToolsGetNothingOfTheEnvironment(t *testing.T) {
	t.Setenv("OS_PASSWORD", "hunter2")
	if out, err := ask(t.Context(), "env"); err != nil || strings.Contains(string(out), "hunter2") || !strings.Contains(string(out), "LC_ALL=C") {
		t.Errorf("the environment is %s (%v)", out, err)
	}
}

func TestTheSurveyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Survey(ctx, t.TempDir(), recorded(nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("Survey gave %v", err)
	}
}

func TestSurveyNeverLeavesTheRoot(t *testing.T) {
	t.Parallel()
	outside := machineWith(t, map[string]string{"secret": "[DEFAULT]\ntransport_url = rabbit://u:outside@h/\n"})
	root := machineWith(t, map[string]string{"etc/nova/keep": "", "etc/httpd/conf.d/keep": "", "var/lib/ceilotop/secrets/keep": "x"})
	up := strings.Repeat("../", 20) + outside[1:]
	for name, target := range map[string]string{
		"etc/nova/nova.conf": outside + "/secret", "etc/mongod.conf": up + "/secret", "etc/httpd/conf.d/a.conf": outside + "/secret",
		"var/lib/ceilotop/secrets/broker_b": outside + "/secret", "etc/cron.d": outside, "etc/os-release": up + "/secret",
	} {
		link(t, root, target, name)
	}
	facts := survey7(t, root, recorded(nil))
	for _, f := range facts.Files {
		t.Errorf("%s was read: %q", f.Path, f.Text)
	}
	for _, s := range facts.Secrets {
		if s.Name == "broker_b" {
			t.Error("a password was read through a link")
		}
	}
	if len(facts.Broken) == 0 {
		t.Error("the links are not among the broken files")
	}
}

func TestOnlyPrivatePasswordsAreFoundAgain(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{
		"var/lib/ceilotop/secrets/broker_b": "s3cret-b\n", "var/lib/ceilotop/secrets/keystone": "s3cret-k",
		"var/lib/ceilotop/secrets/mongo": "s3cret-m\n", "var/lib/ceilotop/secrets/two": "a\nb\n", "var/lib/ceilotop/secrets/.tmp": "s3cret-t",
	})
	for name, mode := range map[string]os.FileMode{"broker_b": 0o600, "keystone": 0o640, "mongo": 0o604, "two": 0o600, ".tmp": 0o600} {
		if err := os.Chmod(filepath.Join(root, secretsDir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	facts := survey7(t, root, recorded(nil))
	if len(facts.Secrets) != 1 || facts.Secrets[0].Name != "broker_b" || facts.Secrets[0].Value.Reveal() != "s3cret-b" {
		t.Errorf("the passwords are %v", facts.Secrets)
	}
	if len(facts.Notes) != 4 || strings.Contains(strings.Join(facts.Notes, ""), "s3cret") {
		t.Errorf("the notes are %q", facts.Notes)
	}
}

func TestSurveyedFactsAreSafeToPrint(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{
		"etc/ceilometer/ceilometer.conf":    "[DEFAULT]\ntransport_url = rabbit://u:hunter2@h/\n[service_credentials]\npassword = hunter2\n",
		"etc/mongod.conf":                   "# hunter2\n",
		"var/lib/ceilotop/secrets/broker_b": "hunter2\n",
	})
	if err := os.Chmod(filepath.Join(root, secretsDir, "broker_b"), 0o600); err != nil {
		t.Fatal(err)
	}
	facts := survey7(t, root, recorded(nil))
	if len(facts.Secrets) != 1 || len(facts.Files) != 2 {
		t.Fatalf("%d secrets, %d files", len(facts.Secrets), len(facts.Files))
	}
	out := fmt.Sprintf("%v %+v %#v", facts, facts, facts)
	if strings.Contains(out, "hunter2") || strings.Contains(out, "104 117 110 116 101 114") || strings.Contains(out, "0x68, 0x75, 0x6e") {
		t.Errorf("a password shows in %s", out)
	}
}

func TestAFileIsReadOnce(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{"etc/nova/nova.conf": "one"})
	tr := &tree{root: root}
	first, _ := tr.read("/etc/nova/nova.conf")
	if err := os.WriteFile(filepath.Join(root, "etc/nova/nova.conf"), []byte("two"), 0o644); err != nil {
		t.Fatal(err)
	}
	if second, _ := tr.read("/etc/nova/nova.conf"); string(second) != "one" || &first[0] != &second[0] {
		t.Errorf("the second reading gave %q", second)
	}
}
