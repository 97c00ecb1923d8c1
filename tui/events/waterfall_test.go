package events_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// failedRequest puts a request with a step of every state that has a colour.
func (f *fixture) failedRequest() {
	for _, told := range []struct{ kind, publisher, host, priority string }{
		{"scheduler.select_destinations.start", "scheduler.ctl", "ctl", "info"},
		{"scheduler.select_destinations.end", "scheduler.ctl", "ctl", "info"},
		{"compute.instance.create.start", "compute.n1", "n1", "info"},
		{"compute.instance.create.error", "compute.n1", "n1", "error"},
		{"compute.instance.create.start", "compute.n2", "n2", "info"},
		{"compute.instance.update", "compute.n2", "n2", "info"},
		{"volume.attach.end", "volume.st1", "st1", "info"},
	} {
		f.event(func(e *sources.Event) {
			e.EventType, e.PublisherID, e.Host, e.Priority = told.kind, told.publisher, told.host, told.priority
			e.Payload = []byte(`{"instance_id":"5f3c","display_name":"web-1","exception":"no space left"}`)
		})
		f.Advance(300 * time.Millisecond)
	}
}

// A tenant, or whoever can publish, chooses names.
func TestHostileNamesInAWaterfall(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		for i, name := range []string{"\x1b[2J\x1b]0;owned\x07", strings.Repeat("云主机", 60), strings.Repeat("x", 10_000), "\u202egnp.exe", "a\nb\tc"} {
			f.event(func(e *sources.Event) {
				e.EventType, e.Host, e.PublisherID = name+".start", name, "compute."+name
				e.RequestID, e.ResourceID, e.ResourceName, e.ProjectID, e.Service = name, name, name, name, name
				e.MessageID = fmt.Sprint(i)
			})
			f.Settle()
			for _, keys := range [][]string{{"r"}, {"z"}, {"esc", "esc", "R"}, {"z", "esc", "esc", "u", "z"}, {"z", "esc", "s"}} {
				f.Keys(keys...)
				if ended, err := f.Ended(); ended {
					t.Fatalf("the program ended on %.20q: %v", name, err)
				}
				for _, bad := range []string{"\x1b", "\u202e", "\x07", "\t"} {
					if f.Shows(bad) {
						t.Errorf("%.20q is on the screen as it came:\n%s", name, f.Text())
					}
				}
				if !f.Shows("[1 Events]") {
					t.Errorf("%.20q has disturbed the header:\n%s", name, f.Text())
				}
			}
		}
	})
}

func TestAWaterfallInAnySize(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.failedRequest()
		for _, keys := range [][]string{{"r"}, {"f"}, {"esc", "esc", "esc", "R"}, {"esc", "esc", "u"}} {
			f.Keys(keys...)
			for _, size := range [][2]int{{1, 1}, {20, 5}, {2, 30}, {300, 2}, {80, 24}} {
				f.Resize(size[0], size[1])
				f.Keys("j", "k")
				if ended, err := f.Ended(); ended {
					t.Fatalf("the program ended at %v: %v", size, err)
				}
			}
		}
	})
}

// An audit that goes through all volumes is one request. It opens with as many
// of its events as are put together, says how many those are, and scrolls.
func TestARequestOfTenThousandEvents(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		for i := range 5000 {
			for _, phase := range []string{".start", ".end"} {
				f.event(func(e *sources.Event) {
					e.EventType, e.ResourceID, e.ResourceName = "volume.delete"+phase, fmt.Sprint("vol-", i), ""
					e.MessageID = fmt.Sprint(i, phase)
				})
			}
		}
		f.Settle()
		f.Keys("r")
		f.Wants("10,000/10,000", "10000 events")
		f.Keys("ctrl+f", "ctrl+f", "G")
		f.Wants("volume.delete")
		f.Keys("g")
		f.Wants("10000 events")
	})
}
