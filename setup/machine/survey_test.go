package machine

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
)

// recorded answers as programs of other machines did, by the program's name.
// These are recordings: neither rpm nor systemd is to be had where tests run.
func recorded(answers map[string]string) Runner {
	return func(_ context.Context, program string, _ ...string) ([]byte, error) {
		if answer, ok := answers[program]; ok {
			return []byte(answer), nil
		}
		return nil, fmt.Errorf("there is no %s: %w", program, exec.ErrNotFound)
	}
}

// recordedRPM is of CentOS 7 with RDO Newton, cut.
const recordedRPM = "bash\t4.2.46-21.el7_3\n" +
	"openstack-nova-common\t1:14.0.2-1.el7\n" +
	"openstack-glance\t1:13.0.0-1.el7\n" +
	"openstack-cinder\t1:9.0.0-0.1.0rc1.el7\n" +
	"python2-oslo-messaging\t5.10.0-1.el7\n" +
	"mongodb-server\t2.6.12-4.el7\n" +
	"httpd\t2.4.6-45.el7.centos\n" +
	"mod_wsgi\t3.4-12.el7_0\n"

func survey7(t *testing.T, root string, run Runner) setup.Facts {
	t.Helper()
	facts, err := Survey(t.Context(), root, run)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func names[T any](all []T, name func(T) string) string {
	var out []string
	for _, x := range all {
		out = append(out, name(x))
	}
	return strings.Join(out, "\n")
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != strings.TrimSpace(want) {
		t.Errorf("%s:\n%s\nwant\n%s", what, got, strings.TrimSpace(want))
	}
}

func TestSurveyOfCentOSBelowARoot(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{
		"etc/os-release":                                          "NAME=\"CentOS Linux\"\nVERSION_ID=\"7\"\nID=\"centos\"\nID_LIKE=\"rhel fedora\"\nPRETTY_NAME=\"CentOS Linux 7 (Core)\"\n",
		"etc/hostname":                                            "ctl1.example.org\n",
		"etc/selinux/config":                                      "# managed by hand\nSELINUX=enforcing\nSELINUXTYPE=targeted\n",
		"etc/passwd":                                              fmt.Sprintf("me:x:%d:0::/:/bin/sh\n", os.Getuid()),
		"etc/group":                                               fmt.Sprintf("us:x:%d:\n", os.Getgid()),
		"usr/bin/yum":                                             "",
		"usr/lib/systemd/systemd":                                 "",
		"var/lib/rpm/Packages":                                    "",
		"usr/lib/systemd/system/httpd.service":                    "[Unit]\n[Install]\nWantedBy=multi-user.target\n",
		"usr/lib/systemd/system/mongod.service":                   "[Unit]\n[Install]\nWantedBy=multi-user.target\n",
		"usr/lib/systemd/system/memcached.service":                "[Unit]\n",
		"usr/lib/systemd/system/sshd.service":                     "[Unit]\n",
		"etc/systemd/system/multi-user.target.wants/keep":         "",
		"etc/nova/nova.conf":                                      "[DEFAULT]\n",
		"etc/nova/nova.conf.d/50-b.conf":                          "[DEFAULT]\n",
		"usr/share/nova/nova-dist.conf":                           "[DEFAULT]\n",
		"etc/neutron/neutron.conf":                                "[DEFAULT]\n",
		"etc/neutron/conf.d/common/a.conf":                        "[DEFAULT]\n",
		"etc/mongod.conf":                                         "bind_ip = 127.0.0.1\n",
		"etc/httpd/conf.d/ssl.conf":                               "Listen 443\n",
		"etc/httpd/conf.modules.d/10-wsgi.conf":                   "LoadModule wsgi_module modules/mod_wsgi.so\n",
		"etc/httpd/conf.modules.d/00-base.conf":                   "LoadModule x x\n",
		"etc/ceilometer/pipeline.yaml":                            "sources: []\n",
		"etc/cron.d/audit":                                        "0 * * * * cinder cinder-volume-usage-audit\n",
		"etc/cron.d/other":                                        "0 * * * * root true\n",
		"usr/lib/python2.7/site-packages/ceilometer/api/app.wsgi": "# the app\n",
		"usr/lib/python2.7/site-packages/ceilometer-7.0.0-py2.7.egg-info/PKG-INFO": "",
	})
	link(t, root, "/usr/lib/systemd/system/httpd.service", "etc/systemd/system/multi-user.target.wants/httpd.service")
	link(t, root, "/dev/null", "etc/systemd/system/glance-registry.service")
	facts := survey7(t, root, recorded(map[string]string{"rpm": recordedRPM}))

	s := facts.System
	equal(t, "system", fmt.Sprint(s.Hostname, "|", s.Distribution, "|", s.Version, "|", s.Name, "|", s.Family, "|", s.Packager, "|", s.Init, "|", s.InitRunning, "|", s.SELinux, "|", s.Here()),
		"ctl1.example.org|centos|7|CentOS Linux 7 (Core)|redhat|yum|systemd|false|enforcing|false")
	equal(t, "services", names(facts.Services, func(s setup.Service) string { return s.Name + " " + s.Version + " (" + s.Evidence + ")" }), `
nova 14.0.2 (rpm: openstack-nova-common 1:14.0.2-1.el7)
cinder 9.0.0 (rpm: openstack-cinder 1:9.0.0-0.1.0rc1.el7)
glance 13.0.0 (rpm: openstack-glance 1:13.0.0-1.el7)
ceilometer 7.0.0 (/usr/lib/python2.7/site-packages/ceilometer-7.0.0-py2.7.egg-info)
oslo.messaging 5.10.0 (rpm: python2-oslo-messaging 5.10.0-1.el7)
mongodb 2.6.12 (rpm: mongodb-server 2.6.12-4.el7)
httpd 2.4.6 (rpm: httpd 2.4.6-45.el7.centos)
mod_wsgi 3.4 (rpm: mod_wsgi 3.4-12.el7_0)`)
	if facts.Has("bash") || !facts.Has("mongodb-server") {
		t.Errorf("packages are %v", facts.Packages)
	}
	equal(t, "units", names(facts.Units, func(u setup.Unit) string { return u.Name + " " + u.Enabled + " " + u.Active + "|" + u.File }), `
glance-registry.service masked |/etc/systemd/system/glance-registry.service
mongod.service disabled |/usr/lib/systemd/system/mongod.service
memcached.service static |/usr/lib/systemd/system/memcached.service
httpd.service enabled |/usr/lib/systemd/system/httpd.service`)
	equal(t, "programs", names(facts.Programs, func(p setup.Program) string { return fmt.Sprint(p.Service, " ", p.Main, " ", p.Files, " ", p.Late) }), `
nova /etc/nova/nova.conf [/usr/share/nova/nova-dist.conf /etc/nova/nova.conf /etc/nova/nova.conf.d/50-b.conf] [/etc/nova/nova.conf.d/50-b.conf]
neutron /etc/neutron/neutron.conf [/etc/neutron/neutron.conf /etc/neutron/conf.d/common/a.conf] []`)
	equal(t, "files", names(facts.Files, func(f setup.File) string { return fmt.Sprint(f.Service, " ", f.Path, " ", f.Owner) }), `
nova /usr/share/nova/nova-dist.conf me:us
nova /etc/nova/nova.conf me:us
nova /etc/nova/nova.conf.d/50-b.conf me:us
neutron /etc/neutron/neutron.conf me:us
neutron /etc/neutron/conf.d/common/a.conf me:us
ceilometer /etc/ceilometer/pipeline.yaml me:us
ceilometer /usr/lib/python2.7/site-packages/ceilometer/api/app.wsgi me:us
mongodb /etc/mongod.conf me:us
httpd /etc/httpd/conf.d/ssl.conf me:us
httpd /etc/httpd/conf.modules.d/10-wsgi.conf me:us
cron /etc/cron.d/audit me:us`)
	f, _ := facts.File("/etc/mongod.conf")
	if string(f.Text) != "bind_ip = 127.0.0.1\n" || f.SHA256 != fmt.Sprintf("%x", sha256.Sum256(f.Text)) || f.Mode != 0o644 {
		t.Errorf("mongod.conf is %+v", f)
	}
	if len(facts.Listeners) > 0 || len(facts.Broken) > 0 || len(facts.Unreadable) > 0 {
		t.Errorf("listeners %v, broken %v, unreadable %v", facts.Listeners, facts.Broken, facts.Unreadable)
	}
}

func link(t *testing.T, root, target, name string) {
	t.Helper()
	p := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, p); err != nil {
		t.Fatal(err)
	}
}

func TestNovaComputeOfDebianIsAProgramOfItsOwn(t *testing.T) {
	t.Parallel()
	facts := survey7(t, machineWith(t, map[string]string{
		"etc/nova/nova.conf":         "[DEFAULT]\ntransport_url = rabbit://u:p@a/\n",
		"etc/nova/nova-compute.conf": "[oslo_messaging_notifications]\ntransport_url = rabbit://u:p@b/\n",
	}), recorded(nil))
	equal(t, "programs", names(facts.Programs, func(p setup.Program) string { return fmt.Sprint(p.Main, " ", p.Files) }), `
/etc/nova/nova.conf [/etc/nova/nova.conf]
/etc/nova/nova.conf [/etc/nova/nova.conf /etc/nova/nova-compute.conf]`)
	if len(facts.Brokers) != 2 {
		t.Errorf("the broker of nova-compute.conf was not found: %v", facts.Brokers)
	}
}

func TestDpkgStatusBelowARoot(t *testing.T) {
	t.Parallel()
	facts := survey7(t, machineWith(t, map[string]string{
		"etc/os-release": "ID=ubuntu\nID_LIKE=debian\n",
		"var/lib/dpkg/status": `Package: nova-common
Status: install ok installed
Version: 2:26.1.0~rc2-0ubuntu1
Description: x
 Status: deinstall ok config-files

Package: cinder-common
Status: deinstall ok config-files
Version: 2:21.0.0-1

Package: python3-oslo.config
Status: hold ok installed
Version: 1:9.0.0+dfsg1-3
`,
	}), recorded(nil))
	equal(t, "services", names(facts.Services, func(s setup.Service) string { return s.Name + " " + s.Version + " " + s.Evidence }), `
nova 26.1.0 dpkg: nova-common 2:26.1.0~rc2-0ubuntu1
oslo.config 9.0.0 dpkg: python3-oslo.config 1:9.0.0+dfsg1-3`)
}

// The real dpkg-query and its real list have to agree. Tests that start programs
// run alone: between fork and exec a child holds the locks of tests beside them.
func TestDpkgQuerySaysWhatItsStatusFileSays(t *testing.T) {
	text, err := os.ReadFile(dpkgStatus)
	if err != nil {
		t.Skip("needs dpkg")
	}
	// A copy, because packages may be installed meanwhile.
	dir := machineWith(t, map[string]string{"status": string(text), "updates/.keep": ""})
	out, err := ask(t.Context(), "dpkg-query", "--admindir="+dir, "-W", "-f", `${db:Status-Abbrev}\t${Package}\t${Version}\n`)
	if err != nil {
		t.Fatal(err)
	}
	line := func(p setup.Package) string { return p.Name + " " + p.Version }
	sorted := func(all []setup.Package) []string {
		lines := strings.Split(names(all, line), "\n")
		slices.Sort(lines)
		return lines
	}
	asked, read := sorted(parseDpkgQuery(string(out))), sorted(parseDpkgStatus(string(text)))
	if !slices.Equal(asked, read) || len(asked) < 20 {
		t.Errorf("dpkg-query names %d packages, the file %d", len(asked), len(read))
	}
}

func TestVersionsAreUpstreams(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"2:26.1.0-2": "26.1.0", "1:14.0.2-1.el7": "14.0.2", "26.0.0~b1+git1-0ubuntu1": "26.0.0",
		"3.10.8-1.1+deb12u1": "3.10.8", "2.6.12": "2.6.12", "": "", "4.4.2-1-2": "4.4.2-1", "1:": "",
	} {
		if got := upstream(version); got != want {
			t.Errorf("upstream(%q) = %q, want %q", version, got, want)
		}
	}
}

// recordedShow is what systemctl show of systemd 219 writes, which knows no
// NRestarts, and 252, which does.
const recordedShow = `Id=openstack-nova-compute.service
LoadState=loaded
ActiveState=active
FragmentPath=/usr/lib/systemd/system/openstack-nova-compute.service
UnitFileState=enabled
ExecMainStartTimestamp=Thu 2026-11-26 10:00:00 UTC

Id=nova-compute.service
LoadState=not-found
ActiveState=inactive
FragmentPath=
UnitFileState=
ExecMainStartTimestamp=

Id=apache2.service
NRestarts=3
LoadState=loaded
ActiveState=failed
FragmentPath=/lib/systemd/system/apache2.service
UnitFileState=disabled

Id=apache2.service
NRestarts=3
LoadState=loaded
ActiveState=failed

Id=mongod.service
LoadState=masked
ActiveState=inactive
UnitFileState=masked
`
