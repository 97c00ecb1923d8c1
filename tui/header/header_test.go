package header

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

var (
	dark = theme.New(theme.Options{Dark: true})
	now  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

func lines(s *State, width, height int) []string {
	out := Lines(s, width, height, &dark, words.For(words.English))
	for i := range out {
		out[i] = strings.TrimRight(ansi.Strip(out[i]), " ")
	}
	return out
}

func live(names ...string) (list []sources.BrokerStatus) {
	for i, name := range names {
		list = append(list, sources.BrokerStatus{Broker: name, Address: fmt.Sprintf("192.0.2.%d:5672", i+1), State: sources.Live})
	}
	return list
}

func busy() eventlog.Stats {
	return eventlog.Stats{Seen: 1_234_567, Kept: 1_000_000, Evicted: 234_567, Duplicates: 3, Undecodable: 2, Rate: 812.4, Spark: []uint32{0, 1, 5, 900, 450, 812}}
}

func TestEveryLineIsExactlyAsWideAsTheScreen(t *testing.T) {
	t.Parallel()
	brokers := live("A", "B", "名字很长的代理", "D")
	brokers[0].State, brokers[0].Err, brokers[0].RetryAt = sources.Retrying, errors.New("连接被拒绝 connection refused"), now.Add(time.Minute)
	brokers[2].State, brokers[2].Err = sources.Refused, sources.WithHint(errors.New("403"), "sudo rabbitmqctl set_permissions")
	brokers[3].Blocked, brokers[3].Alarms = "low on memory", []string{"disk", "memory"}
	s := &State{
		Now: now, Stats: busy(), Brokers: brokers, Tabs: []Tab{{"1", "事件", true}, {"2", "计量", false}},
		Replay: &Replay{At: time.Minute, Total: time.Hour, Speed: 2}, RetryKey: "ctrl+r", Secrets: true,
	}
	for _, l := range []words.Language{words.English, words.Chinese} {
		for width := range 200 {
			for _, height := range []int{0, 1, 2, 3, 5, 6, 10, 16, 50} {
				out := Lines(s, width, height, &dark, words.For(l))
				if rows, banners := Height(height); len(out) > rows+banners {
					t.Fatalf("%d×%d has %d lines", width, height, len(out))
				}
				for i, line := range out {
					if w := ansi.StringWidth(line); w != width {
						t.Fatalf("%d×%d: line %d is %d wide: %q", width, height, i, w, ansi.Strip(line))
					}
				}
			}
		}
	}
}

func TestTheLeastImportantGoesFirst(t *testing.T) {
	t.Parallel()
	s := &State{Now: now, Stats: busy(), Brokers: live("A", "B"), Tabs: []Tab{{"1", "Events", true}, {"2", "Meters", false}}}
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for _, c := range []struct {
		width int
		want  [3]string
	}{
		{120, [3]string{
			"[1 Events]  2 Meters  seen 1,234,567  kept 1,000,000  evicted 234,567  duplicates 3  undecodable 2  possibly dropped 0",
			"A ● live 192.0.2.1:5672  B ● live 192.0.2.2:5672  ▁▁█▄▇  812/s",
		}},
		{80, [3]string{
			"[1 Events]  2 Meters  seen 1.2M  kept 1.0M  evicted 234k  dup 3  undecodable 2",
			"A ● live 192.0.2.1:5672  B ● live 192.0.2.2:5672  ▁▁█▄▇  812/s",
		}},
		{60, [3]string{"[1 Events]  2 Meters", "A ● live  B ● live  ▁▁█▄▇  812/s", "seen 1.2M  kept 1.0M  evicted 234k  dup 3  undecodable 2"}},
		{40, [3]string{"[1 Events]  2 Meters", "A ● live  B ● live  812/s", "seen 1.2M  evicted 234k  undecodable 2"}},
		{16, [3]string{"[1 Events]", "A● B● 812/s"}},
		{9, [3]string{"[1 Event…", "A● B●"}},
	} {
		got := lines(s, c.width, 24)
		if words(strings.Join(got, "|")) != words(strings.Trim(strings.Join(c.want[:], "|"), "|")) {
			t.Errorf("%d columns:\n%s\nwant\n%s", c.width, strings.Join(got, "\n"), strings.Join(c.want[:], "\n"))
		}
	}
}

// TestWhatIsNotZeroIsOnScreen has every counter as wide as it can be, beside a
// replay and all pages there will be.
func TestWhatIsNotZeroIsOnScreen(t *testing.T) {
	t.Parallel()
	brokers := live("A", "B")
	brokers[0].PossiblyDropped = 98_765
	tabs := []Tab{{"1", "Events", true}, {"2", "Meters", false}, {"3", "Pipeline", false}, {"4", "Setup", false}}
	replay := &Replay{At: 3 * time.Hour, Total: 24 * time.Hour, Speed: 2.5}
	for _, c := range []struct {
		name   string
		replay *Replay
		tabs   []Tab
		stats  eventlog.Stats
		want   map[words.Language]string
	}{
		{
			"little", nil, tabs[:1],
			eventlog.Stats{Seen: 12, Kept: 11, Duplicates: 1},
			map[words.Language]string{
				words.English: "[1 Events] seen 12 kept 11 evicted 0 duplicates 1 possibly dropped 98,765",
				words.Chinese: "[1 Events] 收到 12 保留 11 淘汰 0 重复 1 无法解析 0 可能丢弃 98,765",
			},
		},
		{
			"replay", replay, tabs[:1],
			eventlog.Stats{Seen: 432_825, Kept: 12_345, Duplicates: 432_825},
			map[words.Language]string{
				words.English: "[1 Events] replay 03:00:00/24:00:00 ×2.5|seen 432,825 kept 12,345 duplicates 432,825 possibly dropped 98,765",
				words.Chinese: "[1 Events] 回放 03:00:00/24:00:00 ×2.5|收到 432,825 保留 12,345 淘汰 0 重复 432,825 无法解析 0 可能丢弃 98,765",
			},
		},
		{
			"all", replay, tabs,
			eventlog.Stats{Seen: 999_999_999, Kept: 999_999, Evicted: 999_000_000, Duplicates: 432_825, Undecodable: 123_456},
			map[words.Language]string{
				words.English: "[1 Events] 2 Meters 3 Pipeline 4 Setup replay 03:00:00/24:00:00 ×2.5|seen 999M kept 999k evicted 999M dup 432k undecodable 123k dropped? 98k",
				words.Chinese: "[1 Events] 2 Meters 3 Pipeline 4 Setup 回放 03:00:00/24:00:00 ×2.5|收到 999M 保留 999k 淘汰 999M 重复 432k 无法解析 123k 可能丢弃 98k",
			},
		},
	} {
		for l, want := range c.want {
			s := &State{Now: now, Stats: c.stats, Brokers: brokers, Tabs: c.tabs, Replay: c.replay}
			var got []string
			for i, line := range Lines(s, 80, 24, &dark, words.For(l)) {
				if i != 1 { // the brokers
					got = append(got, strings.Join(strings.Fields(ansi.Strip(line)), " "))
				}
			}
			if got := strings.Join(got, "|"); got != want {
				t.Errorf("%s in %v:\n%s\nwant\n%s", c.name, l, got, want)
			}
		}
	}
}

// TestABannerOutranksTheCountersLine is about screens with one line to give.
func TestABannerOutranksTheCountersLine(t *testing.T) {
	t.Parallel()
	brokers := live("A", "B")
	brokers[1].Alarms = []string{"memory"}
	s := &State{Now: now, Stats: busy(), Brokers: brokers, Tabs: []Tab{{"1", "Events", true}}}
	got := lines(s, 40, 10)
	if len(got) != 3 || strings.Join(strings.Fields(got[0]), " ") != "[1 Events] seen 1.2M undecodable 2" || got[2] != " ! broker B has an alarm: memory" {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	brokers[1].Alarms = nil
	if got = lines(s, 40, 10); len(got) != 3 || !strings.Contains(got[2], "seen 1.2M  evicted 234k  undecodable 2") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestAReasonIsCutAndAnAddressIsNot(t *testing.T) {
	t.Parallel()
	brokers := live("A", "B")
	brokers[0].State, brokers[0].RetryAt = sources.Retrying, now.Add(90*time.Second)
	brokers[0].Err = fmt.Errorf("dial tcp 192.0.2.1:5672:\n connect: %w", errors.New("connection refused by the other side"))
	s := &State{Now: now, Brokers: brokers}
	got := lines(s, 80, 24)[1]
	if !strings.HasPrefix(got, "A ↻ retrying in 1m30s: dial tcp 192.0.2.1:5672: connect: co") || !strings.Contains(got, "…  B ● live  ") {
		t.Errorf("got %q", got)
	}
}

func TestAHintIsABannerOfARefusedBroker(t *testing.T) {
	t.Parallel()
	brokers := live("A", "B")
	brokers[0].State, brokers[0].Err = sources.Refused, sources.WithHint(errors.New("403 ACCESS_REFUSED"), "sudo rabbitmqctl authenticate_user nova")
	brokers[1].Blocked = "low on memory"
	got := lines(&State{Now: now, Brokers: brokers, RetryKey: "ctrl+r"}, 80, 24)
	want := []string{" ! broker B has stopped publishers: low on memory", " ! A: sudo rabbitmqctl authenticate_user nova"}
	if len(got) != 4 || got[2] != want[0] || got[3] != want[1] {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestACommandToTypeIsNeverCut(t *testing.T) {
	t.Parallel()
	brokers := live("A", "B")
	const command = `rabbitmqctl set_permissions -p / nova '^ceilotop\..*' '^ceilotop\..*' '^(ceilotop\..*|nova|glance|cinder|openstack)$'`
	brokers[1].State, brokers[1].Err = sources.Refused, sources.WithHint(errors.New("403 ACCESS_REFUSED"), command)
	got := strings.Join(lines(&State{Now: now, Brokers: brokers}, 80, 24)[2:], " ")
	if strings.Join(strings.Fields(got), " ") != "! B: "+command {
		t.Errorf("got\n%s", got)
	}
}

func TestExchangesThatMayNotBeReadAreSaid(t *testing.T) {
	t.Parallel()
	brokers := live("A", "B")
	brokers[1].Denied, brokers[1].DeniedHint = []string{"glance", "cinder"}, "rabbitmqctl set_permissions -p / nova"
	got := lines(&State{Now: now, Brokers: brokers, BrokersKey: "B"}, 120, 24)
	if len(got) != 3 || got[2] != " ! B: may not read glance, cinder; B has the line that cures it" {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[uint64]string{
		0: "0", 999: "999", 1000: "1,000", 9_999_999: "9,999,999", 10_000_000: "10.0M", 123_456_789: "123.5M", 98_765_432_100: "98.8G",
	} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[uint64]string{
		0: "0", 9999: "9999", 10_000: "10k", 999_999: "999k", 1_000_000: "1.0M", 1_999_999: "1.9M", 98_765_432: "98M", 98_765_432_100: "98G", 1 << 63: "9.2E",
	} {
		if got := Brief(n); got != want {
			t.Errorf("Brief(%d) = %q, want %q", n, got, want)
		}
	}
	for r, want := range map[float64]string{0: "0", 0.04: "<0.1", 0.6: "0.6", 9.94: "9.9", 9.96: "10", 11.4: "11", 12345: "12,345"} {
		if got := Rate(r); got != want {
			t.Errorf("Rate(%v) = %q, want %q", r, got, want)
		}
	}
	for d, want := range map[time.Duration]string{time.Millisecond: "1s", 5 * time.Second: "5s", 59100 * time.Millisecond: "1m00s", 90 * time.Second: "1m30s"} {
		if got := Seconds(d); got != want {
			t.Errorf("Seconds(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestTheSparklineShowsOneAmongThousands(t *testing.T) {
	t.Parallel()
	if got, want := Spark([]uint32{7, 0, 1, 4000, 8000}, 6), "  ▁"; !strings.HasPrefix(got, " ▁ ▁▄█") {
		t.Errorf("got %q, want it to begin with %q", got, want)
	}
	if got := Spark(make([]uint32, 60), 10); got != strings.Repeat(" ", 10) {
		t.Errorf("a flat minute is %q", got)
	}
}
