package topology

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

// targets are the names that a station leads to. Who reads a queue is said where
// the readers are: several queues have the same.
func (b Broker) targets(n Node) string {
	if n.Kind == Queue {
		return ""
	}
	var names []string
	for _, e := range b.Edges {
		if e.From == n.ID {
			names = append(names, b.name(e.To))
		}
	}
	return byTopic(names)
}

// sources are the queues that a consumer reads.
func (b Broker) sources(n Node) string {
	var names []string
	for _, e := range b.Edges {
		if n.Kind == Consumer && e.To == n.ID {
			names = append(names, b.name(e.From))
		}
	}
	return byTopic(names)
}

func (b Broker) name(id string) string {
	if i := slices.IndexFunc(b.Nodes, func(n Node) bool { return n.ID == id }); i >= 0 {
		return b.Nodes[i].Name
	}
	return id // the store
}

// byTopic lists names, each once, and several queues of one topic as TOPIC.*.
func byTopic(names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	topics := make(map[string]int)
	for _, name := range names {
		topic, _, _ := doctor.Topic(name)
		topics[topic]++
	}
	var short []string
	for _, name := range names {
		if topic, _, ok := doctor.Topic(name); ok && topics[topic] > 1 {
			name = topic + ".*"
		}
		if !slices.Contains(short, name) {
			short = append(short, name)
		}
	}
	return strings.Join(short, ", ")
}

// bundled are the edges with those between the same two stations taken together:
// several keys of one binding.
func bundled(edges []Edge) (all []Edge) {
	at := make(map[[2]string]int)
	for _, e := range edges {
		k := [2]string{e.From, e.To}
		i, ok := at[k]
		if !ok {
			at[k] = len(all)
			all = append(all, e)
			continue
		}
		if e.Key != "" {
			all[i].Key += ", " + e.Key
		}
	}
	return all
}
