package wizard

import (
	"strings"
	check "testing" // the package has a section of that name

	"github.com/charmbracelet/x/ansi"
)

// TestNoLineIsWiderThanItMayBe, none ends in the middle of an option, and nothing
// is lost.
func TestNoLineIsWiderThanItMayBe(t *check.T) {
	t.Parallel()
	for _, words := range []string{
		"the run 20261128T104231.411Z-bloqik was stopped: taking back step N1, edit /etc/nova/nova.conf: /tmp/ceilotop-sandbox-2678741280/root/etc/nova/nova.conf is not what the run left there",
		"/usr/bin/cinder-volume-usage-audit --config-file /etc/cinder/cinder.conf --start_time 2026-11-28",
		"这里一切还在 A 上。第 4 页配置 B，第 3 页按 F 可再弄坏 /etc/nova/nova.conf",
	} {
		for width := 12; width <= 80; width++ {
			lines := wrap(words, width)
			for _, l := range lines {
				if ansi.StringWidth(l) > width {
					t.Errorf("%d columns: %q", width, l)
				}
				if width > 30 && strings.HasSuffix(l, "-") {
					t.Errorf("%d columns: %q ends with a hyphen", width, l)
				}
			}
			if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(words, " ", "") {
				t.Errorf("%d columns: %q", width, lines)
			}
		}
	}
}
