package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// mute takes connections and never says a word.
func mute(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
		}
	}()
	return l.Addr().String()
}

// cloudOf writes the healthy cloud of that name, with every address of its
// servers replaced.
func cloudOf(t *testing.T, name string, replace ...string) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("../../setup/doctor/testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	r := strings.NewReplacer(replace...)
	for _, f := range archive.Files {
		full := filepath.Join(root, f.Name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(r.Replace(string(f.Data))), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestDoctorEndsWithEverythingDead examines a cloud whose brokers, Keystone and
// store take connections and are silent. A look takes five seconds at most; the
// test is generous, since the machine may do much else beside.
func TestDoctorEndsWithEverythingDead(t *testing.T) {
	t.Parallel()
	a, b, keystone := mute(t), mute(t), mute(t)
	root := cloudOf(t, "zed-debian", "192.0.2.11:5672", a, "192.0.2.71:5672", b, "192.0.2.11:5000", keystone)
	var stdout, stderr bytes.Buffer
	begin := time.Now()
	code := run(context.Background(), []string{"doctor", "--root", root}, strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
	if code != exitUnknown && code != exitCritical {
		t.Errorf("exit %d\n%s%s", code, stdout.String(), stderr.String())
	}
	for _, text := range []string{"queue-unread", "unknown", "checks are ok"} {
		if !strings.Contains(stdout.String(), text) {
			t.Errorf("it does not say %q:\n%s", text, stdout.String())
		}
	}
	for line := range strings.Lines(stdout.String()) {
		if width(strings.TrimRight(line, "\n")) > sheetWidth && strings.Contains(strings.TrimSpace(line), " ") && !strings.Contains(line, "://") && !strings.Contains(line, root) {
			t.Errorf("wider than 80: %q", line)
		}
	}
	for _, secret := range []string{"Rpc7secretRpc", "Tel7secretTel", "Key7stone", "Sig7nature"} {
		if strings.Contains(stdout.String()+stderr.String(), secret) {
			t.Errorf("it shows the secret %s", secret)
		}
	}
}
