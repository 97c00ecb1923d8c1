package statistics

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// levels are the priorities that oslo.messaging knows; each has a queue.
var levels = []string{"info", "error", "warn", "debug", "critical", "audit", "sample"}

// internal are queues between parts of Ceilometer.
var internal = []string{"event.sample", "metering.sample"}

// named are the queues that can be asked for by name.
func (a *Asker) named() (names []string) {
	for _, topic := range a.config.Topics {
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

// plain leaves out what is no topic that a queue could be named after. Names of
// AMQP have 255 bytes at most.
func plain(topics []string) (names []string) {
	for _, topic := range topics {
		if topic != "" && len(topic) < 240 && utf8.ValidString(topic) && !rabbitmq.WildTopic(topic) {
			names = append(names, topic)
		}
	}
	return names
}

// tapPrefix is how the names of taps' own queues begin.
const tapPrefix = "ceilotop."

// expression matches the names of queues and the routing keys that have to do
// with notifications, of whatever topic. It is sent to the broker, and means the
// same in its language of patterns and in ours.
func expression(topics []string) string {
	var words []string
	for _, topic := range append(slices.Clone(rabbitmq.DefaultTopics), topics...) {
		words = append(words, regexp.QuoteMeta(topic))
	}
	slices.Sort(words)
	return `^(` + strings.Join(slices.Compact(words), "|") + `|event|metering|alarm)\.|\.(` + strings.Join(levels, "|") + `)$`
}
