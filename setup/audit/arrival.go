package audit

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Arrival is one event of an audit, as it came from a broker.
type Arrival struct {
	Broker, Exchange string
	Topic            string // the routing key without the priority
	Publisher        string
	Kind             Kind
	ID               string
	Host             string // node@backend; "" the event does not say
	Volume           string // whose snapshot or backup it is
	Window           Window // audit_period_beginning and _ending
	Created          time.Time
	Deleted          bool
}

// Arrived takes an event as one of an audit. The others, those that send_actions
// repeats among them, are none.
func Arrived(e *sources.Event) (Arrival, bool) {
	name, ok := strings.CutSuffix(e.EventType, ".exists")
	kind := Kind(name)
	if !ok || kind != Volume && kind != Snapshot && kind != Backup {
		return Arrival{}, false
	}
	// Deleted is a text in what Cinder sends: "True", "1", "" or, of others, a
	// truth.
	var p struct {
		Beginning  string `json:"audit_period_beginning"`
		Ending     string `json:"audit_period_ending"`
		VolumeID   string `json:"volume_id"`
		SnapshotID string `json:"snapshot_id"`
		BackupID   string `json:"backup_id"`
		Host       string `json:"host"`
		CreatedAt  string `json:"created_at"`
		Status     string `json:"status"`
		Deleted    any    `json:"deleted"`
	}
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return Arrival{}, false
	}
	a := Arrival{Broker: e.Broker, Exchange: e.Exchange, Publisher: e.PublisherID, Kind: kind, Host: node(p.Host), Volume: p.VolumeID}
	a.Topic = e.RoutingKey
	if i := strings.LastIndexByte(e.RoutingKey, '.'); i >= 0 {
		a.Topic = e.RoutingKey[:i]
	}
	switch kind {
	case Volume:
		a.ID, a.Volume = p.VolumeID, ""
	case Snapshot:
		a.ID = p.SnapshotID
	case Backup:
		a.ID = p.BackupID
	}
	a.Window.Begin, ok = oslo.ParseTime(p.Beginning)
	end, known := oslo.ParseTime(p.Ending)
	if a.Window.End = end; !ok || !known || a.ID == "" {
		return Arrival{}, false
	}
	a.Created, _ = oslo.ParseTime(p.CreatedAt)
	switch d := p.Deleted.(type) {
	case bool:
		a.Deleted = d
	case string:
		a.Deleted = d != "" && d != "0" && !strings.EqualFold(d, "false")
	}
	a.Deleted = a.Deleted || p.Status == "deleted"
	return a, true
}

// node leaves the pool out of the name of a volume's host.
func node(host string) string {
	host, _, _ = strings.Cut(host, "#")
	return host
}

// covers reports whether the arrival is of that window.
func (a Arrival) covers(w Window) bool {
	return a.Window.Begin.Equal(w.Begin) && a.Window.End.Equal(w.End)
}

// Resource is a volume, snapshot or backup that Cinder's API has.
type Resource struct {
	Kind    Kind
	ID      string
	Host    string // node@backend; "" unknown
	Volume  string // whose snapshot or backup it is
	Created time.Time
}

// Inventory asks Cinder what there is.
type Inventory interface {
	// Resources are those of all projects, and whether they are all: whoever is
	// no administrator sees his own project's alone.
	Resources(ctx context.Context) (all []Resource, complete bool, err error)
}
