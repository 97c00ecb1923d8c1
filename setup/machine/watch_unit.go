package machine

import (
	"context"
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// patience is how long a unit may take to become active, besides the time for
// which it has to stay so.
const patience = 90 * time.Second

// watch looks at a unit that was just started until it has been active for the
// settling time without a crash. systemctl start ends well also for a service
// that dies a second later, or that systemd starts again and again.
func (m *Machine) watch(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, m.settle+patience)
	defer cancel()
	tick := time.NewTicker(max(m.settle/20, 20*time.Millisecond))
	defer tick.Stop()
	var first unit // as it was when it became active
	var since time.Time
	for {
		now, err := m.show(ctx, name)
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("the unit %s did not become active: it is %s", name, state(now))
		case err != nil:
			return err
		case now.Type == "oneshot" && now.Active == "inactive" && now.Result == "success":
			return nil
		case now.Active == "failed", now.Active == "inactive", now.Sub == "auto-restart":
			return crashed(name, state(now))
		case !now.active():
			since = time.Time{}
		case since.IsZero():
			since, first = time.Now(), now
		case now.Restarts != first.Restarts || now.PID != first.PID && first.PID != "0" && now.Type != "forking":
			return crashed(name, "it was started again")
		case time.Since(since) >= m.settle:
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

func state(u unit) string { return sources.Visible(fmt.Sprintf("%s (%s)", u.Active, u.Sub)) }

func crashed(name, how string) error {
	return sources.WithHint(fmt.Errorf("the unit %s does not stay up: %s", name, how), "journalctl -u "+name)
}

// withJournal adds the last words of a unit to an error about it.
func (m *Machine) withJournal(ctx context.Context, name string, err error) error {
	out, failed := m.output(ctx, "journalctl", "--no-pager", "-o", "cat", "-n", "5", "-u", name)
	said := lastLines(out, 5)
	if failed != nil || said == "" {
		return err
	}
	return sources.WithHint(fmt.Errorf("%w; its last words: %s", err, said), "journalctl -u "+name)
}
