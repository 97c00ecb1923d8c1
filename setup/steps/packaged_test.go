package steps_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestPackagedFilesGetALineForEachOption plans for a node with the files that
// Debian's packages of Zed install.
func TestPackagedFilesGetALineForEachOption(t *testing.T) {
	t.Parallel()
	f := machine(profile.Zed, setup.Debian)
	for path, name := range map[string]string{
		novaConf: "nova.conf", cinderConf: "cinder.conf", ceilometerConf: "ceilometer.conf",
		"/etc/glance/glance-api.conf": "glance-api.conf", "/etc/ceilometer/polling.yaml": "polling.yaml",
	} {
		old, _ := f.File(path)
		file(&f, path, old.Service, osloconftest.Packaged(t, name))
	}
	seen := 0
	for _, s := range steps.Build(answers(setup.NodeRoles...), f).Steps {
		for _, action := range s.Actions {
			w, ok := action.(setup.WriteFile)
			if !ok || !strings.HasPrefix(w.Path, "/etc/nova/") && !strings.HasPrefix(w.Path, "/etc/cinder/") && !strings.HasPrefix(w.Path, "/etc/glance/") {
				continue
			}
			seen++
			added, gone := 0, 0
			for line := range strings.Lines(osloconf.Diff(w.Path, w.Old, w.New)) {
				switch {
				case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
				case strings.HasPrefix(line, "+"):
					added++
				case strings.HasPrefix(line, "-"):
					gone++
				}
			}
			if added != len(w.Changes) || gone > 0 {
				t.Errorf("%s gets %d lines and loses %d, for %d options: %q", w.Path, added, gone, len(w.Changes), w.Changes)
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d files were planned, want 3", seen)
	}
}
