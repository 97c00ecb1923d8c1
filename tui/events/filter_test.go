package events_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// mixed puts events of three services, one of them failed.
func (f *fixture) mixed() {
	for i, name := range []string{"nova", "cinder", "glance", "cinder", "nova"} {
		f.event(func(e *sources.Event) {
			e.Service, e.EventType, e.ResourceName = name, name+".thing.create", "vm-"+name
			e.RequestID = "req-" + name
			if i == 3 {
				e.Priority, e.EventType = "error", "volume.create.error"
			}
			if i == 2 {
				e.Priority = "warn"
			}
		})
	}
	f.Settle()
}

func TestAFilterShowsWhatItFindsWhileItIsTyped(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("/")
		f.Type("cin")
		f.Wants("filter /cin", "2 of 5 events", "vm-cinder")
		f.Lacks("vm-nova", "vm-glance")
		f.Type("x")
		f.Wants("0 of 5 events", "Nothing matches")
		f.Keys("backspace", "enter")
		f.Wants("filter cin")
		f.event(func(e *sources.Event) { e.Service, e.ResourceName = "cinder", "vm-new" })
		f.event(func(e *sources.Event) { e.Service, e.ResourceName = "nova", "vm-other" })
		f.Settle()
		f.Wants("vm-new")
		f.Lacks("vm-other")
		f.Keys("esc")
		f.Wants("vm-nova", "vm-other")
		f.Lacks("filter cin")
	})
}

func TestAWrongFilterIsSaidInTheLanguageOfTheInterface(t *testing.T) {
	t.Parallel()
	for lang, texts := range map[words.Language]map[string]string{
		words.English: {"~": "nothing to search for yet", "=lag_ms": "not a condition", "@=lag_ms>1": "leave out the @", "~a[": "missing closing ]: ["},
		words.Chinese: {"~": "还没有要搜索的内容", "=lag_ms": "这不是可判断真假的条件", "@=lag_ms>1": "请去掉 @", "~a[": "正则表达式有误：missing closing ]: ["},
	} {
		for typed, want := range texts {
			t.Run(lang.String()+typed, func(t *testing.T) {
				run(t, tuitest.Options{}, setup{lang: lang}, func(t *testing.T, f *fixture) {
					f.Keys("/")
					f.Type(typed)
					f.Wants(want)
				})
			})
		}
	}
}

func TestAWrongFilterSaysWhereAndLeavesTheListAlone(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("/")
		f.Type("~cin(")
		f.Wants("^ ")
		f.Keys("enter") // not accepted
		f.Wants("filter /~cin(")
		f.Keys("backspace")
		f.Lacks("^ ")
		f.Wants("2 of 5 events")
		f.Keys("ctrl+u")
		f.Type(`=service=="cinder" && nope>1`)
		f.Wants("^")
		x, y := f.Find("^")
		if lineX, lineY := f.Find("nope"); x != lineX || y != lineY+1 {
			t.Errorf("the error points at %d,%d, the wrong name is at %d,%d:\n%s", x, y, lineX, lineY, f.Text())
		}
	})
}

func TestCancelTakesAFilterBack(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("/")
		f.Type("cinder")
		f.Keys("enter", "/", "ctrl+u")
		f.Type("glance")
		f.Wants("vm-glance")
		f.Keys("esc")
		f.Wants("filter cinder", "vm-cinder")
		f.Lacks("vm-glance")
	})
}

func TestFiltersHaveAHistory(t *testing.T) {
	run(t, tuitest.Options{}, setup{history: []string{"first"}}, func(t *testing.T, f *fixture) {
		f.mixed()
		for _, text := range []string{"nova", "cinder", "nova"} {
			f.Keys("/", "ctrl+u")
			f.Type(text)
			f.Keys("enter")
		}
		if want := []string{"first", "cinder", "nova"}; !slices.Equal(f.history, want) {
			t.Errorf("the history is %q, want %q", f.history, want)
		}
		f.Keys("/", "ctrl+u")
		f.Type("gl")
		for _, step := range []struct{ key, want string }{{"up", "nova"}, {"up", "cinder"}, {"up", "first"}, {"up", "first"}, {"down", "cinder"}, {"down", "nova"}, {"down", "gl"}} {
			f.Keys(step.key)
			f.Wants("filter /" + step.want)
		}
	})
}

func TestWhatAFilterFoundIsHighlighted(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("/")
		f.Type("cinder")
		f.Keys("enter")
		x, y := f.Find("vm-cinder")
		plain, found := f.Cell(x, y), f.Cell(x+len("vm-"), y)
		if found.Style.Bg == nil || plain.Style.Bg != nil {
			t.Errorf("the match has background %v, the text before it %v", found.Style.Bg, plain.Style.Bg)
		}
	})
}

// After esc the filter's text is still what n and N look for, now among the
// events around it.
func TestJumpsFindMatchesErrorsWarningsAndRequests(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("n")
		f.Wants("nothing to search for")
		f.Keys("/")
		f.Type("glance")
		f.Keys("enter", "esc")
		for _, step := range []struct {
			keys []string
			want string
		}{
			{[]string{"G", "N"}, "3/5"},
			{[]string{"N"}, "no further match"},
			{[]string{"g", "n"}, "3/5"},
			{[]string{"g", "e"}, "4/5"},
			{[]string{"e"}, "no further error"},
			{[]string{"G", "E"}, "4/5"},
			{[]string{"W"}, "3/5"},
			{[]string{"W"}, "no further warning"},
			{[]string{"g", "w"}, "3/5"},
			{[]string{"g", "o"}, "5/5"},
			{[]string{"O"}, "1/5"},
			{[]string{"O"}, "no further event of this request"},
		} {
			f.Keys(step.keys...)
			f.Wants(step.want)
		}
	})
}

func TestAJumpFindsWhatIsFarAway(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.event(func(e *sources.Event) { e.Priority = "error" })
		f.many(5000)
		f.Keys("E")
		f.Wants("1/5,001")
		f.Keys("e")
		f.Wants("no further error")
	})
}

func TestARequestViewShowsDurationsAndReturns(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("/")
		f.Type("nova")
		f.Keys("enter", "r")
		f.Wants("request req-nova", "after", "2/2")
		f.Lacks("filter nova")
		f.Keys("esc", "esc")
		f.Wants("filter nova")
		f.Lacks("request req-nova")
		f.event(func(e *sources.Event) { e.RequestID = "" })
		f.Settle()
		f.Keys("G", "r")
		f.Wants("this event names no request")
	})
}

func TestATimeWindowOfARecordingEndsAtItsNewestEvent(t *testing.T) {
	run(t, tuitest.Options{}, setup{recorded: true}, func(t *testing.T, f *fixture) {
		for _, ago := range []time.Duration{48*time.Hour + 10*time.Minute, 48*time.Hour + time.Second, 48 * time.Hour} {
			f.event(func(e *sources.Event) {
				e.ReceivedAt = e.ReceivedAt.Add(-ago)
				e.ResourceName = "vm-" + ago.String()
			})
		}
		f.Settle()
		f.Keys("T", "1")
		f.Wants("2 events", "vm-48h0m1s")
		f.Lacks("vm-48h10m")
	})
}

func TestATimeWindowShowsWhatArrivedSince(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.many(3) // vm-1 … vm-3
		f.Advance(2 * 60e9)
		f.many(2)
		f.Keys("T", "1")
		f.Wants("since 10:01:", "vm-4", "2 events")
		f.Lacks("vm-3")
		f.Keys("T", "2")
		f.Wants("vm-1", "5 events")
		f.Keys("T", "0")
		f.Wants("Nothing has arrived since")
		f.many(1)
		f.Wants("vm-6", "1 events")
		f.Keys("T", "9")
		f.Wants("vm-1")
		f.Keys("T", "esc")
		f.Lacks("9 all")
		if strings.Contains(f.Text(), "since") {
			t.Errorf("the window is still on:\n%s", f.Text())
		}
	})
}
