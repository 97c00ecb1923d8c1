package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
)

const (
	sandboxProject = "5a4d0b0c0de04e15a0000000000c1e10"
	sandboxUser    = "0c9f6e7d2b5f4d3e9a00000000005a4d"
	sandboxHost    = "vm" // what the recording calls it
	sandboxBackend = sandboxHost + "@lvm#lvm"
)

// sandboxCloud is what the sandbox's Glance and Cinder have. It is made up, and
// can be renamed and tagged as far as a trial does.
type sandboxCloud struct {
	mu      sync.Mutex
	volumes []volume
	images  []image
}

type volume struct {
	id, name string
	size     int // GiB
	created  time.Time
}

type image struct {
	id, name   string
	size       int
	created    time.Time
	properties map[string]string
}

// newSandboxCloud has a volume that was made just now: no completed period has
// it.
func newSandboxCloud(now time.Time) *sandboxCloud {
	long := now.AddDate(0, 0, -100)
	return &sandboxCloud{
		volumes: []volume{
			{"6f3b8f0e-2a51-4b0e-9d1c-5a4db0c00001", "database", 40, long},
			{"6f3b8f0e-2a51-4b0e-9d1c-5a4db0c00002", "archive", 200, long.AddDate(0, 0, 30)},
			{"6f3b8f0e-2a51-4b0e-9d1c-5a4db0c00003", "made-just-now", 1, now.Add(-2 * time.Minute)},
		},
		images: []image{{"b1f0a2c4-77aa-4e3f-8a52-5a4db0c00004", "debian-12", 20 << 20, long, map[string]string{}}},
	}
}

// within are the volumes that were there in a window.
func (c *sandboxCloud) within(w audit.Window) (all []volume) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.volumes {
		if v.created.Before(w.End) {
			all = append(all, v)
		}
	}
	return all
}

// wireTime is how Cinder writes a time.
const wireTime = "2006-01-02T15:04:05.000000+00:00"

// payload is what Cinder says of a volume.
func (v volume) payload() map[string]any {
	return map[string]any{
		"tenant_id": sandboxProject, "user_id": sandboxUser, "host": sandboxBackend, "availability_zone": "nova", "volume_id": v.id, "volume_type": "lvm",
		"display_name": v.name, "created_at": v.created.UTC().Format(wireTime), "launched_at": v.created.UTC().Format(wireTime), "status": "available", "size": v.size,
		"snapshot_id": nil, "metadata": []any{}, "volume_attachment": []any{},
	}
}

// exists is the payload of an audit.
func (v volume) exists(w audit.Window) map[string]any {
	p := v.payload()
	p["audit_period_beginning"], p["audit_period_ending"] = w.Begin.UTC().Format(time.DateTime), w.End.UTC().Format(time.DateTime)
	return p
}

// payload is what Glance says of an image.
func (i image) payload() map[string]any {
	return map[string]any{
		"id": i.id, "name": i.name, "status": "active", "created_at": i.created.UTC().Format(time.RFC3339), "updated_at": time.Now().UTC().Format(time.RFC3339),
		"min_disk": 0, "min_ram": 0, "protected": false, "checksum": nil, "owner": sandboxProject, "disk_format": "qcow2", "container_format": "bare",
		"size": i.size, "is_public": false, "visibility": "private", "properties": maps.Clone(i.properties), "tags": []any{}, "deleted": false, "deleted_at": nil,
	}
}

// sends is what one of the sandbox's services does with a notification: it goes
// where its files say, as oslo.messaging writes it.
func (s *sandbox) sends(service, publisher, kind string, payload map[string]any) {
	broker, exchange, sent := s.routes.of(service, "A")
	if !sent {
		return
	}
	now := time.Now().UTC()
	notification, err := json.Marshal(map[string]any{
		"message_id": uuid(), "publisher_id": publisher, "event_type": kind, "priority": "INFO", "payload": payload,
		"timestamp": now.Format("2006-01-02 15:04:05.000000"), "_unique_id": rand.Text(), "_context_project_id": sandboxProject, "_context_user_id": sandboxUser,
	})
	if err != nil {
		return // there is nothing in it that has no JSON
	}
	body, err := json.Marshal(map[string]string{"oslo.version": "2.0", "oslo.message": string(notification)})
	if err != nil {
		return
	}
	s.bus.send(&sources.Message{
		ReceivedAt: now, Broker: broker, Exchange: exchange, RoutingKey: "notifications.info", Body: body,
		Properties: sources.Properties{ContentType: "application/json", ContentEncoding: "utf-8"},
	})
}

func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
