package meters

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/words"
)

// BenchmarkPage is what one waits for with 100,000 rows: from a key to the
// picture, the part in a command included.
func BenchmarkPage(b *testing.B) {
	p := newBench(b, words.English, 100_000)
	p.press("u")
	p.beat()
	again := func(b *testing.B, change func()) {
		for b.Loop() {
			change()
			p.beat()
			_ = p.View()
		}
	}
	b.Run("sort", func(b *testing.B) {
		by := []string{"resource_id", "project_id", nameColumn}
		n := 0
		again(b, func() {
			n++
			p.sortBy(by[n%len(by)])
		})
	})
	b.Run("sort by age", func(b *testing.B) {
		again(b, func() {
			p.sortBy(ageColumn)
			p.sortFlip()
		})
	})
	p.sortBy(nameColumn)
	filters := func(texts ...string) func(*testing.B) {
		return func(b *testing.B) {
			p.press("/")
			n := 0
			again(b, func() {
				n++
				p.prompt.field.SetValue(texts[n%len(texts)])
				p.typing(keyPress("z")) // the last letter
				p.typing(keyPress("backspace"))
			})
			p.press("esc")
			p.beat()
		}
	}
	b.Run("filter by text", filters("cpu", "net"))
	b.Run("filter by expression", filters(`=name == "cpu"`, `=unit == "x" && name != "cpu"`))
	b.Run("by name", func(b *testing.B) { again(b, func() { p.press("u"); p.press("u") }) })
	b.Run("key to paint", func(b *testing.B) {
		for b.Loop() {
			p.press("j")
			_ = p.View()
		}
	})
	b.Run("a second passes", func(b *testing.B) {
		now := time.Now()
		for b.Loop() {
			now = now.Add(time.Second)
			p.Update(page.Frame{Now: now, List: true})
			_ = p.View()
		}
	})
}
