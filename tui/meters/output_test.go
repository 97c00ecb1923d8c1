package meters_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// copies presses keys and returns what was put on the clipboard.
func (f *fixture) copies(keys ...string) string {
	f.t.Helper()
	from := f.Bytes()
	f.Keys(keys...)
	m := regexp.MustCompile("\x1b]52;c;([^\a\x1b]*)").FindStringSubmatch(f.Raw(from))
	if m == nil {
		f.t.Fatalf("nothing was copied:\n%s", f.Text())
	}
	text, err := base64.StdEncoding.DecodeString(m[1])
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

func small(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }

func TestCopyTakesTheRowTheMarkedRowsTheDetailOrTheJSON(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, small, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		if got := f.copies("c"); !strings.HasPrefix(got, "cpu  3  cumulative  ns  4m  ✓ fresh") || strings.Count(got, "\n") != 1 {
			t.Errorf("c copied %q, want the selected row", got)
		}
		f.Keys("j", "m", "j", "j", "m", "g")
		if got := f.copies("c"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "cpu_util") || !strings.Contains(got, "image.size") {
			t.Errorf("c copied %q, want the two marked rows", got)
		}
		f.Keys("enter")
		f.Advance(time.Second)
		if got := f.copies("c"); !strings.Contains(got, "statistics     min 1,000,000,000  max 6,500,000,000") {
			t.Errorf("c in the detail copied %q", got)
		}
		var o struct {
			Name   string
			Newest struct {
				Volume   float64
				Metadata map[string]string
			} `json:"newest_sample"`
		}
		if err := json.Unmarshal([]byte(f.copies("y", "c")), &o); err != nil || o.Name != "cpu" || o.Newest.Volume != 6.5e9 || o.Newest.Metadata["display_name"] != "web-1" {
			t.Errorf("c on raw JSON copied %+v, %v", o, err)
		}
	})
}

func TestNothingAStoreSaysReachesTheTerminalRaw(t *testing.T) {
	const evil = "\x1b]0;owned\x07\u202e\n"
	run(t, tuitest.Options{Width: 150, Height: 40}, func(f *fixture) {
		s := f.reads(newFake(sources.StoreKind("api" + evil)))
		s.address.URL, s.address.From, s.health.Version, s.health.Notes = evil, evil, evil, []string{evil}
		s.sick = errors.New(evil)
		f.stores[0].Address = s.address
		s.add("m"+evil, "t"+evil, "u"+evil, "r"+evil, time.Minute, time.Minute, 1, 2)
		s.samples[0].Metadata = []byte(`{"name":"` + "\x1b" + `"}`)
		f.stores = append(f.stores, f.stores[0])
		f.stores[1].Address.URL, f.stores[1].Store, f.stores[1].Err = "x", nil, sources.WithHint(errors.New(evil), evil)
		f.stores = append(f.stores, f.stores[1])
		f.stores[2].Address.URL, f.stores[2].Elsewhere, f.stores[2].Err = "", evil, nil
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Keys("u", "ctrl+w", "enter", "y", "esc", "i", "i", "/", "=", "\"")
		f.Keys("esc", "r", "esc", "u", "r")
		if raw := f.Raw(0); strings.Contains(raw, "\x1b]0;") || strings.Contains(raw, "\u202e") {
			t.Errorf("an escape sequence went through")
		}
		got := f.copies("c")
		if strings.ContainsAny(strings.TrimSuffix(got, "\n"), "\x1b\n\x07") {
			t.Errorf("copied %q, which a shell would act on", got)
		}
	})
}

func TestSaveWritesTheRowsListed(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		small(f)
		f.config.Save = f.save
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Keys("u", "/")
		f.Type("vcpus")
		f.Keys("enter", "ctrl+s")
		f.Wants("3 rows saved to /tmp/ceilotop-meters-1.jsonl")
		lines := strings.Split(strings.TrimSpace(f.saved.String()), "\n")
		var m struct {
			Name     string
			Resource string `json:"resource_id"`
			ID       string `json:"meter_id"`
		}
		if len(lines) != 3 || json.Unmarshal([]byte(lines[0]), &m) != nil || m.Name != "vcpus" || m.Resource != web0 || m.ID == "" {
			t.Errorf("saved %q", f.saved.String())
		}
	})
}

func TestASaveThatFailsSaysWhy(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		small(f)
		f.config.Save = func(func(io.Writer) error) (string, error) {
			return "", errors.New("create /root/x: permission denied")
		}
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Keys("ctrl+s")
		f.Wants("✗ saving: create /root/x: permission denied")
	})
}

func TestTheDetailHasStatisticsOfTheDayBeforeTheNewestSample(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, func(f *fixture) {
		s := f.reads(newFake(sources.CeilometerAPI))
		s.add("memory", "gauge", "MB", "a", time.Hour, 13*time.Hour, 100, 5, 7)
		s.add("memory", "gauge", "MB", "b", 2*time.Hour, time.Hour, 9)
	}, func(t *testing.T, f *fixture) {
		s := f.stores[0].Store.(*fake)
		f.Keys("u", "enter")
		f.Advance(time.Second)
		f.Wants("min 5  max 7  avg 6", "sum 12  count 2", "of the 24h before the newest sample", "… nothing for 13h")
		s.change(func(s *fake) {
			if len(s.summed) != 1 {
				t.Errorf("statistics were asked for %d times", len(s.summed))
			}
		})
		f.Keys("tab", "j") // the other resource
		f.Advance(time.Second)
		f.Wants("min 9  max 9  avg 9", "sum 9  count 1")
		f.Keys("tab", "f")
		f.Wants("newest samples")
	})
}

func TestSortingByEveryColumn(t *testing.T) {
	run(t, tuitest.Options{Width: 150, Height: 40}, small, func(t *testing.T, f *fixture) {
		f.Advance(2 * time.Second)
		f.Keys("shift+right", "S")
		f.Wants("sorted by resources▾")
		f.order("cpu ", "image.size", "✗ volume.size")
		f.Keys("shift+right", "S") // type, ascending
		f.Wants("sorted by type▴")
		f.order("> ✓ cpu ", "  ✓ cpu_util")
		f.Keys("S")
		f.order("cpu_util", "✗ volume.size", "✓ cpu ")
		f.Keys("shift+right", "shift+right", "S") // age
		f.Wants("sorted by age▴")
		f.order("· volume ", "· image.size", "! vcpus", "✗ volume.size")
		f.Keys("shift+right", "S") // state, the worst first
		f.Wants("sorted by state▾")
		f.order("✗ volume.size", "! vcpus", "✓ cpu_util", "· volume ")
		f.Keys("shift+left", "shift+left", "shift+left", "shift+left", "shift+left", "S")
		f.Lacks("sorted by")
	})
}

func TestTimesAreAgesUTCOrLocal(t *testing.T) {
	run(t, tuitest.Options{}, small, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Wants("age", "3h ✗")
		f.Keys("t")
		f.Wants("newest (UTC)", "11-23 07:00:00")
		f.Keys("t")
		f.Wants("newest (local)", "11-23 08:00:00")
		f.Keys("t")
		f.Wants("3h ✗")
	})
}

func TestAFilterIsInForceWhileItIsTyped(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 24}, small, func(t *testing.T, f *fixture) {
		f.Advance(2 * time.Second)
		f.Keys("/")
		f.Type("image")
		f.Wants("2 of 9 rows", "image.size")
		f.Lacks("cpu_util")
		f.Keys("esc")
		f.Wants("cpu_util")
		f.Keys("/")
		f.Type(`=state == "stale" || age > 1500`)
		f.Keys("enter")
		f.Wants("1/2 of 9", "volume.size", "vcpus")
		f.Lacks("cpu_util")
		f.Keys("/", "ctrl+u")
		f.Type("=lag_ms > 5")
		f.Wants("^ unknown name lag_ms")
		f.Keys("ctrl+u")
		f.Type("nothing like it")
		f.Keys("enter")
		f.Wants("Nothing matches; 9 rows were looked at.")
		f.Keys("esc")
		f.Wants("cpu_util")
	})
}
