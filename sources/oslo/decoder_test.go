package oslo

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// enveloped wraps a notification as the driver messagingv2 does.
func enveloped(notification string) string {
	inner, _ := json.Marshal(notification)
	return `{"oslo.version": "2.0", "oslo.message": ` + string(inner) + `}`
}

func decode(body string) (sources.Message, sources.Event) {
	m := sources.Message{RoutingKey: "notifications.info", Body: []byte(body)}
	var e sources.Event
	new(Decoder).Decode(&m, &e)
	return m, e
}

func TestDerivesWhatNoCaptureHas(t *testing.T) {
	t.Parallel()
	type want struct{ service, host, project, user, resource, name string }
	for _, tt := range []struct {
		name, exchange, body string
		want                 want
	}{
		{
			"neutron wraps the resource in its type", "neutron",
			`{"event_type":"port.create.end","publisher_id":"network.node1.example.org","_context_tenant_id":"t","_context_user":"u",
			 "payload":{"port":{"id":"p1","name":"eth","tenant_id":"other"}}}`,
			want{"neutron", "node1.example.org", "t", "u", "p1", "eth"},
		},
		{
			"neutron in bulk, one", "openstack", `{"event_type":"port.create.end","publisher_id":"network.n","payload":{"ports":[{"id":"p1","tenant_id":"t"}]}}`,
			want{"neutron", "n", "t", "", "p1", ""},
		},
		{
			"neutron in bulk, two", "neutron", `{"event_type":"port.create.end","publisher_id":"network.n","payload":{"ports":[{"id":"p1"},{"id":"p2"}]}}`,
			want{"neutron", "n", "", "", "", ""},
		},
		{
			"traffic metering", "neutron", `{"event_type":"l3.meter","publisher_id":"metering.n","payload":{"label_id":"l","tenant_id":"admin","host":"n"}}`,
			want{"neutron", "n", "admin", "", "l", ""},
		},
		{
			"swift's middleware", "swift", `{"event_type":"objectstore.http.request","publisher_id":"ceilometermiddleware",
			 "payload":{"id":"event","target":{"id":"account"},"initiator":{"project_id":"p","id":"i"}}}`,
			want{"swift", "", "p", "i", "account", ""},
		},
		{
			"keystone, basic format", "keystone", `{"event_type":"identity.project.created","publisher_id":"identity.k","payload":{"resource_info":"r"}}`,
			want{"keystone", "k", "", "", "r", ""},
		},
		{
			"resource_info that is no id", "keystone", `{"event_type":"identity.x","payload":{"resource_info":7,"target":{"id":"t"}}}`,
			want{"keystone", "", "", "", "t", ""},
		},
		{
			"heat", "heat", `{"event_type":"orchestration.stack.create.end","publisher_id":"orchestration.h","payload":{"stack_identity":"arn:openstack:heat::p:stacks/s/1","stack_name":"s","tenant_id":"p"}}`,
			want{"heat", "h", "p", "", "arn:openstack:heat::p:stacks/s/1", "s"},
		},
		{
			"the metering list", "ceilometer", `{"event_type":"metering","publisher_id":"telemetry.publisher.ctl","payload":[{"resource_id":"r","project_id":"p","resource_metadata":{"display_name":"vm"}},{"resource_id":"r","project_id":"p","resource_metadata":{"display_name":"vm"}}]}`,
			want{"ceilometer", "ctl", "p", "", "r", "vm"},
		},
		{
			"samples of several resources", "ceilometer", `{"event_type":"telemetry.polling","publisher_id":"ceilometer.polling","payload":{"samples":[{"resource_id":"r","project_id":"p","user_id":"u"},{"resource_id":"s","project_id":"p"}]}}`,
			want{"ceilometer", "", "p", "", "", ""},
		},
		{
			"ironic's versioned objects", "ironic", `{"event_type":"baremetal.node.power_set.end","publisher_id":"ironic-conductor.h","payload":{"ironic_object.name":"n","ironic_object.data":{"uuid":"b","name":"node"}}}`,
			want{"ironic", "h", "", "", "b", "node"},
		},
		{
			"who downloads an image", "glance", `{"event_type":"image.send","publisher_id":"image.g1","payload":{"image_id":"i","owner_id":"o","receiver_tenant_id":"t","receiver_user_id":"u"}}`,
			want{"glance", "g1", "t", "u", "i", ""},
		},
		{
			"nova's use of a volume", "", `{"event_type":"volume.usage","publisher_id":"compute.n","payload":{"instance_id":"i","volume_id":"v"}}`,
			want{"nova", "n", "", "", "v", ""},
		},
		{
			"cinder's scheduler", "openstack", `{"event_type":"scheduler.retype","publisher_id":"scheduler.c","payload":{}}`,
			want{"cinder", "c", "", "", "", ""},
		},
		{
			"nobody known", "openstack", `{"event_type":"profiler.compute","publisher_id":"some_host","payload":"text"}`,
			want{"", "", "", "", "", ""},
		},
		{
			"of equal keys the last", "nova", `{"event_type":"a","payload":{"instance_id":"1"},"payload":{"uuid":"2","uuid":null,"name":"n"},"event_type":"b"}`,
			want{"nova", "", "", "", "", "n"},
		},
		{
			"names with escapes", "nova", `{"event_type":"a","payload":{"uuid":"1","display_name":"\u4e91\ud83d\ude00\n\"\\"}}`,
			want{"nova", "", "", "", "1", "云😀\n\"\\"},
		},
	} {
		for _, body := range []string{tt.body, enveloped(tt.body)} {
			m := sources.Message{Exchange: tt.exchange, RoutingKey: "notifications.info", Body: []byte(body)}
			var e sources.Event
			new(Decoder).Decode(&m, &e)
			got := want{e.Service, e.Host, e.ProjectID, e.UserID, e.ResourceID, e.ResourceName}
			if e.Err != "" || got != tt.want || e.Priority != "info" {
				t.Errorf("%s: %+v (%s), want %+v", tt.name, got, e.Err, tt.want)
			}
		}
	}
}

func TestEveryFormOfEnvelope(t *testing.T) {
	t.Parallel()
	n := `{"event_type": "x", "priority": "ERROR", "payload": {"a": "\u00fc \\ \" /", "b": 1}}`
	quoted, _ := json.Marshal(n)
	for name, body := range map[string]string{
		"messaging, without":    n,
		"messagingv2":           enveloped(n),
		"compact":               `{"oslo.version":"2.0","oslo.message":` + string(quoted) + `}`,
		"the other way round":   `{"oslo.message":` + string(quoted) + `,"more":[1],"oslo.version":"2.0"}`,
		"on several lines":      "{\n \"oslo.version\":\t\"2.0\",\r\n\"oslo.message\": " + string(quoted) + "\n}\n",
		"escaped more than due": `{"oslo.version": "2.0", "oslo.message": ` + strings.ReplaceAll(string(quoted), "e", `\u0065`) + `}`,
	} {
		_, e := decode(body)
		if e.Err != "" || e.EventType != "x" || e.Priority != "error" || string(e.Payload) != `{"a": "\u00fc \\ \" /", "b": 1}` {
			t.Errorf("%s: event type %q, priority %q, payload %s, error %q", name, e.EventType, e.Priority, e.Payload, e.Err)
		}
	}
}

func TestUndecodableSaysWhatAndWhere(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 1001) + strings.Repeat("]", 1001)
	for _, tt := range []struct{ name, body, reason string }{
		{"nothing", "", "not JSON: ends where a value is expected, byte 0"},
		{"text", "hello", "not JSON: a value is expected, byte 0"},
		{"cut off", `{"event_type": "x", "payl`, "not JSON: ends inside a string, byte 25"},
		{"cut off inside", enveloped(`{"event_type": "x"`), "not JSON: ends where a comma or } is expected, byte 18 of oslo.message"},
		{"comma at the end", `{"payload": 1,}`, "not JSON: a key in quotes is expected, byte 14"},
		{"two values", `{"payload": 1} {}`, "not JSON: the end is expected, byte 15"},
		{"number", `{"payload": 01}`, "not JSON: a comma or } is expected, byte 13"},
		{"escape", `{"payload": "\x"}`, "not JSON: a backslash before a character that JSON does not escape, byte 13"},
		{"line break in a string", "{\"payload\": \"a\nb\"}", "not JSON: a raw control character inside a string, byte 14"},
		{"nul", "{\"payload\": \"a\x00b\"}", "not JSON: a raw control character inside a string, byte 14"},
		{"not utf-8", "{\"payload\": \"a\xffb\"}", "the body is not UTF-8: byte 0xff at byte 14"},
		{"a list", `[1]`, "not a notification: JSON, but no object"},
		{"something else", `{"method": "x"}`, "not a notification: neither event_type nor payload"},
		{"version", `{"oslo.version": "3.0", "oslo.message": "{}"}`, "oslo.version is 3.0, only 2.0 is understood"},
		{"minor version", `{"oslo.version": "2.1", "oslo.message": "{}"}`, "oslo.version is 2.1, only 2.0 is understood"},
		{"message is no string", `{"oslo.version": "2.0", "oslo.message": {}}`, "oslo.message is not a string"},
		{"deep", `{"payload": ` + deep + `}`, "not JSON: nested deeper than 1,000 levels, byte 1011"},
	} {
		_, e := decode(tt.body)
		if e.Err != tt.reason || string(e.Raw) != tt.body || e.Payload != nil || e.Size != len(tt.body) || e.Priority != "info" {
			t.Errorf("%s: %q, want %q\nraw %.100q", tt.name, e.Err, tt.reason, e.Raw)
		}
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	body := append([]byte(`{"password": "hunter2", "payload": "`), bytes.Repeat([]byte{'x'}, maxBody)...)
	m, e := decode(string(body))
	if e.Err == "" || e.Size != len(body) || len(e.Raw) > keepRefused || len(m.Body) > keepRefused {
		t.Errorf("error %q, size %d, raw %d, body %d", e.Err, e.Size, len(e.Raw), len(m.Body))
	}
	if bytes.Contains(m.Body, []byte("hunter2")) {
		t.Error("the password is still there")
	}
}

func TestCompressed(t *testing.T) {
	t.Parallel()
	plain := enveloped(`{"event_type": "x", "payload": {"adminPass": "hunter2"}}`)
	deflated := func(b []byte) string {
		var out bytes.Buffer
		w := zlib.NewWriter(&out)
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	// bz2.compress(b'{"event_type": "x", "payload": {}}')
	bz2, err := base64.StdEncoding.DecodeString(bz2Sample)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, header, body, eventType, reason string }{
		{"zlib under the name of gzip", "application/x-gzip", deflated([]byte(plain)), "x", ""},
		{"bzip2", "application/x-bz2", string(bz2), "x", ""},
		{"unknown", "application/zstd", plain, "", "inflate the body: application/zstd is unknown here"},
		{"cut", "application/x-gzip", deflated([]byte(plain))[:len(deflated([]byte(plain)))-6], "", "inflate the body: unexpected EOF"},
		{"unknown bytes", "application/x-foo", deflated([]byte(plain)), "", "inflate the body: application/x-foo is unknown here; its bytes are withheld, nobody can tell what they say"},
		{"damaged", "application/x-gzip", "nonsense", "", "inflate the body: zlib: invalid header"},
		{"bomb", "application/x-gzip", deflated(bytes.Repeat([]byte{'x'}, maxBody+1)), "", "inflate the body: it inflates to more than 16 MiB"},
	} {
		m := sources.Message{Body: []byte(tt.body), Headers: map[string]any{"compression": tt.header, "other": 1}}
		var e sources.Event
		new(Decoder).Decode(&m, &e)
		if e.EventType != tt.eventType || e.Err != tt.reason || e.Size != len(tt.body) {
			t.Errorf("%s: event type %q, error %q, size %d", tt.name, e.EventType, e.Err, e.Size)
		}
		if bytes.Contains(e.Payload, []byte("hunter2")) || bytes.Contains(m.Body, []byte("hunter2")) {
			t.Errorf("%s: the password is still there", tt.name)
		}
		if _, still := m.Headers["compression"]; still && string(m.Body) != tt.body || m.Headers["other"] != 1 {
			t.Errorf("%s: headers %v", tt.name, m.Headers)
		}
		var again sources.Event
		new(Decoder).Decode(&m, &again)
		if again.Err != e.Err || again.EventType != e.EventType {
			t.Errorf("%s: decoded again, event type %q, error %q", tt.name, again.EventType, again.Err)
		}
	}
}

func TestPayloadIsJSONOnOneLine(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"payload": {"a": NaN, "b": [-Infinity, 1], "c": "NaN"}}`: `{"a": null, "b": [null, 1], "c": "NaN"}`,
		"{\"payload\":\n {\n\t\"a\":\r1}, \"event_type\": NaN}":    `{  "a": 1}`,
		`{"payload": "text"}`:     `"text"`,
		`{"payload": null}`:       `null`,
		`{"payload": -1.50e+3  }`: `-1.50e+3`,
		`{"event_type": "x"}`:     ``,
	} {
		_, e := decode(body)
		if e.Err != "" || string(e.Payload) != want {
			t.Errorf("%q: payload %q, want %q (%s)", body, e.Payload, want, e.Err)
		}
	}
}

// TestHostileBodiesTakeNoLonger fails by its time limit if anything is quadratic.
func TestHostileBodiesTakeNoLonger(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{
		"@", "'", "://", "=", ":", "a", " ", `\`, "\"", `"token":`, "'token': (", "'token':'", "gAAAA", "[", "{", `{"a":`, ",", "a@b", "x://y@", "://,",
	} {
		body := strings.Repeat(unit, 1<<18/len(unit))
		for _, b := range []string{body, `{"payload": "` + body + `"}`, `{"payload": ` + body, enveloped(`{"payload": "` + body + `"}`)} {
			decode(b)
		}
	}
}

func TestDecodeAllocatesOnce(t *testing.T) {
	messages := captured(t, "mix.jsonl.zst")
	d := Decoder{ShowSecrets: true}
	decodeAll(&d, messages)
	perMessage := testing.AllocsPerRun(5, func() { decodeAll(&d, messages) }) / float64(len(messages))
	if perMessage > 2 {
		t.Errorf("%.2f allocations a message, want 2 at most", perMessage)
	}
}

const bz2Sample = "QlpoOTFBWSZTWegQ0QIAAA8bgFAEABAAAKYFxWogACKaaaNNMNQU0yMTExMHaVUatu8xLlSBqMwEyreco+LuSKcKEh0CGiBA"

// TestUnreadableSecret has a raw control character in what is masked. The log
// decodes the masked body again, which must give the event that was listed.
func TestUnreadableSecret(t *testing.T) {
	t.Parallel()
	m, e := decode("{\"event_type\": \"x\", \"payload\": {\"password\": \"s3cr\x14t\"}}")
	again, e2 := decode(string(m.Body))
	e2.Size = e.Size
	if e.Err != "" || strings.Contains(string(m.Body), "s3cr") || !sameEvent(&e, &e2) || string(again.Body) != string(m.Body) {
		t.Errorf("decoded as %+v, again as %+v", e, e2)
	}
}
