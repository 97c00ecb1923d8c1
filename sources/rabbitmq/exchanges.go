package rabbitmq

import (
	"slices"
	"strings"
)

// DefaultExchanges are where OpenStack services publish notifications: the
// control_exchange that each service sets for itself, and "openstack", which
// Cinder and every service that sets none use.
var DefaultExchanges = []string{
	"nova", "glance", "cinder", "openstack", "neutron", "keystone", "heat", "ceilometer", "ironic",
	"swift", "sahara", "trove", "zaqar", "magnum", "central", "dns", "designate", "manila", "octavia",
	"barbican", "aodh", "magnetodb", "mistral", "murano",
}

// DefaultTopics are the topics that carry notifications in a cloud nobody has
// configured: Nova alone uses the second one.
var DefaultTopics = []string{"notifications", "versioned_notifications"}

func wantedExchanges(more []string) []string { return distinct(DefaultExchanges, more) }

// WildTopic reports whether a topic has a wildcard. "#" would copy RPC calls as
// well, tokens included, so no such topic is ever bound.
func WildTopic(topic string) bool { return strings.ContainsAny(topic, "*#") }

// bindingKeys gives one key a topic. The last word is the priority.
func bindingKeys(topics []string) []string {
	if topics == nil {
		topics = DefaultTopics
	}
	keys := slices.DeleteFunc(distinct(topics), WildTopic)
	for i, topic := range keys {
		keys[i] = topic + ".*"
	}
	return keys
}

// distinct joins the lists, keeping the first of equal names. The name of the
// default exchange, "", cannot be bound to and is left out.
func distinct(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		for _, name := range list {
			if name != "" && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}
