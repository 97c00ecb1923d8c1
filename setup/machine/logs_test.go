package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLogsAreSearchedForSignatures(t *testing.T) {
	t.Parallel()
	const at = "2026-11-28 14:20:31.123 4711 "
	long := strings.Repeat("2026-11-28 14:00:00.000 1 INFO nothing\n", logTail/30)
	root := machineWith(t, map[string]string{
		"var/log/nova/nova-api.log":                   at + "INFO nova all is well\n" + at + "ERROR oslo AMQP server on 192.0.2.71:5672 is unreachable: timed out. Trying again: rabbit://u:hunter2@192.0.2.71/\n",
		"var/log/cinder/cinder-volume.log":            long + at + "ERROR closed the connection. Check login credentials: Socket closed\n",
		"var/log/kolla/ceilometer/ceilometer-api.log": at + "closed the connection. Check login credentials\n",
		"var/log/httpd/ceilometer_error.log":          "[Sat Nov 28 14:20:31.000001 2026] [wsgi] closed the connection. Check login credentials\n",
		"var/log/nova/nova-api.log.1":                 at + "closed the connection. Check login credentials\n",
		"var/log/glance/api.log":                      at + "closed the connection. Check login credentials\n",
	})
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(filepath.Join(root, "var/log/glance/api.log"), old, old); err != nil {
		t.Fatal(err)
	}
	lines, there, err := Logs(root, []string{"closed the connection. Check login credentials", "AMQP server on … is unreachable"}, time.Now().Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(there, "/var/log/glance/api.log") || slices.Contains(there, "/var/log/nova/nova-api.log.1") {
		t.Errorf("there are %q: a log that is quiet is one, a rotated one is not", there)
	}
	var got strings.Builder
	for _, l := range lines {
		if strings.Contains(l.Text, "hunter2") {
			t.Errorf("it shows a password: %s", l.Text)
		}
		fmt.Fprintf(&got, "%s:%d %s %s\n", l.File, l.Line, l.At.Format("15:04:05"), l.Signature)
	}
	want := fmt.Sprintf(`/var/log/nova/nova-api.log:2 14:20:31 AMQP server on … is unreachable
/var/log/cinder/cinder-volume.log:%d 14:20:31 closed the connection. Check login credentials
/var/log/kolla/ceilometer/ceilometer-api.log:1 14:20:31 closed the connection. Check login credentials
/var/log/httpd/ceilometer_error.log:1 14:20:31 closed the connection. Check login credentials
`, logTail/30+1)
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}
