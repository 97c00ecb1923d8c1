package sources

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestVisibleMakesHostileTextHarmless(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "compute.instance.create", "compute.instance.create"},
		{"chinese stays", "云主机-一", "云主机-一"},
		{"escape sequence", "a\x1b[2Jb", `a\x1b[2Jb`},
		{"osc 52", "\x1b]52;c;aGk=\a", `\x1b]52;c;aGk=\x07`},
		{"c1 csi", "a\u009b31m", `a\x9b31m`},
		{"bidi override", "a\u202egnp.exe", `a\u202egnp.exe`},
		{"line break", "a\nb\tc", `a\nb\tc`},
		{"invalid utf-8", "a\xff\xfeb", `a\xff\xfeb`},
		{"real replacement character", "a\ufffdb", "a\ufffdb"},
		{"nul", "a\x00b", `a\x00b`},
		{"tag characters", "a\U000e0041b", `a\U000e0041b`},
	} {
		if got := Visible(tt.in); got != tt.want {
			t.Errorf("%s: Visible(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("a\x1b[0mb")
	f.Add("\xf0\x28\x8c\x28")
	f.Fuzz(func(t *testing.T, in string) {
		out := Visible(in)
		if !utf8.ValidString(out) {
			t.Fatalf("Visible(%q) is not UTF-8: %q", in, out)
		}
		if strings.ContainsFunc(out, hidden) {
			t.Fatalf("Visible(%q) still hides something: %q", in, out)
		}
		if again := Visible(out); again != out {
			t.Fatalf("Visible is not idempotent: %q, then %q", out, again)
		}
	})
}
