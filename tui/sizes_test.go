package tui_test

import (
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

func TestNoSizeIsTooSmall(t *testing.T) {
	for _, open := range []string{"", ":", "?", "q", "L", "B", "/"} {
		t.Run("with "+open, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture, c *tui.Config) {
				f.brokers, c.Lang = busy(), words.Chinese
			}, func(t *testing.T, f *fixture) {
				f.put(100)
				if open != "" {
					f.Keys(open)
				}
				for w := range 12 {
					for h := range 8 {
						f.ResizeAtOnce(w, h)
						f.Advance(20 * time.Millisecond)
					}
				}
				f.Resize(80, 24)
				if !f.Shows("B ● 正常") {
					t.Errorf("after all sizes:\n%s", f.Text())
				}
				if ended, err := f.Ended(); ended {
					t.Errorf("the program ended: %v", err)
				}
			})
		})
	}
}

func TestAStormOfResizesEndsWithTheRightPicture(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		for i := range 500 {
			f.ResizeAtOnce(20+i%150, 5+i%50)
		}
		f.Resize(80, 24)
		tuitest.Golden(t, "after-a-storm", f.Text())
	})
}

func TestBordersStayStraightOverWideCharacters(t *testing.T) {
	run(t, tuitest.Options{Width: 79, Height: 24}, func(f *fixture, c *tui.Config) {
		f.brokers, c.Lang = busy(), words.Chinese
	}, func(t *testing.T, f *fixture) {
		f.Type("abcdefghijklmno") // 中文 is now in every column of the page
		f.Keys(":")
		left, right := -1, -1
		for y := range 24 {
			row := f.Row(y)
			if w := ansi.StringWidth(row); w != 79 {
				t.Errorf("row %d is %d columns wide: %q", y, w, row)
			}
			for x := range 79 {
				if f.Cell(x, y).Content != "│" {
					continue
				}
				if left < 0 {
					left = x
				}
				if x != left {
					if right < 0 {
						right = x
					}
					if x != right {
						t.Errorf("a border in row %d is in column %d, not in %d or %d", y, x, left, right)
					}
				}
			}
		}
	})
}
