package machine

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/ceilotop/ceilotop/setup"
)

func TestWhatASurveyMayNotReadIsNeverAbsent(t *testing.T) {
	t.Parallel()
	root := closed(t, map[string]string{
		"etc/passwd":                        "root:x:0:0::/root:/bin/sh\n",
		"etc/group":                         "root:x:0:\n",
		"etc/nova/nova.conf":                "",
		"etc/mongod.conf":                   "",
		"etc/httpd/conf.d/ssl.conf":         "",
		"var/spool/cron/root":               "",
		"var/lib/ceilotop/secrets/broker_b": "x",
		"root/packstack-answers-1.txt":      "",
	}, map[string]os.FileMode{"etc/nova": 0, "etc/mongod.conf": 0, "etc/httpd/conf.d": 0, "var/spool/cron": 0, "var/lib/ceilotop/secrets": 0, "root": 0})
	facts := surveyAsNobody(t, root)
	for _, path := range []string{"/etc/nova/nova.conf", "/etc/mongod.conf", "/etc/httpd/conf.d/wsgi-ceilometer.conf", "/var/spool/cron/root", secretsDir + "/broker_b", "/root/packstack-answers-1.txt"} {
		if _, hidden := facts.Hidden(path); !hidden {
			t.Errorf("%s passes for absent", path)
		}
	}
	if len(facts.Unreadable) != 6 || len(facts.Broken) > 0 || len(facts.Files) > 0 {
		t.Errorf("unreadable %v, broken %v, files %v", facts.Unreadable, facts.Broken, facts.Files)
	}
	if len(facts.Programs) == 0 || facts.Programs[0].Main != "/etc/nova/nova.conf" {
		t.Errorf("the program whose files are hidden is not among %v", facts.Programs)
	}
}

// surveyAsNobody is as inspectAsNobody.
func surveyAsNobody(t *testing.T, root string) setup.Facts {
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
		facts, err = Survey(t.Context(), root, recorded(nil))
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

func TestListenersAreTheKernels(t *testing.T) {
	t.Parallel()
	own, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Logf("no listener on %s: %v", address, err)
			continue
		}
		defer l.Close()
		want := setup.Listener{Address: netip.MustParseAddrPort(l.Addr().String()), Process: strings.TrimSpace(string(own))}
		found := false
		for _, got := range listeners("/proc") {
			found = found || got == want
		}
		if !found {
			t.Errorf("%v is not among %v", want, listeners("/proc"))
		}
	}
}

// The machine that the tests run on is a machine too.
func TestSurveyOfThisMachine(t *testing.T) {
	facts := survey7(t, "/", nil)
	if s := facts.System; !s.Here() || s.Hostname == "" || len(s.Addresses) == 0 || s.Privileged != (os.Geteuid() == 0) {
		t.Errorf("the system is %+v", s)
	}
	if _, err := os.Stat("/etc/debian_version"); err == nil && (facts.System.Family != setup.Debian || facts.System.Packager != "apt") {
		t.Errorf("a Debian passes for %q with %q", facts.System.Family, facts.System.Packager)
	}
}
