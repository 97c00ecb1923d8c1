package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// unpacked are the files of a bundle.
func unpacked(t *testing.T, name string) map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h.Mode != 0o600 {
			t.Errorf("%s has the mode %o", h.Name, h.Mode)
		}
		all[h.Name] = string(text)
	}
}

// oddPassword has characters that files, URLs, JSON and shells escape.
func oddPassword(r *rand.Rand, n int) string {
	const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	strange := []string{"@", "/", ":", "%", "#", "&", "?", "=", "+", "'", `"`, `\`, "<", ">", "`", ";", "~", "{", "}", "é", "密", "%41"}
	b := fmt.Sprintf("w%03d", n)
	for range 14 {
		if r.IntN(4) == 0 {
			b += strange[r.IntN(len(strange))]
		} else {
			b += string(letters[r.IntN(len(letters))])
		}
	}
	return b + "x"
}

// TestABundleHasNoneOfTwoHundredPasswords puts them where files have passwords,
// and looks for them in every file of the bundle, in plain and encoded.
func TestABundleHasNoneOfTwoHundredPasswords(t *testing.T) {
	t.Parallel()
	nobody := strings.TrimPrefix(refusing(t), "http://")
	root := cloudOf(t, "zed-debian", "192.0.2.11:5672", nobody, "192.0.2.71:5672", nobody)
	r := rand.New(rand.NewPCG(2026, 11))
	var secrets []string
	for i := range 200 {
		secrets = append(secrets, oddPassword(r, i))
	}
	path := filepath.Join(root, "etc/nova/nova.conf")
	conf, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := bytes.NewBuffer(conf)
	for i, s := range secrets {
		fmt.Fprintf(b, "\n[group%d]\n", i)
		switch i % 4 {
		case 0:
			fmt.Fprintf(b, "password = %s\nother = the end of %s\n", s, base64.StdEncoding.EncodeToString([]byte("nova:"+s)))
		case 1:
			fmt.Fprintf(b, "connection = mysql+pymysql://nova:%s@db.example.org/nova\n", url.QueryEscape(s))
		case 2:
			fmt.Fprintf(b, "memcache_secret_key = %q\n", s)
		case 3:
			fmt.Fprintf(b, "admin_password=%s\ndescription = %s again\nquoted = %s\n", s, s, url.PathEscape(s))
		}
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "bundle.tar.gz")
	var stdout, stderr strings.Builder
	run(t.Context(), []string{"doctor", "--root", root, "--bundle", name}, strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
	info, err := os.Stat(name)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if info.Mode() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
	all := unpacked(t, name)
	for _, want := range []string{"manifest.json", "findings.json", "statistics.json", "events.jsonl", "plan.json", "taps.json"} {
		if all["ceilotop/"+want] == "" && want != "events.jsonl" {
			t.Errorf("it has no %s: %q", want, keysOf(all))
		}
	}
	for member, text := range all {
		for _, s := range append(secrets, "Rpc7secretRpc", "Tel7secretTel") {
			quoted, _ := json.Marshal(s)
			for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), base64.StdEncoding.EncodeToString([]byte(s)), string(quoted[1 : len(quoted)-1])} {
				if strings.Contains(text, form) {
					t.Errorf("%s has %q as %q", member, s, form)
				}
			}
		}
		if strings.HasSuffix(member, ".json") && !json.Valid([]byte(text)) {
			t.Errorf("%s is no JSON", member)
		}
		for _, where := range []string{"192.0.2.", "db.example.org", "ctl1"} {
			if strings.Contains(text, where) {
				t.Errorf("%s tells of %s: %s", member, where, besides(text, where))
			}
		}
	}
	var manifest bundleManifest
	if err := json.Unmarshal([]byte(all["ceilotop/manifest.json"]), &manifest); err != nil {
		t.Fatal(err)
	}
	hidden := 0
	for _, e := range manifest.Hidden {
		if e.Kind == "SECRET" {
			hidden++
		}
	}
	if hidden < 200 {
		t.Errorf("the manifest has %d secrets", hidden)
	}
}

func besides(text, piece string) string {
	i := strings.Index(text, piece)
	return text[max(0, i-60):min(len(text), i+60)]
}

func keysOf(all map[string]string) (names []string) {
	for name := range all {
		names = append(names, name)
	}
	return names
}

// TestABundleIsNotWrittenWithASecretInIt has a password that is a part of what
// every bundle says.
func TestABundleIsNotWrittenWithASecretInIt(t *testing.T) {
	t.Parallel()
	nobody := strings.TrimPrefix(refusing(t), "http://")
	root := cloudOf(t, "zed-debian", "192.0.2.11:5672", nobody, "192.0.2.71:5672", nobody, "Tel7secretTel", "ab")
	dir := t.TempDir()
	name := filepath.Join(dir, "bundle.tar.gz")
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"doctor", "--root", root, "--bundle", name}, strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if code != exitUnknown || len(left) != 0 || !strings.Contains(stderr.String(), "was not written") || !strings.Contains(stderr.String(), "/etc/nova/nova.conf:10") || !strings.Contains(stderr.String(), "less than 4 letters") {
		t.Errorf("%d, %v: %s", code, left, stderr.String())
	}
}
