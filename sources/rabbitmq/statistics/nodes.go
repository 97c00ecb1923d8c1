package statistics

import (
	"context"
	"maps"
	"net/http"
	"slices"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"github.com/ceilotop/ceilotop/sources"
)

// nodeRow is a row of /api/nodes. Of a node that is down there is hardly more
// than its name.
type nodeRow struct {
	Name          text        `json:"name"`
	Running       flag        `json:"running"`
	MemoryAlarm   flag        `json:"mem_alarm"`
	DiskAlarm     flag        `json:"disk_free_alarm"`
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
		w.failed(ctx, "the user's own tags", err)
		return
	}
	w.all = slices.Contains(who.Tags, "administrator")
	if w.wide = w.all || slices.Contains(who.Tags, "monitoring"); !w.wide {
		w.lack("user %s is shown only the virtual hosts that it may enter and its own connections, and not the memory of nodes "+
			"(rabbitmqctl set_user_tags %[1]s monitoring)", sources.Visible(w.api.user))
	}
}

// hole puts the questions whose answers have no samples.
func (w *work) hole(ctx context.Context) *rabbithole.Client {
	c, _ := rabbithole.NewTLSClient(w.api.base, w.api.user, w.api.password.Reveal(), within{ctx, w.api.client.Transport})
	return c // the base has been used before
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
		w.alarms(ctx)
		return
	}
	query := page(nodeColumns)
	l, err := rows(ctx, w.api, "nodes", query, pageSize, func(n nodeRow) {
		w.s.Nodes = append(w.s.Nodes, sources.BrokerNode{
			Name: string(n.Name), Running: bool(n.Running), MemoryAlarm: bool(n.MemoryAlarm), DiskAlarm: bool(n.DiskAlarm),
			Memory: n.Memory.size(), MemoryGrowth: n.MemoryGrowth.value.Rate.rate(), MemoryLimit: n.MemoryLimit.size(),
			DiskFree: n.DiskFree.size(), DiskFreeLimit: n.DiskFreeLimit.size(),
		})
	})
	if err != nil {
		w.failed(ctx, "nodes", err)
		return
	}
	w.cut("nodes", len(w.s.Nodes), l)
}

// alarms asks the health check, which answers users without the tag monitoring,
// on brokers that have it. The names of the nodes are those of the virtual host.
func (w *work) alarms(ctx context.Context) {
	type vhostRow struct {
		Name  text                   `json:"name"`
		Nodes maybe[map[string]text] `json:"cluster_state"`
	}
	var nodes map[string]text
	_, err := rows(ctx, w.api, "vhosts", page("name,cluster_state"), pageSize, func(v vhostRow) {
		if string(v.Name) == w.vhost {
			nodes = v.Nodes.value
		}
	})
	if err != nil {
		w.failed(ctx, "the virtual host's nodes", err)
	}
	check, err := w.hole(ctx).HealthCheckAlarms()
	if err != nil {
		w.failed(ctx, "alarms", err)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		w.s.Nodes = append(w.s.Nodes, sources.BrokerNode{Name: name, Running: nodes[name] == "running"})
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
