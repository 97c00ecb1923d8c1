package oslo

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func TestAppendEvent(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 8, 43, 14, 775949000, time.UTC)
	full := sources.Event{
		Seq: 7, ReceivedAt: at.Add(12345 * time.Microsecond).In(time.FixedZone("", 3600)), Broker: "B", Exchange: "openstack",
		RoutingKey: "notifications.info", EventType: "volume.create.end", Priority: "info", PublisherID: "volume.vm@fake",
		Service: "cinder", Host: "vm", Timestamp: at, MessageID: "m", RequestID: "req-1", ProjectID: "p", UserID: "u",
		ResourceID: "r", ResourceName: "a\"\\\n\x1b[2J\u202e云\u200b\u009b\x7f\U000e0041", Size: 2050, Meters: []string{"volume.size"},
		Payload: []byte("{\"a\": \"\x7f\u202e\u009b云\U000e0041\"}"),
	}
	for _, tt := range []struct {
		name string
		e    sources.Event
		want string
	}{
		{
			"all fields", full,
			`{"received_at":"2026-11-23T08:43:14.788294Z","broker":"B","exchange":"openstack","routing_key":"notifications.info",` +
				`"event_type":"volume.create.end","priority":"info","publisher_id":"volume.vm@fake","service":"cinder","host":"vm",` +
				`"timestamp":"2026-11-23T08:43:14.775949Z","lag_ms":12.345,"message_id":"m","request_id":"req-1","project_id":"p",` +
				`"user_id":"u","resource_id":"r","resource_name":"a\"\\\n\u001b[2J\u202e云\u200b\u009b\u007f\udb40\udc41","size":2050,` +
				`"meters":["volume.size"],"payload":{"a": "\u007f\u202e\u009b云\udb40\udc41"}}`,
		},
		{
			"nothing known",
			sources.Event{},
			`{"received_at":null,"broker":null,"exchange":null,"routing_key":null,"event_type":null,"priority":null,` +
				`"publisher_id":null,"service":null,"host":null,"timestamp":null,"lag_ms":null,"message_id":null,"request_id":null,` +
				`"project_id":null,"user_id":null,"resource_id":null,"resource_name":null,"size":0,"meters":null,"payload":null}`,
		},
		{
			"undecodable, from the future",
			sources.Event{
				ReceivedAt: at, Timestamp: at.Add(1500 * time.Microsecond), Err: "why", Raw: []byte("a\xff\"\x00\n"), Meters: []string{},
			},
			`{"received_at":"2026-11-23T08:43:14.775949Z","broker":null,"exchange":null,"routing_key":null,"event_type":null,` +
				`"priority":null,"publisher_id":null,"service":null,"host":null,"timestamp":"2026-11-23T08:43:14.777449Z","lag_ms":-1.5,` +
				`"message_id":null,"request_id":null,"project_id":null,"user_id":null,"resource_id":null,"resource_name":null,"size":0,` +
				`"meters":[],"payload":null,"error":"why","raw":"a\\xff\"\u0000\n"}`,
		},
	} {
		if got := string(AppendEvent([]byte("> "), &tt.e)); got != "> "+tt.want {
			t.Errorf("%s:\n got %s\nwant > %s", tt.name, got, tt.want)
		}
	}
}

func TestAppendEventAllocatesNothing(t *testing.T) {
	e := sources.Event{ReceivedAt: time.Now(), Timestamp: time.Now(), ResourceName: "\u202e", Payload: []byte(`{"a": "\u202e"}`)}
	line := AppendEvent(nil, &e)
	if n := testing.AllocsPerRun(100, func() { line = AppendEvent(line[:0], &e) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestLagHasThreeDecimalsAtMost(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0", time.Second: "1000", 1230 * time.Microsecond: "1.23", 7 * time.Microsecond: "0.007",
		-7 * time.Microsecond: "-0.007", 999 * time.Nanosecond: "0", -2 * time.Hour: "-7200000",
	} {
		if got := string(appendMilliseconds(nil, d)); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}
