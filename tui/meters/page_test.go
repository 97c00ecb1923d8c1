package meters

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// still is a store of meters that never change, a fake for what has to do with
// the page alone.
type still struct {
	meters []sources.Meter
	at     time.Time
}

func (s *still) Where() sources.StoreAddress {
	return sources.StoreAddress{Kind: sources.CeilometerAPI, URL: "http://192.0.2.7:8777/" + strings.Repeat("prefix/", 10)}
}

func (s *still) Meters(context.Context, sources.MeterQuery) iter.Seq2[sources.Meter, error] {
	return func(yield func(sources.Meter, error) bool) {
		for _, m := range s.meters {
			if !yield(m, nil) {
				return
			}
		}
	}
}

func (s *still) Samples(_ context.Context, q sources.SampleQuery) iter.Seq2[sources.Sample, error] {
	return func(yield func(sources.Sample, error) bool) {
		for i := range 20 {
			x := sources.Sample{Meter: q.Meter, Volume: float64(i * i % 7), Timestamp: s.at.Add(-time.Duration(i) * 10 * time.Minute)}
			if len(q.Conditions) > 0 {
				x.ResourceID = sources.Known(q.Conditions[0].Value)
			}
			if !yield(x, nil) {
				return
			}
		}
	}
}

func (s *still) Statistics(context.Context, sources.StatisticsQuery) iter.Seq2[sources.Statistic, error] {
	return func(func(sources.Statistic, error) bool) {}
}

func (s *still) Resources(context.Context, sources.ResourceQuery) iter.Seq2[sources.Resource, error] {
	return func(func(sources.Resource, error) bool) {}
}

func (s *still) Health(context.Context) (sources.StoreHealth, error) {
	return sources.StoreHealth{Version: "v2"}, nil
}

// bench is a page outside of the program, with so many rows.
type bench struct {
	*Page
}

func newBench(tb testing.TB, lang words.Language, n int) *bench {
	tb.Helper()
	w := words.For(lang)
	t := theme.New(theme.Options{Name: theme.Dark})
	s := &still{at: time.Now()}
	names := []string{"cpu", "cpu_util", "disk.root.size", "image.size", "memory", "network.incoming.bytes", "vcpus", "volume.size"}
	for i := range n {
		s.meters = append(s.meters, sources.Meter{
			Name: names[i%len(names)], Type: sources.Known("gauge"), Unit: sources.Known("x"),
			ResourceID: sources.Known(fmt.Sprintf("%08x-7621-4d2a-895d-39283d6fb400", uint32(i/len(names))*2654435761)),
			ProjectID:  sources.Known(fmt.Sprintf("project%025d", i%20)), Source: sources.Known("openstack"),
		})
	}
	b := &bench{New(Config{
		Shared: page.Shared{
			Words: w, Keys: keys.New(w), Theme: func() *theme.Theme { return &t }, Context: tb.Context(),
			Has: func(string) bool { return true },
		},
		Known:  func(string) (sources.MeterKind, bool) { return sources.MeterKind{Interval: 10 * time.Minute}, true },
		Stores: func(_ context.Context, found func([]Store)) { found([]Store{{Address: s.Where(), Store: s}}) },
		Ledger: func() *meterdef.Ledger { return nil },
		Save:   func(write func(io.Writer) error) (string, error) { return "file", write(io.Discard) },
	})}
	b.SetSize(120, 38)
	b.run(b.Viewed(true))
	for range 4 { // stores, lists, order, samples
		b.beat()
	}
	return b
}

func (b *bench) beat() { b.run(b.Update(page.Frame{Now: time.Now(), List: true})) }

// run runs a command to its end and gives the page what comes of it.
func (b *bench) run(cmd tea.Cmd) (notices []page.Notice) {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			notices = append(notices, b.run(cmd)...)
		}
	case page.Notice:
		notices = append(notices, msg)
	case page.Copy:
		notices = append(notices, page.Notice{Text: "copied " + msg.What})
	case page.ShowEvents:
		notices = append(notices, page.Notice{Text: "events of " + msg.ResourceID})
	case ordered, summed, saved:
		notices = append(notices, b.run(b.Update(msg))...)
	default: // a dialog
		notices = append(notices, page.Notice{Text: fmt.Sprintf("%T", msg)})
	}
	return notices
}

// press gives the page a key as a binding spells it.
func (b *bench) press(name string) []page.Notice { return b.run(b.Update(keyPress(name))) }

func keyPress(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	var k tea.KeyPressMsg
	rest := name
	for {
		mod, after, ok := strings.Cut(rest, "+")
		if !ok || after == "" {
			break
		}
		k.Mod |= map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[mod]
		rest = after
	}
	if code, ok := special[rest]; ok {
		k.Code = code
		if rest == "space" {
			k.Text = " "
		}
		return k
	}
	k.Code = []rune(rest)[0]
	if k.Mod == 0 {
		k.Text = rest
	}
	return k
}

// place is one that a page can be in, by the keys that lead there.
type place struct {
	name string
	keys []string
}

var places = []place{
	{"names", []string{"j", "j"}},
	{"resources", []string{"u", "j", "j", "j", "j", "j"}},
	{"of a name", []string{"j", "r", "j", "j"}},
	{"filtered", []string{"u", "/", "c", "p", "u", "enter", "j", "j", "j"}},
	{"detail", []string{"u", "j", "enter", "ctrl+f"}},
	{"raw", []string{"j", "y", "ctrl+f"}},
	{"split", []string{"j", "enter", "tab"}},
	{"prompt", []string{"/", "a", "space", "b", "left"}},
}

func enter(t *testing.T, lang words.Language, names []string) *bench {
	t.Helper()
	b := newBench(t, lang, 160)
	for _, name := range names {
		b.press(name)
		b.beat()
	}
	return b
}

// picture is all that an operator can tell apart.
func (b *bench) picture() string {
	_, at, _ := b.list.Position()
	return fmt.Sprint(b.View(), at, b.prompt.open)
}

func TestAFrameWithoutAChangeDrawsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, words.English, 400)
		drawn := b.list.Drawn()
		for range 10 {
			b.View()
			b.beat()
		}
		if n := b.list.Drawn() - drawn; n > 12 { // the selected row is drawn each time
			t.Errorf("frames without a change drew %d rows", n)
		}
	})
}
