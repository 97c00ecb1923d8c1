package events

import (
	"fmt"
	"testing"
	"testing/synctest"

	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/words"
)

// place is one that a page can be in, by the keys that lead there.
type place struct {
	name string
	keys []string
}

var states = []place{
	{"list", []string{"k", "k", "k", "k", "k"}},
	{"filtered", []string{"/", "n", "o", "v", "a", "enter", "k", "k", "k", "k", "k"}},
	{"detail", []string{"k", "k", "k", "k", "k", "enter", "ctrl+f", "l", "/", "n", "e", "e", "enter"}},
	{"columns", []string{"C", "j", "j", "j"}},
	{"prompt", []string{"/", "z", "enter", "/", "a", "space", "b", "enter", "/", "x", "up", "left"}},
	{"window", []string{"T"}},
}

// panes are places whose lines may all be in sight, so that some keys have
// nothing to do there.
var panes = []place{
	{"request", []string{"k", "k", "k", "r"}},
	{"life", []string{"k", "k", "k", "R"}},
	{"unfinished", []string{"k", "u"}},
}

// A key that is in the help does something: the screen changes, or a notice
// says why not.
func TestEveryBindingDoesSomething(t *testing.T) {
	t.Parallel()
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for _, g := range enter(t, state.keys).Bindings() {
					for _, binding := range g.Keys {
						for _, name := range binding.Keys() {
							b := enter(t, state.keys)
							if key.Matches(keyPress(name), b.c.Keys.List.Left) && !b.Capturing() {
								b.press("l") // something to come back from
							}
							before := b.picture()
							notices := b.press(name)
							synctest.Wait()
							b.beat()
							if len(notices) == 0 && b.picture() == before {
								t.Errorf("%q (%s) does nothing", name, binding.Help().Desc)
							}
						}
					}
				}
			})
		})
	}
}

func enter(t *testing.T, names []string) *bench {
	t.Helper()
	return enterIn(t, words.English, names)
}

func enterIn(t *testing.T, lang words.Language, names []string) *bench {
	t.Helper()
	b := newBench(t, lang, 100)
	for _, name := range names {
		b.press(name)
		synctest.Wait()
		b.beat()
	}
	return b
}

// picture is all that an operator can tell apart.
func (b *bench) picture() string {
	_, at, _ := b.list.Position()
	return fmt.Sprint(b.View(), at, b.prompt.open, b.window)
}

func TestNoKeyHasTwoMeanings(t *testing.T) {
	t.Parallel()
	for _, state := range append(panes, states...) {
		t.Run(state.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := enter(t, state.keys)
				seen := map[string]string{}
				all := b.Bindings()
				if !b.Capturing() {
					all = append(all, page.Group{Keys: b.c.Keys.Global.All()})
				}
				for _, g := range all {
					for _, binding := range g.Keys {
						for _, name := range binding.Keys() {
							if other, ok := seen[name]; ok {
								t.Errorf("%q is %q and %q", name, other, binding.Help().Desc)
							}
							seen[name] = binding.Help().Desc
						}
					}
				}
				for _, binding := range b.Short() {
					if !containsKey(all, binding) {
						t.Errorf("the status line names %q, which does not work", binding.Help().Key)
					}
				}
			})
		})
	}
}

func containsKey(groups []page.Group, want key.Binding) bool {
	for _, g := range groups {
		for _, b := range g.Keys {
			if b.Help() == want.Help() {
				return true
			}
		}
	}
	return false
}

func TestEveryActionRuns(t *testing.T) {
	t.Parallel()
	for _, lang := range []words.Language{words.English, words.Chinese} {
		synctest.Test(t, func(t *testing.T) {
			seen := map[string]bool{}
			for i := range newBench(t, lang, 10).Actions() {
				b := newBench(t, lang, 10)
				a := b.Actions()[i]
				if seen[a.ID] || a.Title == "" {
					t.Errorf("action %q comes twice or has no title", a.ID)
				}
				seen[a.ID] = true
				b.run(a.Run())
				b.beat()
				b.View()
				synctest.Wait()
			}
		})
	}
}

func TestBackLeavesTheInnermostFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := enter(t, []string{"space", "/", "n", "o", "v", "a", "enter", "k", "r", "k", "f", "/", "n", "e", "e", "enter", "/", "x"})
		for _, step := range []struct {
			name string
			left func() bool
		}{
			{"prompt", func() bool { return !b.prompt.open }},
			{"full screen", func() bool { return !b.detail.full }},
			{"detail", func() bool { return !b.detail.open }},
			{"request", func() bool { return b.outside == nil }},
			{"filter", func() bool { return b.scope.filter == nil }},
			{"pause", func() bool { return !b.paused }},
		} {
			if step.left() {
				t.Fatalf("%s was left too early", step.name)
			}
			if !b.Back() {
				t.Fatalf("Back() does not leave the %s", step.name)
			}
			synctest.Wait()
			b.beat()
			if !step.left() {
				t.Fatalf("Back() did not leave the %s", step.name)
			}
		}
		if b.Back() {
			t.Error("Back() leaves something when nothing is open")
		}
	})
}

func TestViewDrawsNothingTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, words.English, 1000)
		drawn := b.list.Drawn()
		for range 10 {
			b.View()
			b.beat()
		}
		if n := b.list.Drawn() - drawn; n != 0 {
			t.Errorf("frames without a change drew %d rows", n)
		}
		b.put(1)
		b.beat()
		if n := b.list.Drawn() - drawn; n != 1 {
			t.Errorf("one new event drew %d rows", n)
		}
	})
}
