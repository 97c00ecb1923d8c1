package events_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func (f *fixture) payload(json string) {
	f.event(func(e *sources.Event) { e.Payload = []byte(json) })
	f.Settle()
}

func TestTheDetailIsATreeThatFolds(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.payload(`{"id":12345678901234567890,"price":1.10,"flavor":{"name":"m1","none":null},"tags":["a","b"],"text":"one\ntwo"}`)
		f.Keys("f", "G")
		f.Wants("- payload {5}", "id: 12345678901234567890", "price: 1.10", "- flavor {2}", "name: m1", "none: null", "- tags [2]", "0: a", "text: one", "two")
		f.Keys("k", "k", "k", "enter") // on an element: folds the list it is in
		f.Wants("+ tags [2]")
		f.Lacks("0: a")
		f.Keys("enter")
		f.Wants("- tags [2]", "0: a")
	})
}

func TestTheDetailFollowsTheSelection(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 30}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("enter")
		f.Wants("event 5 nova.thing.create")
		f.Keys("tab", "k")
		f.Wants("event 4 volume.create.error")
		f.Keys("W")
		f.Wants("event 3 glance.thing.create")
		f.Keys("y")
		f.Wants("raw", `"event_type": "glance.thing.create"`)
		f.Keys("d")
		f.Wants("decoded")
		f.Keys("esc")
		f.Lacks("decoded")
	})
}

func TestTheDetailStaysWhileEventsArrive(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.many(10)
		f.Keys("enter")
		f.Wants("event 10 compute.instance.update")
		f.many(100)
		f.Wants("event 10 compute.instance.update", "100 new")
		f.Keys("esc", "G", "enter")
		f.Wants("event 110 compute.instance.update")
	})
}

func TestSearchInTheDetailGoesRound(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.payload(`{"a":{"needle":1},"b":"a Needle too","c":[{"d":"needle"}]}`)
		f.Keys("f", "/")
		f.Type("needle")
		f.Keys("enter")
		f.Wants("match 1 of 3")
		f.Keys("n")
		f.Wants("match 2 of 3")
		f.Keys("N", "N")
		f.Wants("match 3 of 3")
		f.Keys("n")
		f.Wants("match 1 of 3")
		f.Keys("esc")
		f.Lacks("match")
		f.Wants("decoded") // the search is left before the detail
		f.Keys("/")
		f.Type("nothing like it")
		f.Keys("enter")
		f.Wants("no further match")
	})
}

func TestAFoldedMatchIsUnfolded(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.payload(`{"a":{"deep":{"needle":1}}}`)
		f.Keys("f", "G", "k", "k", "enter")
		f.Lacks("needle")
		f.Keys("/")
		f.Type("needle")
		f.Keys("enter")
		f.Wants("needle: 1")
	})
}

func TestALongListIsShownInPartsOnDemand(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.payload("[" + strings.Repeat(`"x",`, 99_999) + `"last"]`)
		f.Keys("f", "G")
		f.Wants("… 99,500 more (enter shows them)")
		f.Keys("enter", "G")
		f.Wants("… 95,000 more (enter shows them)")
	})
}

func TestAPollingBatchIsATable(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		var batch []string
		for i := range 3 {
			batch = append(batch, fmt.Sprintf(`{"counter_name":"image.size","counter_unit":"B","counter_volume":%d.50,"resource_id":"r-%d","timestamp":"2026-11-23T09:00:00"}`, i, i))
		}
		f.payload(`{"samples":[` + strings.Join(batch, ",") + `]}`)
		f.Keys("f", "G")
		f.Wants("samples 3", "meter", "image.size", "2.50", "r-2", "+ payload {1}")
	})
}

func TestWhatCannotBeDecodedIsShownWithTheReason(t *testing.T) {
	run(t, tuitest.Options{Width: 100, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.put(sources.Message{Broker: "B", Exchange: "nova", RoutingKey: "notifications.info", Body: []byte("{\"event_type\": \"a\x1b[2J\n<oops>")})
		f.Settle()
		f.Wants("> ?")
		f.Keys("f", "G")
		f.Wants("reason", "the body as it came", "<oops>", `\x1b[2J`)
		f.Keys("y", "G")
		f.Wants("<oops>")
	})
}

func TestWrapShowsAllOfALine(t *testing.T) {
	run(t, tuitest.Options{Width: 60, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.payload(`{"long":"` + strings.Repeat("word ", 40) + `END"}`)
		f.Keys("f", "G")
		f.Lacks("END")
		f.Keys("z")
		f.Wants("END")
		f.Keys("z")
		for range 20 {
			f.Keys("l")
		}
		f.Wants("END")
	})
}

// A tenant names his instance. Nothing he writes may reach the terminal as
// anything but text.
func TestHostileAndWideNames(t *testing.T) {
	names := []string{"\x1b[31mred\x1b[2J", "云主机-测试-一二三四五六七八九十", "\u202egnp.exe", "a\r\nb\tc", "\x00\xff\xfe", "👩‍👩‍👧‍👦 family", "\u009b31m"}
	run(t, tuitest.Options{Width: 81, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		for _, name := range names {
			f.event(func(e *sources.Event) { e.ResourceName, e.Host, e.EventType = name, name, name })
		}
		f.Settle()
		f.Wants(`\x1b[31m`, `\u202e`, `云主机`)
		for _, keys := range [][]string{{"enter"}, {"y"}, {"esc", "l"}, {"k", "f"}} {
			from := f.Bytes()
			f.Keys(keys...)
			for _, bad := range []string{"\x1b[31mred", "\u202e", "\u009b", "\x00"} {
				if strings.Contains(f.Raw(from), bad) {
					t.Errorf("%q reached the terminal", bad)
				}
			}
		}
		f.Resize(7, 5)
		f.Resize(81, 24)
	})
}

// TestTheListHasTheMetersWhereThereIsRoom: the detail has them everywhere.
func TestTheListHasTheMetersWhereThereIsRoom(t *testing.T) {
	run(t, tuitest.Options{Width: 200, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.event(func(e *sources.Event) { e.Meters = []string{"memory", "vcpus"} })
		f.Settle()
		f.Wants("memory vcpus")
	})
}
