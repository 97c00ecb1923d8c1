package meters

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/words"
)

// A key that is in the help does something: the screen changes, or a notice
// says why not.
func TestEveryBindingDoesSomething(t *testing.T) {
	t.Parallel()
	for _, at := range places {
		t.Run(at.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				there := func() *bench {
					b := enter(t, words.English, at.keys)
					b.SetSize(60, 14) // there is something to scroll to
					if b.inDetail() {
						b.press("j")
					}
					return b
				}
				for _, g := range there().Bindings() {
					for _, binding := range g.Keys {
						for _, name := range binding.Keys() {
							b := there()
							switch name {
							case "h", "left":
								if !b.Capturing() {
									b.press("l")
								}
							case "R":
								b.stores[0].due = b.now.Add(time.Hour)
								before := b.stores[0].begun
								time.Sleep(time.Second)
								b.beat()
								b.press(name)
								if b.stores[0].begun.Equal(before) {
									t.Error("R asks no store")
								}
								continue
							}
							before := b.picture()
							notices := b.press(name)
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

func TestNoKeyHasTwoMeanings(t *testing.T) {
	t.Parallel()
	for _, at := range places {
		synctest.Test(t, func(t *testing.T) {
			b := enter(t, words.English, at.keys)
			seen := map[string]string{}
			all := b.Bindings()
			if !b.Capturing() {
				all = append(all, page.Group{Keys: b.c.Keys.Global.All()})
			}
			shown := map[string]bool{}
			for _, g := range all {
				for _, binding := range g.Keys {
					shown[binding.Help().Desc] = true
					for _, name := range binding.Keys() {
						if other, ok := seen[name]; ok {
							t.Errorf("%s: %q is %q and %q", at.name, name, other, binding.Help().Desc)
						}
						seen[name] = binding.Help().Desc
					}
				}
			}
			for _, binding := range b.Short() {
				if !shown[binding.Help().Desc] {
					t.Errorf("%s: the status line names %q, which does not work", at.name, binding.Help().Key)
				}
			}
		})
	}
}

func TestEveryActionRuns(t *testing.T) {
	t.Parallel()
	for _, lang := range []words.Language{words.English, words.Chinese} {
		synctest.Test(t, func(t *testing.T) {
			seen := map[string]bool{}
			for i := range newBench(t, lang, 40).Actions() {
				b := newBench(t, lang, 40)
				a := b.Actions()[i]
				if seen[a.ID] || seen[a.Title] || a.Title == "" {
					t.Errorf("action %q (%s) comes twice or has no title", a.ID, a.Title)
				}
				seen[a.ID], seen[a.Title] = true, true
				b.run(a.Run())
				b.beat()
				b.View()
			}
		})
	}
}

func TestBackLeavesTheInnermostFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := enter(t, words.English, []string{"j", "r", "/", "c", "enter", "enter", "f"})
		for _, step := range []struct {
			name string
			left func() bool
		}{
			{"full screen", func() bool { return !b.detail.full }},
			{"detail", func() bool { return !b.detail.open }},
			{"filter", func() bool { return b.wanted.filter == nil }},
			{"narrower list", func() bool { return b.outside == nil }},
		} {
			if step.left() {
				t.Fatalf("%s was left too early", step.name)
			}
			if !b.Back() {
				t.Fatalf("Back() does not leave the %s", step.name)
			}
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
