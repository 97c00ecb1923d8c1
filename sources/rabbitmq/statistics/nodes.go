package statistics

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"github.com/ceilotop/ceilotop/sources"
)

// nodeRow is a row of /api/nodes. Of a node that is down there is hardly more
// than its name.
type nodeRow struct {
	Name          text        `json:"name"`
	Running       flag        `json:"running"`
	MemoryAlarm   *flag       `json:"mem_alarm"` // nil unless said
	DiskAlarm     *flag       `json:"disk_free_alarm"`
	Memory        number      `json:"mem_used"`
	MemoryGrowth  maybe[pace] `json:"mem_used_details"`
	MemoryLimit   number      `json:"mem_limit"`
	DiskFree      number      `json:"disk_free"`
	DiskFreeLimit number      `json:"disk_free_limit"`
}

const nodeColumns = "name,running,mem_alarm,disk_free_alarm,mem_used,mem_used_details,mem_limit,disk_free,disk_free_limit"

// tags finds out how much the user is shown.
func (w *work) tags(ctx context.Context) {
	who, err := w.hole(ctx).Whoami()
	if err != nil {
		w.failed(ctx, sources.Nodes, "the user's own tags", fault(err))
		return
	}
	w.all = slices.Contains(who.Tags, "administrator")
	if w.wide = w.all || slices.Contains(who.Tags, "monitoring"); !w.wide {
		w.lack("user %s is shown only the virtual hosts that it may enter and its own connections, and not the memory of nodes "+
			"(%s)", sources.Visible(w.api.user), w.api.tagCommand())
	}
}

// hole puts the questions whose answers have no samples.
func (w *work) hole(ctx context.Context) *rabbithole.Client {
	c, _ := rabbithole.NewTLSClient(w.api.base, w.api.user, w.api.password.Reveal(), within{ctx, w.api.client.Transport})
	return c // the base has been used before
}

// fault is an error of rabbit-hole's in our words.
func fault(err error) error {
	var said rabbithole.ErrorResponse
	var outer *url.Error
	switch {
	case errors.As(err, &said):
		return &refusal{said.StatusCode, said.Reason}
	case errors.As(err, &outer):
		return outer.Err
	case strings.Contains(err.Error(), "401"): // it has no type of its own
		return &refusal{status: http.StatusUnauthorized}
	}
	return noJSON(err)
}

// within makes requests end with a context.
type within struct {
	ctx context.Context
	way http.RoundTripper
}

func (w within) RoundTrip(r *http.Request) (*http.Response, error) {
	return w.way.RoundTrip(r.Clone(w.ctx))
}

func (w *work) nodes(ctx context.Context) {
	if !w.wide {
		w.nodesOfTheVHost(ctx)
		w.alarms(ctx)
		return
	}
	silent := false // a node that runs, and does not say whether it has an alarm
	l, err := rows(ctx, w.api, "nodes", page(nodeColumns), pageSize, func(n nodeRow) {
		silent = silent || bool(n.Running) && (n.MemoryAlarm == nil || n.DiskAlarm == nil)
		w.s.Nodes = append(w.s.Nodes, sources.BrokerNode{
			Name: string(n.Name), Running: bool(n.Running),
			MemoryAlarm: n.MemoryAlarm != nil && bool(*n.MemoryAlarm), DiskAlarm: n.DiskAlarm != nil && bool(*n.DiskAlarm),
			Memory: n.Memory.size(), MemoryGrowth: n.MemoryGrowth.value.Rate.rate(), MemoryLimit: n.MemoryLimit.size(),
			DiskFree: n.DiskFree.size(), DiskFreeLimit: n.DiskFreeLimit.size(),
		})
	})
	if err != nil {
		w.failed(ctx, sources.Nodes, "nodes", err)
		return
	}
	w.cut(sources.Nodes, "nodes", len(w.s.Nodes), l)
	if silent {
		w.alarms(ctx)
	}
}

// nodesOfTheVHost are known to users without the tag monitoring.
func (w *work) nodesOfTheVHost(ctx context.Context) {
	type vhostRow struct {
		Name  text                   `json:"name"`
		Nodes maybe[map[string]text] `json:"cluster_state"`
	}
	_, err := rows(ctx, w.api, "vhosts", page("name,cluster_state"), pageSize, func(v vhostRow) {
		if string(v.Name) != w.vhost {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(v.Nodes.value)) {
			w.s.Nodes = append(w.s.Nodes, sources.BrokerNode{Name: name, Running: v.Nodes.value[name] == "running"})
		}
	})
	if err != nil {
		w.failed(ctx, sources.Nodes, "the virtual host's nodes", err)
	}
}

// alarms asks the health check, which answers users without the tag monitoring
// as well, on brokers that have it (3.8.10).
func (w *work) alarms(ctx context.Context) {
	check, err := w.hole(ctx).HealthCheckAlarms()
	if err != nil {
		w.failed(ctx, sources.Nodes, "alarms", fault(err))
		if !w.wide {
			w.s.Nodes = nil // they would be without an alarm that nobody denies
		}
		return
	}
	for _, alarm := range check.Alarms {
		i := slices.IndexFunc(w.s.Nodes, func(n sources.BrokerNode) bool { return n.Name == alarm.Node })
		if i < 0 {
			i = len(w.s.Nodes)
			w.s.Nodes = append(w.s.Nodes, sources.BrokerNode{Name: alarm.Node, Running: true})
		}
		switch alarm.Resource {
		case "memory":
			w.s.Nodes[i].MemoryAlarm = true
		case "disk":
			w.s.Nodes[i].DiskAlarm = true
		}
	}
}
