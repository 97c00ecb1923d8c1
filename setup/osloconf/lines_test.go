package osloconf

import (
	"slices"
	"testing"
)

func TestMaskedLinesAreCountedAndMasked(t *testing.T) {
	t.Parallel()
	text := "[database]\n# kept: hunter2\nconnection = mysql://nova:hunter2@db/nova\r\npassword = hunter2\nlast"
	for _, c := range []struct {
		from, to int
		want     []string
	}{
		{1, 4, []string{"# kept: ******", "connection = mysql://nova:******@db/nova", "password = ******"}},
		{-3, 1, []string{"[database]"}},
		{4, 99, []string{"last"}},
		{9, 12, []string{}},
		{3, 2, []string{}},
	} {
		if got := MaskedLines(text, c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("%d to %d: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}
