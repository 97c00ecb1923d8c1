package osloconf

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
)

// samples are files as packages ship them: written for the test, and those of
// the packages that are installed here.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{
		"small.conf": osloconftest.Sample(1, 5_000),
		"large.conf": osloconftest.Sample(2, 353_000),
		"crlf.conf":  []byte(strings.ReplaceAll(string(osloconftest.Sample(3, 20_000)), "\n", "\r\n")),
	}
	for _, pattern := range []string{"/etc/*/*.conf", "/usr/share/*/*.conf"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil || !strings.Contains(string(text), "[DEFAULT]") || !strings.Contains(string(text), "\n# From oslo") {
				continue
			}
			all[name] = text
		}
	}
	return all
}

// A new option in a sample file is one line more, below its default, and taken
// back it leaves no trace.
func TestAnEditOfASampleFileIsOneLine(t *testing.T) {
	t.Parallel()
	for name, text := range samples(t) {
		f, err := Parse(name, text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if findings := Lint(name, text); len(findings) > 0 && !filepath.IsAbs(name) {
			t.Errorf("%s: a file as it is shipped has findings: %v", name, findings)
		}
		r := rand.New(rand.NewPCG(5, 6))
		var commented []int
		for i, l := range f.Lines() {
			if key, _, ok := strings.Cut(l.Raw[min(1, len(l.Raw)):], " ="); l.Kind == Comment && l.Section != "" && ok && !strings.Contains(key, " ") && f.Find(l.Section, key) == nil {
				commented = append(commented, i)
			}
		}
		if len(commented) == 0 {
			t.Errorf("%s has no commented default", name)
			continue
		}
		for range 25 {
			i := commented[r.IntN(len(commented))]
			l := f.Lines()[i]
			key, _, _ := strings.Cut(l.Raw[1:], " =")
			edited, err := f.Edit(Set(l.Section, key, "new"))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			diff := Diff(name, f.Bytes(), edited.Bytes())
			if added, removed := strings.Count(diff, "\n+")-1, strings.Count(diff, "\n-"); added != 1 || removed != 0 {
				t.Errorf("%s: [%s] %s: %d lines more and %d fewer", name, l.Section, key, added, removed)
			}
			at := edited.Find(l.Section, key)[0].Line
			if above := edited.Lines()[at-2].Raw; !strings.HasPrefix(above[1:], key+" =") {
				t.Errorf("%s: [%s] %s stands below %q", name, l.Section, key, above)
			}
			back, err := edited.Edit(Unset(l.Section, key))
			if err != nil || string(back.Bytes()) != string(text) {
				t.Errorf("%s: [%s] %s leaves a trace: %v", name, l.Section, key, err)
			}
		}
	}
}

func BenchmarkParseAndEdit(b *testing.B) {
	text := osloconftest.Sample(2, 353_000)
	b.SetBytes(int64(len(text)))
	for i := 0; b.Loop(); i++ {
		f, err := Parse("nova.conf", text)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.Edit(Set("oslo_messaging_notifications", "transport_url", fmt.Sprint(i)), SetMulti("oslo_messaging_notifications", "driver", "messagingv2")); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMaskedDiff(b *testing.B) {
	text := osloconftest.Sample(2, 353_000)
	f, err := Parse("nova.conf", text)
	if err != nil {
		b.Fatal(err)
	}
	edited, err := f.Edit(Set("oslo_messaging_notifications", "transport_url", "rabbit://u:p@h/"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		MaskedDiff("nova.conf", text, edited.Bytes())
	}
}
