package main

import (
	"slices"

	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// subjects are what a tap listens to beside what OpenStack's services use.
type subjects struct {
	exchanges, topics []string
}

func (s *subjects) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&s.exchanges, "exchange", nil, "listen to this EXCHANGE too (repeatable)")
	flags.StringArrayVar(&s.topics, "topic", nil, "listen to this TOPIC too, beside notifications and versioned_notifications (repeatable)")
}

func (s *subjects) check() error {
	if i := slices.IndexFunc(s.topics, rabbitmq.WildTopic); i >= 0 {
		return misused("--topic %s: a topic has no wildcard; the tap adds one for the priority", s.topics[i])
	}
	return nil
}

func (s *subjects) allTopics() []string { return slices.Concat(rabbitmq.DefaultTopics, s.topics) }
