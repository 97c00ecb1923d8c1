package gnocchi

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// lately is how far back the newest measure of a meter is looked for at first; it
// is found there unless polling is rare. An archive has a month.
const lately = 3 * time.Hour

// thing is a resource of a type that Ceilometer makes.
type thing struct {
	resourceRow
	Started word   `json:"started_at"`
	Ended   word   `json:"ended_at"`
	Title   string `json:"display_name"` // of instances and volumes
	Name    string `json:"name"`         // of images
	// The three below are of instances, since Ceilometer 13.
	Created  word   `json:"created_at"`
	Launched word   `json:"launched_at"`
	Deleted  word   `json:"deleted_at"`
	Flavor   string `json:"flavor_name"`
	Volume   string `json:"volume_type"`
}

// word is a time, or none.
type word struct{ time.Time }

// UnmarshalJSON never fails: null is no time.
func (w *word) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		w.Time, _ = oslo.ParseTime(text)
	}
	return nil
}

// newest is the last measure of a meter.
type newest struct {
	at    time.Time
	value int64
}

// Inventory lists the servers, volumes and images that Ceilometer has told
// Gnocchi of, and those that ended since a time, zero for none. Their sizes are
// the newest measures of their meters, and each was there when the newest of
// those was taken, which is SeenAt. What cannot be listed is in Unlisted.
//
// A Gnocchi knows what was sampled: when a resource was made is launched_at where
// Ceilometer says that, else when its first sample came.
func (s *Store) Inventory(ctx context.Context, since time.Time) (sources.Inventory, error) {
	v := listing{sources.Inventory{At: time.Now().UTC(), Store: string(sources.Gnocchi)}}
	h, err := s.Health(ctx)
	if err != nil {
		return sources.Inventory{}, err
	}
	for _, l := range []struct {
		kind   sources.Kind
		path   string
		meters []string
		take   func(*thing, []newest)
	}{
		{sources.KindServer, "instance", []string{"vcpus", "memory", "disk.root.size", "disk.ephemeral.size"}, v.server},
		{sources.KindVolume, "volume", []string{"volume.size"}, v.volume},
		{sources.KindImage, "image", []string{"image.size"}, v.image},
	} {
		err := s.things(ctx, l.path, l.meters, since, l.take)
		switch {
		case ctx.Err() != nil:
			return sources.Inventory{}, context.Cause(ctx)
		case err != nil:
			v.Unlisted = append(v.Unlisted, sources.Unlisted{Kind: l.kind, Why: sources.Visible(err.Error())})
		case h.Waiting < 0: // it tells its backlog to administrators
			v.Unlisted = append(v.Unlisted, sources.Unlisted{Kind: l.kind, Why: "without the role admin Gnocchi lists those of the login's own project only"})
		}
	}
	return v.Inventory, nil
}

// things gives take the resources of a type with the newest measures of their
// meters, in the order of the meters. Where there is none it is of no time.
func (s *Store) things(ctx context.Context, kind string, meters []string, since time.Time, take func(*thing, []newest)) error {
	byID := map[string]*thing{}
	var order []string
	for rows, err := range pages[thing](ctx, s, query{method: "GET", path: "/v1/resource/" + kind}, pageRows) {
		if code, _ := status(err); code == http.StatusNotFound {
			return sources.WithHint(fmt.Errorf("there is no type %s of resources: %w", kind, err), "sudo ceilometer-upgrade makes the types")
		}
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !row.Ended.IsZero() && (since.IsZero() || row.Ended.Before(since)) {
				continue
			}
			byID[row.ID] = &row
			order = append(order, row.ID)
		}
	}
	all := map[string][]newest{}
	for i, meter := range meters {
		last, err := s.newestOf(ctx, meter, byID)
		if err != nil {
			return err
		}
		for id, n := range last {
			if all[id] == nil {
				all[id] = make([]newest, len(meters))
			}
			all[id][i] = n
		}
	}
	for _, id := range order {
		n := all[id]
		if n == nil {
			n = make([]newest, len(meters))
		}
		take(byID[id], n)
	}
	return nil
}

// newestOf are the last measures of a meter, by resource: of lately, and of what
// has none then of all the time.
func (s *Store) newestOf(ctx context.Context, meter string, of map[string]*thing) (map[string]newest, error) {
	last := map[string]newest{}
	if len(of) == 0 {
		return last, nil
	}
	list, err := s.series(ctx, &filter{}, meter)
	if err != nil {
		return nil, err
	}
	for _, p := range []period{{from: time.Now().Add(-lately)}, {}} {
		var wanted []aggregate
		var ids []string
		for i := range list {
			m := &list[i]
			if m.resource == nil || of[m.resource.ID] == nil || !last[m.resource.ID].at.IsZero() {
				continue
			}
			wanted = append(wanted, aggregate{m.metric.ID, m.policy.method(), m.granularity})
			ids = append(ids, m.resource.ID)
		}
		for len(wanted) > 0 { // a whole archive of each is not to be held at once
			n := min(len(wanted), aggregatesAtOnce)
			parts, err := s.measures(ctx, wanted[:n], p)
			if err != nil {
				return nil, err
			}
			for i, part := range parts {
				if len(part) > 0 {
					m := part[len(part)-1]
					last[ids[i]] = newest{m.at, int64(math.Round(m.value))}
				}
			}
			wanted, ids = wanted[n:], ids[n:]
		}
	}
	return last, nil
}
