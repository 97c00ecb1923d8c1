package steps_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestApacheAcceptsTheSite gives the file of both families to the real Apache,
// with the real mod_wsgi. Only the user is another one, because it has to exist.
func TestApacheAcceptsTheSite(t *testing.T) {
	t.Parallel()
	const apache, module = "/usr/sbin/apache2", "/usr/lib/apache2/modules/mod_wsgi.so"
	for _, needed := range []string{apache, module} {
		if _, err := os.Stat(needed); err == nil {
			continue
		} else if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("on Debian: apt-get install apache2 libapache2-mod-wsgi-py3")
	}
	for _, family := range []setup.Family{setup.Debian, setup.RedHat} {
		p := steps.Build(answers(setup.Controller), machine(profile.Newton, family))
		site := ""
		for _, action := range step(t, p, "C15").Actions {
			if w, ok := action.(setup.WriteFile); ok && strings.Contains(string(w.New), "<VirtualHost") {
				site = string(w.New)
			}
		}
		if site == "" {
			t.Fatalf("%s: step C15 writes no site", family)
		}
		dir := t.TempDir()
		site = strings.ReplaceAll(site, "user=ceilometer group=ceilometer", "user=www-data group=www-data")
		site = strings.ReplaceAll(site, "/var/log/httpd", dir)
		check := func(text string) (string, error) {
			conf := filepath.Join(dir, "apache.conf")
			head := "ServerRoot /usr/lib/apache2\nLoadModule mpm_event_module modules/mod_mpm_event.so\nLoadModule authz_core_module modules/mod_authz_core.so\nLoadModule wsgi_module modules/mod_wsgi.so\n" +
				"ServerName localhost\nPidFile " + dir + "/pid\nErrorLog " + dir + "/error.log\nLogFormat \"%h\" combined\n"
			if err := os.WriteFile(conf, []byte(head+text), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), apache, "-t", "-f", conf)
			cmd.Env = append(os.Environ(), "APACHE_LOG_DIR="+dir)
			out, err := cmd.CombinedOutput()
			return string(out), err
		}
		if out, err := check(site); err != nil {
			t.Errorf("%s: Apache refuses the site: %v\n%s\n%s", family, err, out, site)
		}
		// Apache does look at it.
		if _, err := check(strings.Replace(site, "WSGIProcessGroup", "WSGIProcessGrup", 1)); err == nil {
			t.Errorf("%s: Apache accepts a word that it does not know", family)
		}
	}
}
