package sources

import "testing"

// TestFnmatch has answers that Python's fnmatch gave.
func TestFnmatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "", true},
		{"", "", true},
		{"", "a", false},
		{"compute.instance.*", "compute.instance.create.start", true},
		{"compute.instance.*", "compute.instance", false},
		{"*.end", "volume.create.end", true},
		{"a*b*c", "aXbXbXc", true},
		{"a*b*c", "aXbXbX", false},
		{"disk/*", "disk/read/bytes", true},
		{"?x", "éx", true},
		{"[a-c]x", "bx", true},
		{"[!a-c]x", "bx", false},
		{"[!a-c]x", "dx", true},
		{"[^a]x", "^x", true},
		{"[]]x", "]x", true},
		{"[!]]x", "ax", true},
		{"[a", "[a", true},
		{"[a-]", "-", true},
		{`\*`, `\abc`, true},
		{"a.b", "aXb", false},
	} {
		if got := Fnmatch(c.pattern, c.name); got != c.want {
			t.Errorf("Fnmatch(%q, %q) = %v", c.pattern, c.name, got)
		}
	}
}
