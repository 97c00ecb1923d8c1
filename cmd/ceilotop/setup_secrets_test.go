package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestASetupLeaksNoPassword seeds 200 passwords into the files of a machine and
// into the answers, goes through everything that setup can do, and looks for
// them in every output, and in every file that was not there before.
func TestASetupLeaksNoPassword(t *testing.T) {
	t.Parallel()
	s := newSeeded(t)
	for _, args := range [][]string{
		{"facts"},
		{"facts", "-f", "json"},
		{"facts", "-f", "yaml"},
		{"plan", "--answers", s.answers},
		{"plan", "--answers", s.answers, "-f", "json"},
		{"plan", "--answers", s.answers, "-o", filepath.Join(s.dir, "plan.json")},
		{"diff", "--answers", s.answers},
		{"export", "--answers", s.answers, "--snippets"},
		{"export", "--answers", s.answers, "-o", filepath.Join(s.dir, "bundle")},
		{"apply", filepath.Join(s.dir, "plan.json"), "--yes"},
		{"status"},
		{"status", "-f", "json"},
		{"apply", "--answers", s.answers, "--yes"},
		{"rollback", "--yes"},
		{"apply", "--answers", s.answers, "--yes"},
		{"plan", "--answers", s.answers},
	} {
		s.run(t, args...)
	}
	s.search(t)
}

// seeded is a machine whose files are full of passwords.
type seeded struct {
	dir, root, answers string
	secrets            []string
	before             map[string]bool // the files that may hold them
}

func newSeeded(t *testing.T) *seeded {
	s := &seeded{dir: t.TempDir(), before: make(map[string]bool)}
	s.root = filepath.Join(s.dir, "root")
	r := rand.New(rand.NewPCG(4, 200))
	secret := func() string {
		b := []byte("zQ9")
		for range 17 {
			b = append(b, "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"[r.IntN(57)])
		}
		s.secrets = append(s.secrets, string(b))
		return string(b)
	}
	write := func(name string, mode fs.FileMode, text string) {
		path := filepath.Join(s.root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		s.before[path] = true
	}
	var status strings.Builder
	for _, p := range []string{"nova-api 2:26.1.0-2", "cinder-api 2:21.1.0-2", "glance-api 2:25.1.0-2", "ceilometer-agent-notification 1:19.0.0-3"} {
		name, version, _ := strings.Cut(p, " ")
		fmt.Fprintf(&status, "Package: %s\nStatus: install ok installed\nVersion: %s\n\n", name, version)
	}
	write("etc/os-release", 0o644, "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"\n")
	write("var/lib/dpkg/status", 0o644, status.String())
	// Where services keep passwords, and names that only end like one.
	keys := []string{
		"password = %s", "admin_password = %s", "memcache_secret_key = %s", "metadata_proxy_shared_secret = %s", "sasl_password = %s",
		"rabbit_password = %s", "telemetry_secret = %s", "connection = mysql+pymysql://u:%s@192.0.2.13/x", "transport_url = rabbit://u:%s@192.0.2.13:5672//",
		"# password = %s", "#transport_url = rabbit://u:%s@192.0.2.13:5672//", "auth_encryption_key = %s", "sync_connection = postgresql://u:%s@h/x",
	}
	for _, service := range []string{"nova/nova", "cinder/cinder", "glance/glance-api", "ceilometer/ceilometer", "neutron/neutron", "keystone/keystone"} {
		var text strings.Builder
		text.WriteString("[DEFAULT]\ntransport_url = rabbit://u:" + secret() + "@192.0.2.13:5672//\n")
		text.WriteString("[database]\nconnection = mysql+pymysql://u:" + secret() + "@192.0.2.13/x\n")
		// Close to the lines that change, so that they are context in a diff.
		fmt.Fprintf(&text, "[oslo_messaging_notifications]\n# password = %s\n#driver =\npassword = %s\n#transport_url = <None>\nsecret_key = %s\n#topics = notifications\n", secret(), secret(), secret())
		fmt.Fprintf(&text, "[service_credentials]\nauth_type = password\npassword = %s\nusername = other\n", secret())
		for i := range 26 {
			fmt.Fprintf(&text, "[group_%d]\n"+keys[i%len(keys)]+"\n", i, secret())
		}
		write("etc/"+service+".conf", 0o640, text.String())
	}
	var text strings.Builder
	text.WriteString("broker_b:\n  host: 192.0.2.71\n  user: telemetry\n  strict_users: true\n")
	for _, key := range []string{"password", "listener_password", "tap_password"} {
		name := filepath.Join(s.dir, key)
		if err := os.WriteFile(name, []byte(secret()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.before[name] = true
		fmt.Fprintf(&text, "  %s: file:%s\n", key, name)
	}
	fmt.Fprintf(&text, "keystone:\n  auth_url: http://192.0.2.13:5000\n  password: %s\n", secret()) // in the file itself
	s.answers = filepath.Join(s.dir, "answers.yaml")
	if err := os.WriteFile(s.answers, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.before[s.answers] = true
	if len(s.secrets) < 190 {
		t.Fatalf("only %d passwords are seeded", len(s.secrets))
	}
	return s
}

// run runs ceilotop setup and looks through what it says.
func (s *seeded) run(t *testing.T, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(context.WithoutCancel(t.Context()), append([]string{"--root", s.root, "setup"}, args...), strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
	if stdout.Len()+stderr.Len() == 0 {
		t.Errorf("setup %v says nothing (exit %d)", args, code)
	}
	for _, secret := range s.secrets {
		for _, part := range []string{secret, secret[:12]} {
			if strings.Contains(stdout.String()+stderr.String(), part) {
				t.Errorf("setup %v shows the password %s (exit %d)", args, secret, code)
			}
		}
	}
	if args[0] == "apply" && code != 0 {
		t.Fatalf("setup %v ends with %d: %s", args, code, stderr.String())
	}
}

// meant are the files that hold passwords because that is what they are for.
func meant(name string) bool {
	base := filepath.Base(name)
	return strings.HasSuffix(base, ".orig") || strings.HasSuffix(base, ".patch") ||
		strings.Contains(name, "/secrets/")
}

func (s *seeded) search(t *testing.T) {
	t.Helper()
	fresh, holding := 0, 0
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || s.before[path] {
			return err
		}
		fresh++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		for _, secret := range s.secrets {
			if !bytes.Contains(text, []byte(secret)) {
				continue
			}
			holding++
			if !meant(path) || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s (%v) holds a password", path, info.Mode())
			}
			break
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if fresh < 20 || holding == 0 {
		t.Errorf("%d files were made and %d of them hold passwords: the test looks in the wrong place", fresh, holding)
	}
}
