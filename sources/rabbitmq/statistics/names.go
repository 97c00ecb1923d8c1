package statistics

import (
	"slices"

	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// levels are the priorities that oslo.messaging knows; each has a queue.
var levels = []string{"info", "error", "warn", "debug", "critical", "audit", "sample"}

// internal are queues between parts of Ceilometer.
var internal = []string{"event.sample", "metering.sample"}

// named are the queues that can be asked for by name.
func (a *Asker) named() (names []string) {
	for _, topic := range a.config.Topics {
		if rabbitmq.WildTopic(topic) {
			continue
		}
		for _, level := range levels {
			if name := topic + "." + level; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, name := range internal {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
