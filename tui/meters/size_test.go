package meters

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/words"
)

func TestViewIsExactlyAsLargeAsItWasTold(t *testing.T) {
	t.Parallel()
	for _, lang := range []words.Language{words.English, words.Chinese} {
		for _, at := range append(places, place{"wide", []string{"u", "ctrl+w", "l", "t"}}, place{"wrong", []string{"/", "~", "("}}) {
			synctest.Test(t, func(t *testing.T) {
				b := enter(t, lang, at.keys)
				b.stores = append(b.stores,
					&store{Store: Store{Err: sources.WithHint(fmt.Errorf("%s", strings.Repeat("错误 long ", 30)), "hint")}},
					&store{Store: Store{Elsewhere: strings.Repeat("别处", 40)}})
				for _, width := range []int{0, 1, 2, 3, 7, 20, 41, 80, 149, 150, 201} {
					for _, height := range []int{0, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 17, 18, 40} {
						b.SetSize(width, height)
						b.exact(t, at.name, width, height)
					}
				}
			})
		}
	}
}

func (b *bench) exact(t *testing.T, at string, width, height int) {
	t.Helper()
	view := b.View()
	if height == 0 {
		if view != "" {
			t.Errorf("%s %d×0 shows %q", at, width, view)
		}
		return
	}
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		t.Errorf("%s %d×%d has %d lines", at, width, height, len(lines))
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w != width {
			t.Errorf("%s %d×%d: line %d has %d cells: %q", at, width, height, i, w, line)
		}
	}
}
