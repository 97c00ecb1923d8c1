package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestAnAuditByHost asks Cinder's API what to expect, as the user that cinder.conf
// names for Keystone.
func TestAnAuditByHost(t *testing.T) {
	t.Parallel()
	c := &audited{BlockStorage: sourcestest.Cinder(t)}
	b := brokerB(t, sourcestest.SharedB)
	id := sourcestest.Keystone(t)
	conf := filepath.Join(c.Dir, "cinder.conf")
	if err := os.WriteFile(conf, []byte(c.Settings(t, "rabbit://127.0.0.1:1", id)+notifications("messagingv2", b)), 0o644); err != nil {
		t.Fatal(err)
	}
	old := time.Now().UTC().Add(-3 * time.Hour).Format("2006-01-02T15:04:05")
	c.Seed(t, conf, id.ProjectID,
		sourcestest.Row{Kind: "volume", Name: "a", Host: "n1@lvm#pool", Created: old},
		sourcestest.Row{Kind: "volume", Name: "b", Host: "n2@lvm#pool", Created: old},
		sourcestest.Row{Kind: "volume", Name: "gone", Host: "n2@lvm#pool", Deleted: true},
		sourcestest.Row{Kind: "snapshot", Name: "of b", Of: 1, Created: old})
	c.Start(t, []string{conf}, "api")
	code, stdout, stderr := c.command(t, c.Bin, "", append([]string{"--config", conf}, around()...)...)
	text := unwrapped(stdout)
	for _, want := range []string{"- volume 1 1 0 0 0", "n1@lvm volume 1 1 0 0 0", "n2@lvm volume 1 1 0 0 0", "n2@lvm snapshot 1 1 0 0 0", "proven 3 volumes, 1 snapshot: each came to B, once"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in what was written", want)
		}
	}
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	if t.Failed() {
		t.Logf("%s\n%s\n%s", stdout, stderr, c.Log(t, "api"))
	}
}
