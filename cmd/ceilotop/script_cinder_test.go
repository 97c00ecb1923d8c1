package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// cinder makes a Cinder with a volume that is some hours old, whose notifications
// go to broker B. Its configuration file is $CINDER_CONF, and its program is
// found on PATH.
func (s *stage) cinder(ts *testscript.TestScript, _ bool, _ []string) {
	c := sourcestest.Cinder(s.t)
	conf := filepath.Join(c.Dir, "cinder.conf")
	text := c.Settings(s.t, "rabbit://127.0.0.1:1", nil) + `[DEFAULT]
volume_usage_audit_period = hour
log_dir = ` + c.Dir + `/state
[oslo_messaging_notifications]
driver = messagingv2
transport_url = ` + s.hosts["B"].ServiceURL(s.t) + "\n"
	ts.Check(os.WriteFile(conf, []byte(text), 0o644))
	c.Seed(s.t, conf, "", sourcestest.Row{Kind: "volume", Name: "old", Host: "n1@lvm#pool", Created: time.Now().UTC().Add(-5 * time.Hour).Format("2006-01-02T15:04:05")})
	ts.Setenv("CINDER_CONF", conf)
	ts.Setenv("PATH", c.Bin+string(os.PathListSeparator)+ts.Getenv("PATH"))
}
