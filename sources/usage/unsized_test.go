package usage

import (
	"slices"
	"testing"
	"time"
)

// TestAServerOfUnknownSizeIsNamed: it cannot be counted, and is not left out
// without a word.
func TestAServerOfUnknownSizeIsNamed(t *testing.T) {
	t.Parallel()
	unsized := web().with(fields{"ephemeral_gb": "much"})
	for name, c := range map[string]struct {
		l    *Ledger
		want []string
	}{
		"its creation does not say":         {story(event("compute.instance.create.end", after(3600), unsized)), []string{"web"}},
		"only that a resize began is known": {story(event("compute.instance.finish_resize.start", after(3600), web())), []string{"web"}},
		"another event says it":             {story(event("compute.instance.create.end", after(3600), unsized), event("compute.instance.reboot.end", after(7200), web())), nil},
		"it was gone before the day":        {story(event("compute.instance.delete.end", midnight.Add(-time.Hour), unsized.with(fields{"terminated_at": midnight.Add(-time.Hour).Format(isoMicro)}))), nil},
		"an image that has no bytes yet":    {story(event("image.create", after(3600), fields{"id": "x", "status": "queued", "size": nil})), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.l.Report().Unsized; !slices.Equal(got, c.want) {
				t.Errorf("of unknown size are %q, want %q", got, c.want)
			}
		})
	}
}
