package machine

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// proc writes files of /proc as the kernel does.
func proc(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestProcessesOfTheServices(t *testing.T) {
	t.Parallel()
	const rest = " S 1 1 1 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 360000 1 1\n" // 3600 s after the start of the machine
	dir := proc(t, map[string]string{
		"stat":        "cpu 1 2 3\nbtime 1700000000\n",
		"41/cmdline":  "/usr/bin/python3\x00/usr/bin/nova-compute\x00--config-file\x00/etc/nova/nova.conf\x00--config-file=/etc/nova/nova-compute.conf\x00",
		"41/stat":     "41 (nova ) compute)" + rest,
		"41/cgroup":   "0::/system.slice/nova-compute.service\n",
		"42/cmdline":  "ceilometer-agent-notification: master process [/usr/bin/ceilometer-agent-notification]",
		"42/stat":     "42 (ceilometer-agen)" + rest,
		"43/cmdline":  "/usr/bin/uwsgi\x00--ini\x00/etc/keystone/keystone.ini\x00",
		"43/stat":     "43 (uwsgi)" + rest,
		"44/cmdline":  "/usr/sbin/sshd\x00-D\x00",
		"44/stat":     "44 (sshd)" + rest,
		"45/cmdline":  "",
		"net/tcp":     "  sl  local_address rem_address   st\n   0: 0100007F:9C40 4702000A:1628 01 00000000:00000000 00:00000000 00000000  1000        0 777 1 0 20 4 30 10 -1\n",
		"self/status": "",
	})
	if err := os.MkdirAll(filepath.Join(dir, "41/fd"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("socket:[777]", filepath.Join(dir, "41/fd/9")); err != nil {
		t.Fatal(err)
	}
	all, err := processes(dir)
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	nova := all[0]
	if nova.PID != 41 || nova.Program != "nova-compute" || nova.Unit != "nova-compute.service" || !nova.Started.Equal(time.Unix(1700003600, 0)) ||
		!slices.Equal(nova.Files, []string{"/etc/nova/nova.conf", "/etc/nova/nova-compute.conf"}) || !slices.Equal(nova.Peers, []string{"10.0.2.71:5672"}) {
		t.Errorf("nova-compute is %+v", nova)
	}
	if all[1].Program != "ceilometer-agent-notification" || all[2].Program != "keystone-uwsgi" {
		t.Errorf("the others are %+v", all[1:])
	}
}

func TestTheProcessesOfThisMachineCanBeListed(t *testing.T) {
	t.Parallel()
	if _, err := Processes(); err != nil {
		t.Error(err)
	}
}
