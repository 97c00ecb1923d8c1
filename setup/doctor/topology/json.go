package topology

import (
	"bytes"
	"encoding/json"
	"time"
)

// The picture for programs. These names are for ever, times are UTC, and what is
// not known is null.
type (
	pictureJSON struct {
		At      time.Time    `json:"at"`
		Brokers []brokerJSON `json:"brokers"`
		Store   nodeJSON     `json:"store"`
	}
	brokerJSON struct {
		Name    string     `json:"name"`    // A, B
		Address *string    `json:"address"` // host:port/vhost
		Lacks   []string   `json:"lacks"`   // what cannot be known now, and why
		Alarms  []string   `json:"alarms"`
		Nodes   []nodeJSON `json:"nodes"`
		Edges   []edgeJSON `json:"edges"`
	}
	nodeJSON struct {
		ID        string     `json:"id"`
		Kind      Kind       `json:"kind"` // publisher, exchange, queue, consumer, store
		Name      string     `json:"name"`
		Rate      *float64   `json:"rate"`   // messages a second
		Depth     *int       `json:"depth"`  // messages in a queue, measures that the store has not processed
		Growth    *float64   `json:"growth"` // of depth, a second
		Consumers *int       `json:"consumers"`
		Lag       *float64   `json:"lag_ms"`
		Last      *time.Time `json:"last_event_at"`
		Broken    bool       `json:"broken"`
		Why       *string    `json:"why"`
		Findings  []string   `json:"findings"` // ids of checks
	}
	edgeJSON struct {
		From   string   `json:"from"` // id of a node
		To     string   `json:"to"`
		Key    *string  `json:"key"` // routing key of a binding
		Rate   *float64 `json:"rate"`
		Broken bool     `json:"broken"`
	}
)

// JSON is the picture as one object, indented.
func (p Picture) JSON() ([]byte, error) {
	j := pictureJSON{At: p.At.UTC(), Brokers: []brokerJSON{}, Store: nodeOf(p.Store)}
	for _, b := range p.Brokers {
		one := brokerJSON{Name: b.Name, Address: text(b.Address), Lacks: list(b.Lacks), Alarms: list(b.Alarms), Nodes: []nodeJSON{}, Edges: []edgeJSON{}}
		for _, n := range b.Nodes {
			one.Nodes = append(one.Nodes, nodeOf(n))
		}
		for _, e := range b.Edges {
			one.Edges = append(one.Edges, edgeJSON{From: e.From, To: e.To, Key: text(e.Key), Rate: e.Rate, Broken: e.Broken})
		}
		j.Brokers = append(j.Brokers, one)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(j)
	return out.Bytes(), err
}

func nodeOf(n Node) nodeJSON {
	j := nodeJSON{
		ID: n.ID, Kind: n.Kind, Name: n.Name, Rate: n.Rate, Depth: n.Depth, Growth: n.Growth, Consumers: n.Readers,
		Broken: n.Broken, Why: text(n.Why), Findings: list(n.Findings),
	}
	if n.Lag != nil {
		lag := float64(n.Lag.Microseconds()) / 1000
		j.Lag = &lag
	}
	if !n.Last.IsZero() {
		last := n.Last.UTC()
		j.Last = &last
	}
	return j
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func list(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}
