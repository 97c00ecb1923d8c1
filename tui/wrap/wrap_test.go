package wrap

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestNoLineIsWiderThanItMayBe, none ends in the middle of an option, and nothing
// is lost.
func TestNoLineIsWiderThanItMayBe(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"the run 20261128T104231.411Z-bloqik was stopped: taking back step N1, edit /etc/nova/nova.conf: /tmp/ceilotop-sandbox-2678741280/root/etc/nova/nova.conf is not what the run left there",
		`let Ceilometer listen for it, or bound it: rabbitmqctl set_policy -p '/' --priority 1 --apply-to queues ceilotop-foo '^foo\.' '{"message-ttl":604800000}'`,
		"/usr/bin/cinder-volume-usage-audit --config-file /etc/cinder/cinder.conf --start_time 2026-11-28",
		"这里一切还在 A 上。第 4 页配置 B，第 3 页按 F 可再弄坏 /etc/nova/nova.conf",
	} {
		for width := 12; width <= 80; width++ {
			lines := Lines(words, width)
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
