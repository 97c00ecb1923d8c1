package machine

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
)

// TestSurveyFindsTimersOfTheAudit in all directories of units, by the service
// that they start.
func TestSurveyFindsTimersOfTheAudit(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, text := range map[string]string{
		"usr/lib/systemd/system/usage.service":   "[Service]\nExecStart=/usr/bin/cinder-volume-usage-audit\n",
		"usr/lib/systemd/system/usage.timer":     "[Timer]\nOnCalendar=hourly\n[Install]\nWantedBy=timers.target\n",
		"etc/systemd/system/nightly.timer":       "[Timer]\nUnit=usage.service\nOnCalendar=daily\n",
		"usr/lib/systemd/system/logrotate.timer": "[Timer]\nOnCalendar=daily\n",
		"etc/systemd/system/other.service":       "[Service]\nExecStart=/bin/true\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("usr/lib", filepath.Join(root, "lib")); err != nil {
		t.Fatal(err)
	}
	f := survey7(t, root, nil)
	equal(t, "files", names(f.Files, func(f setup.File) string { return f.Path }), `/usr/lib/systemd/system/usage.service
/etc/systemd/system/nightly.timer
/usr/lib/systemd/system/usage.timer`)
	for name, want := range map[string]string{"usage.timer": "disabled", "nightly.timer": "static"} {
		if u, ok := f.Unit(name); !ok || u.Enabled != want {
			t.Errorf("%s: %+v", name, u)
		}
	}
}
