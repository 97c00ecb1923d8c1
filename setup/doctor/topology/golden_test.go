package topology_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
)

var update = flag.Bool("update", false, "write the golden files anew; look at the difference before you keep it")

// TestThePictureIsPrintedInThreeWays compares with files of testdata, byte by
// byte.
func TestThePictureIsPrintedInThreeWays(t *testing.T) {
	t.Parallel()
	for name, seen := range map[string]func(*testing.T) *doctor.Seen{"healthy": healthy, "broken": broken, "closed": closed, "hostile": hostile} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := topology.Draw(seen(t))
			text, err := p.JSON()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", []byte(p.Text(topology.TextOptions{})))
			golden(t, name+".mmd", []byte(p.Mermaid()))
			golden(t, name+".json", text)
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was; with go test -update, and git diff, it is seen how:\n%s", name, got)
	}
}

// hostile is a cloud in which every name tries something.
func hostile(t *testing.T) *doctor.Seen {
	t.Helper()
	const evil = "a\"]; click n0 \"x\" <b>%%{init}%%\n\x1b[31m`end`|#quot;\\"
	s := healthy(t)
	s.A = nil
	s.Taps = s.Taps[1:]
	s.B.Connections[2].Program = evil
	s.B.Consumers[0].Connection = "evil"
	s.B.Connections = append(s.B.Connections, s.B.Connections[2])
	s.B.Connections[len(s.B.Connections)-1].Name = "evil"
	bind(s.B, evil, "notifications.info")
	s.B.Bindings[len(s.B.Bindings)-1].Key = evil
	read(s.B, evil+".info", 1, 0)
	s.B.Nodes[0].Name, s.B.Nodes[0].DiskAlarm = evil, true
	s.B.Lacks = append(s.B.Lacks, evil)
	s.Arrivals = []doctor.Arrival{arrival("B", evil, evil, evil, 1, 0, 0)}
	s.Store.Err = evil
	return s
}

func TestNothingOfANameIsTakenForTheLanguage(t *testing.T) {
	t.Parallel()
	p := topology.Draw(hostile(t))
	for i, line := range strings.Split(strings.TrimSuffix(p.Mermaid(), "\n"), "\n") {
		for piece, what := range map[string]string{"\x1b": "an escape sequence", "`": "Markdown", "<b>": "HTML", "%%": "a directive", "click": ""} {
			if what != "" && strings.Contains(line, piece) {
				t.Errorf("line %d has %s: %s", i+1, what, line)
			}
		}
		// A label begins and ends with the only quotes of its line.
		if n := strings.Count(line, `"`); n != 0 && n != 2 {
			t.Errorf("line %d has %d quotes: %s", i+1, n, line)
		}
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "click") {
			t.Errorf("line %d is a command: %s", i+1, line)
		}
	}
	for i, line := range strings.Split(p.Text(topology.TextOptions{}), "\n") {
		if n := len([]rune(line)); n > 80 {
			t.Errorf("line %d has %d columns: %s", i+1, n, line)
		}
		if strings.ContainsAny(line, "\x1b\r") {
			t.Errorf("line %d writes to the terminal: %q", i+1, line)
		}
	}
	text, err := p.JSON()
	if err != nil || !json.Valid(text) || bytes.Contains(text, []byte("\x1b")) {
		t.Errorf("the JSON is not fit to be read: %v", err)
	}
}
