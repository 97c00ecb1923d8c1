package machine

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// Metering is Inspect, and what Ceilometer's notification agent has in effect of
// its options: nil where Ceilometer has no configuration. Of several containers
// it is the notification agent's own.
func Metering(root string) (setup.Facts, *osloconf.Config, error) {
	s, facts, err := look(root)
	if err != nil {
		return facts, nil, err
	}
	facts.Notes = append(facts.Notes, s.notes...)
	var config *osloconf.Config
	for _, m := range s.meters {
		if config == nil || strings.Contains(m.dir, "notification") {
			config = m.config
		}
	}
	return facts, config, nil
}
