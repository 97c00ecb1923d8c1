package meterdef

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// generated are notifications for what no captured one has: swift's and magnum's
// lists, a node's metrics, audits, and values that definitions stumble over.
func generated(t testing.TB) []Notification {
	t.Helper()
	bodies := strings.Split(`{"event_type": "objectstore.http.request", "payload": {"measurements": [{"metric": {"name": "storage.objects.incoming.bytes", "unit": "B"}, "result": 28}, {"metric": {"name": "storage.objects.outgoing.bytes", "unit": "B"}, "result": 0.5}], "target": {"id": "t"}, "initiator": {"id": "i", "project_id": "p"}}}
{"event_type": "objectstore.http.request", "payload": {"measurements": [{"metric": {"name": "a", "unit": "B"}, "result": 28}, {"metric": {"name": "b"}}], "target": {"id": "t"}}}
{"event_type": "objectstore.http.request", "payload": {"measurements": [], "target": {"id": "t"}}}
{"event_type": "objectstore.http.request", "payload": {"measurements": null}}
{"event_type": "magnum.bay.metrics.update", "payload": {"metrics": [{"name": "m1", "unit": "u", "value": "12.5"}, {"name": "m2", "unit": null, "value": true}], "user_id": "u", "project_id": "p", "resource_id": "r"}}
{"event_type": "compute.metrics.update", "payload": {"host": "h", "nodename": "n", "metrics": [{"name": "cpu.frequency", "value": 1600, "timestamp": "2026-10-20T12:14:33.123456", "source": "libvirt"}, {"name": "cpu.percent", "value": 0.125, "timestamp": "2026-10-20T12:14:33+02:00", "source": "x"}, {"name": "cpu.user.time", "value": null}]}}
{"event_type": "compute.metrics.update", "payload": {"host": "h", "nodename": null, "metrics": [{"name": "cpu.frequency", "value": 1, "timestamp": "no time"}]}}
{"event_type": "dns.domain.exists", "payload": {"id": "d", "tenant_id": "t", "audit_period_beginning": "2026-10-20 11:00:00", "audit_period_ending": "2026-10-20T12:00:00.5Z", "status": "ACTIVE", "pool_id": ""}, "_context_user": "cu"}
{"event_type": "dns.domain.exists", "payload": {"id": "d", "audit_period_beginning": "2026-10-20", "audit_period_ending": 7}}
{"event_type": "trove.instance.exists", "payload": {"instance_id": "d", "audit_period_beginning": "20261020T1100+0530", "audit_period_ending": "2026-10-20T11:00:00,25-01"}}
{"event_type": "capacity.pool.p", "payload": {"name_to_id": "host@b#p#q", "total": "infinite", "free": 12, "allocated": 0, "provisioned": "", "virtual_free": [1]}}
{"event_type": "capacity.backend.b", "payload": {"name_to_id": 5, "total": 1e3, "free": null, "allocated": " 1_0 ", "provisioned": false}}
{"event_type": "compute.instance.exists", "payload": {"memory_mb": 512, "vcpus": 1, "root_gb": 0, "ephemeral_gb": null, "instance_id": "i", "metadata": {"metering.a.b": "x", "metering.host": "h", "other": 1, "metering.n": 5}, "host": "n1", "image_meta": {"base_image_ref": "ref"}}}
{"event_type": "compute.instance.create.end", "payload": {"memory_mb": 512, "instance_id": "i", "metadata": ["x"], "created_at": "2026-10-20 12:14:33+00:00", "launched_at": "2026-10-20T12:14:40.250000"}}
{"event_type": "compute.instance.create.end", "payload": {"instance_id": "i", "metadata": {}, "created_at": "2026-10-20 12:14:33+00:00", "launched_at": "2026-10-20T12:14:40.250000"}}
{"event_type": "compute.instance.update", "payload": {"memory_mb": 512}}
{"event_type": "share.create.end", "payload": {"size": 7, "share_id": "s", "project_id": "p", "user_id": {"a": [1, "b'c"]}, "name": "é\"\\", "proto": "NFS"}}
{"event_type": "volume.createXYZ", "payload": {"size": 123456789012345678901, "volume_id": "v", "glance_metadata": [{"key": "image_id", "value": "im"}, {"key": "x"}], "volume_attachment": [{"server_id": "sid"}]}}
{"event_type": "volume.exists", "payload": {"size": 3, "volume_id": "v", "volume_attachment": "text", "glance_metadata": {}}}
{"event_type": "volume.exists", "payload": {"size": 3, "volume_id": "v", "volume_attachment": 7}}
{"event_type": "volume.exists", "payload": "text"}
{"event_type": "volume.exists", "payload": [{"size": 1}]}
{"event_type": "image.update", "payload": {"size": {"a": 1}, "id": "i", "owner": "o"}, "timestamp": "2026-11-23 08:43:14"}
{"event_type": "image.update", "payload": {"size": 1, "id": "i", "owner": "o"}, "timestamp": null}
{"event_type": "l3.meter", "payload": {"bytes": -0.0, "tenant_id": "t", "label_id": "l"}}
{"event_type": "identity.authenticate", "payload": {"outcome": "failure", "initiator": {"id": "i"}}}`, "\n")
	var all []Notification
	d := oslo.Decoder{ShowSecrets: true}
	for i, body := range bodies {
		if !strings.Contains(body, `"timestamp": null`) && !strings.Contains(body, `14"}`) {
			body = strings.Replace(body, "{", fmt.Sprintf(`{"timestamp": "2026-11-23 08:43:14.%06d", "publisher_id": "p.h", "message_id": "m%d", `, i, i), 1)
		}
		e := &sources.Event{}
		d.Decode(&sources.Message{Body: []byte(body)}, e)
		if e.Err != "" {
			t.Fatal(e.Err)
		}
		e.Payload = append([]byte{}, e.Payload...)
		e.Priority = "info"
		all = append(all, Notification{e, []byte(body)})
	}
	return all
}

// randomFile writes a file of definitions from pieces that matter, most of them
// right.
func randomFile(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	path := func() string {
		return pick("$.payload.size", "$.payload.size", "$.payload.id", "$.payload.memory_mb", "payload.instance_id", "$.payload.host", "$.payload.nothing", "$.payload.size * 1024", "$.payload.metadata",
			`"a" + $.payload.id`, "$.payload.host + '_' + $.payload.nodename", "$.payload.metrics.[*].value", "$.payload.metrics[?(@.name='cpu.percent')].value", "$.payload.measurements.[*].result",
			"$.payload.name_to_id.`split(#, 1, 1)`", "$.payload.outcome.`sub(/^(.)/, <\\\\1>)`", "ctxt.user", "$.ctxt.user_id", "_context_user", "$.metadata.message_id", "$.publisher_id", "$.payload.tenant_id",
			"$.payload.volume_attachment[0].server_id", "$.payload.*", "$..id", "$.payload.created_at", "$.payload", "'quoted'", "$.payload.size[0]")
	}
	value := func() string {
		switch r.IntN(12) {
		case 0:
			return pick("1", "2", "true", "0", "1.5", "\"1\"", "010", "yes", "~", "''", "2026-01-01", "[]", "%")
		case 1:
			return fmt.Sprintf("[%q, %q]", path(), path())
		case 2:
			return fmt.Sprintf("{fields: [%q, %q], plugin: timedelta}", pick("$.payload.created_at", "$.payload.audit_period_beginning", path()), pick("$.payload.launched_at", "$.payload.audit_period_ending"))
		case 3:
			return fmt.Sprintf("{fields: %q, plugin: {name: split, parameters: {%s}}}", path(), pick("", "segment: 1", "segment: -1", "separator: '-', max_split: 1", "separator: '', segment: 0", "separator: ~", "segment: x"))
		case 4:
			return fmt.Sprintf("{fields: [%q, %q], plugin: {name: bitfield, parameters: {initial_bitfield: 8, flags: [{path: payload.size, bit: 0, value: 1}, {path: payload.id, bit: 1}]}}}", path(), path())
		case 5:
			return pick("{fields: []}", "{plugin: timedelta}", "{fields: $.a, plugin: none}", "{fields: $.payload.size, plugin: {}}", "{fields: 5}", "{fields: $.payload.size}")
		}
		return fmt.Sprintf("%q", path())
	}
	var s strings.Builder
	s.WriteString(pick("", "---\n", "# a comment\n") + "metric:\n")
	for i := range 2 + r.IntN(6) {
		event := pick("image.*", "volume.exists", "compute.instance.(?!create.start|update).*", "compute.*", "volume.(create|delete)", ".*", "identity.authenticate", "objectstore", "capacity.pool.*", "^share", "dns.domain.exists$", "l3.meter")
		if r.IntN(60) == 0 {
			event = pick("(", "*a", "[")
		}
		if r.IntN(4) == 0 {
			event = fmt.Sprintf("[%q, %q]", event, "image.update")
		} else {
			event = fmt.Sprintf("%q", event)
		}
		fmt.Fprintf(&s, "  - name: %s\n    event_type: %s\n    type: %s\n", pick(fmt.Sprintf("meter%d", i), fmt.Sprintf("meter%d", i), "meter1", fmt.Sprintf("%q", path()), "5"), event, pick("gauge", "'delta'", "cumulative", "gauge", "wrong"))
		fmt.Fprintf(&s, "    unit: %s\n    resource_id: %s\n", pick("B", "'%'", "GB", "$.payload.status", fmt.Sprintf("%q", path())), value())
		if r.IntN(20) > 0 {
			fmt.Fprintf(&s, "    volume: %s\n", value())
		}
		for _, name := range []string{"user_id", "project_id", "timestamp"} {
			if r.IntN(3) == 0 {
				fmt.Fprintf(&s, "    %s: %s\n", name, pick(value(), "$.payload.created_at", "$.payload.tenant_id", "$.ctxt.user"))
			}
		}
		switch r.IntN(8) {
		case 0:
			fmt.Fprintf(&s, "    metadata: &meta%d\n      a: %s\n      b: %s\n", i, value(), value())
			if r.IntN(2) == 0 {
				fmt.Fprintf(&s, "  - name: merged%d\n    event_type: .*\n    type: gauge\n    unit: x\n    volume: $.payload.size\n    resource_id: $.payload.id\n    metadata:\n      <<: *meta%d\n      c: $.event_type\n", i, i)
			}
		case 1:
			fmt.Fprintf(&s, "    user_metadata: %s\n", pick("$.payload.metadata", "$.payload.metadata", value()))
		case 2:
			fmt.Fprintf(&s, "    lookup: %s\n", pick("[name, unit, volume]", "name", "[volume]", "[name, resource_id]", "[name, type]", "''", "[timestamp]"))
		case 3:
			if r.IntN(8) == 0 {
				s.WriteString(pick("    lookup: ~\n", "    metadata: ~\n", "    metadata: [a]\n", "    metadata: {1: $.payload.id}\n"))
			}
		}
	}
	return s.String()
}
