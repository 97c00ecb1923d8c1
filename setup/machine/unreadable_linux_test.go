package machine

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/ceilotop/ceilotop/setup"
)

const nobody = 65534

// inspectAsNobody inspects with the rights of nobody on files, also when the
// tests run as root, whom no mode stops. Linux keeps these rights per thread;
// the thread ends with the inspection.
func inspectAsNobody(t *testing.T, root string) setup.Facts {
	t.Helper()
	var facts setup.Facts
	var reach, err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		if os.Getuid() == 0 {
			runtime.LockOSThread() // never unlocked
			_, _, _ = unix.RawSyscall(unix.SYS_SETFSGID, nobody, 0, 0)
			_, _, _ = unix.RawSyscall(unix.SYS_SETFSUID, nobody, 0, 0)
		}
		_, reach = os.ReadDir(filepath.Join(root, "etc"))
		facts, err = Inspect(root)
	}()
	<-done
	if reach != nil {
		t.Skipf("nobody cannot reach the directory for temporary files: %v", reach)
	}
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// closed gives a new root that the user nobody can reach, and changes the modes
// of some of its files.
func closed(t *testing.T, files map[string]string, modes map[string]os.FileMode) string {
	t.Helper()
	root := machineWith(t, files)
	if err := os.Chmod(filepath.Dir(root), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, mode := range modes {
		p := filepath.Join(root, name)
		if err := os.Chmod(p, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(p, 0o755) })
	}
	return root
}

func TestWhatMayNotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	ours := func(text string) string {
		return text + "\n[oslo_messaging_notifications]\ntransport_url = rabbit://u:p@b/\n"
	}
	root := closed(t, map[string]string{
		"etc/passwd":                            "root:x:0:0::/root:/bin/sh\n",
		"etc/group":                             "root:x:0:\n",
		"etc/nova/nova.conf":                    ours("[DEFAULT]\ntransport_url = rabbit://u:p@a/"),
		"etc/cinder/cinder.conf":                ours("[DEFAULT]\ntransport_url = rabbit://u:p@a/"),
		"etc/glance/glance-api.conf":            ours(""),
		"etc/kolla/neutron-server/neutron.conf": ours("[DEFAULT]\ntransport_url = rabbit://u:p@a/"),
	}, map[string]os.FileMode{"etc/nova": 0, "etc/cinder/cinder.conf": 0, "etc/kolla/neutron-server": 0})
	facts := inspectAsNobody(t, root)
	for i, u := range facts.Unreadable {
		if u.Hint() != "sudo ceilotop" {
			t.Errorf("the hint of %s is %q", u.Path, u.Hint())
		}
		if os.Getuid() != 0 { // then the files are somebody else's
			facts.Unreadable[i].Owner = "root:root"
		}
	}
	const want = `B u:p@b:5672 vhost /
  /etc/glance/glance-api.conf:3 [oslo_messaging_notifications] transport_url: glance notifications
! reading /etc/nova: permission denied (root:root 0000)
! reading /etc/kolla/neutron-server: permission denied (root:root 0000)
! reading /etc/cinder/cinder.conf: permission denied (root:root 0000)
- No broker for RPC was found, but not every file could be read.
`
	if got := describe(root, facts); got != want {
		t.Errorf("Inspect found\n%s\nwant\n%s", got, want)
	}
}

func TestNothingReadableIsNotNothingConfigured(t *testing.T) {
	t.Parallel()
	root := closed(t, map[string]string{"etc/nova/nova.conf": ""}, map[string]os.FileMode{"etc/nova/nova.conf": 0})
	if facts := inspectAsNobody(t, root); len(facts.Brokers) != 0 || len(facts.Unreadable) != 1 {
		t.Errorf("Inspect found %+v, want one unreadable file", facts)
	}
}

func TestACertificateThatMayNotBeReadIsNotMissing(t *testing.T) {
	t.Parallel()
	root := closed(t, map[string]string{
		"etc/passwd":         "root:x:0:0::/root:/bin/sh\n",
		"etc/ssl/private/ca": "",
		"etc/nova/nova.conf": "[DEFAULT]\ntransport_url = rabbit://u:p@h/?ssl=1&ssl_ca_file=/etc/ssl/private/ca\n",
	}, map[string]os.FileMode{"etc/ssl/private": 0o700, "etc/nova/nova.conf": 0o604})
	if os.Getuid() != 0 {
		t.Skip("the owner may read it: needs root")
	}
	const want = `A u:p@h:5672 vhost / tls{CAFile:/etc/ssl/private/ca CertFile: KeyFile: Version:}
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
! reading /etc/ssl/private: permission denied (root:0 0700)
- No broker of telemetry's own was found, but not every file could be read.
`
	if got := describe(root, inspectAsNobody(t, root)); got != want {
		t.Errorf("Inspect found\n%s\nwant\n%s", got, want)
	}
}

func TestAFIFODoesNotBlock(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{"etc/nova/placeholder": ""})
	if err := unix.Mkfifo(filepath.Join(root, "etc/nova/nova.conf"), 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, root, `
! reading /etc/nova/nova.conf: it is not a regular file
`)
}

func TestAPipelineThatMayNotBeReadIsNotTheOwnOne(t *testing.T) {
	t.Parallel()
	root := closed(t, map[string]string{
		"etc/passwd":                     "root:x:0:0::/root:/bin/sh\n",
		"etc/group":                      "root:x:0:\n",
		"etc/ceilometer/ceilometer.conf": "[database]\nconnection = mongodb://u:p@h/c\n",
		"etc/ceilometer/pipeline.yaml":   "sources: []\n",
	}, map[string]os.FileMode{"etc/ceilometer/pipeline.yaml": 0})
	facts := inspectAsNobody(t, root)
	for i := range facts.Unreadable {
		facts.Unreadable[i].Owner = "root:root"
	}
	const want = `mongodb mongodb://h/c = mongodb://u:p@h/c (/etc/ceilometer/ceilometer.conf:2)
! reading /etc/ceilometer/pipeline.yaml: permission denied (root:root 0000)
`
	if got := describeStores(root, facts); got != want {
		t.Errorf("Inspect found\n%s\nwant\n%s", got, want)
	}
}
