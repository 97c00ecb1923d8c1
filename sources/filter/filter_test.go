package filter

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// nova is an event as decoded, with its body as the log gives it.
func nova() *sources.Event {
	at := time.Date(2026, 11, 23, 8, 0, 6, 500_000_000, time.UTC)
	payload := `{"state": "active", "memory_mb": 512, "display_name": "\u4e91\u4e3b\u673a-7", "image_meta": {"base": "cirros", "min_disk": "1"}, ` +
		`"fixed_ips": [{"address": "10.0.0.7", "version": 4}, {"address": "fd00::7", "version": 6}], "flag": true, "note": "say \"hi\""}`
	return &sources.Event{
		Seq: 1, ReceivedAt: at, Timestamp: at.Add(-6500 * time.Millisecond), Broker: "B", Exchange: "nova",
		RoutingKey: "notifications.info", EventType: "compute.instance.create.end", Priority: "info",
		PublisherID: "compute.node-1", Service: "nova", Host: "node-1", MessageID: "2a95458e-fdc7-4172-828c-dac8ebe452c3",
		RequestID: "req-9e95facf-d6c3-44f0-806c-674fa2e1851c", ProjectID: "ac91a9f0d4f34b30bc2e5773ff1c71c9",
		ResourceID: "6266869f-40f9-42e3-9eb3-bfb2c9bc8e10", ResourceName: "Web Server", Size: 2202, Payload: []byte(payload),
		Raw: []byte(`{"message_id": "2a95458e", "_context_user_name": "Anna", "payload": ` + payload + `}`),
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		filter string
		want   bool
	}{
		{"compute.instance", true},
		{"  compute.instance ", true},
		{"INSTANCE", false},
		{"web s", true},
		{"Web S", true},
		{"web S", false},
		{"9e95facf", true},
		{"2a95458e", false}, // the message id is not listed
		{"active", false},   // the body neither
		{"!compute", false},
		{"!cinder", true},
		{"~^nova$", true},
		{"~NOVA", false},
		{"~(?i)NOVA", true},
		{"~^web", true},
		{"~(?-i)^web", false},
		{`~\.(start|end)$`, true},
		{`~(delete|update)`, false},
		{`~\D{4}`, true},
		{`~\PL`, true},
		{"!~nova", false},
		{"-f cice", true},
		{"-f   cice", true},
		{"-f ecic", false},
		{"-f 69fe", false}, // identifiers do not count
		{"-fx", false},
		{"!-f cice", false},
		{`\~nova`, false},
		{`\=`, false},
		{`\d`, false},
		{"@active", true},
		{"@anna", true},
		{"@ANNA", false},
		{"@Anna", true},
		{`@"state": "active"`, true},
		{`@say "hi"`, true},
		{"@云主机", true},
		{"@云主机-8", false},
		{"!@云主机", false},
		{"@!云主机", false},
		{"@~10\\.0\\.0\\.[0-9]", true},
		{"@~云.机", true},
		{"@~gone", false},
		{"!@~gone", true},
		{"@-f dspnm", true},
		{"@-f 云机", true},
		{"@-f zzz", false},
		{`=service == "nova"`, true},
		{`=service=="cinder" && lag_ms>5000`, false},
		{`=service=="nova" && lag_ms>5000`, true},
		{`=lag_ms == 6500`, true},
		{`=lag_ms / 1000 > 6`, true},
		{`=!(service == "nova")`, false},
		{`!=service == "nova"`, false},
		{`=user_id == nil`, true},
		{`=user_id == null`, true},
		{`=service != null`, true},
		{`=user_id != nil`, false},
		{`=user_id > "a"`, false},
		{`=user_id contains "a" || size > 2000`, true},
		{`=user_id matches "a.*"`, false},
		{`=user_id + "x" == "x"`, false},
		{`=not (user_id startsWith "a")`, true},
		{`=event_type startsWith "compute." && priority in ["info", "error"]`, true},
		{`=event_type matches "create\\.(start|end)$"`, true},
		{`="cpu" in meters`, false},
		{`=meters == nil`, true},
		{`=payload.state == "active"`, true},
		{`=payload.memory_mb >= 512`, true},
		{`=payload.memory_mb == 512`, true},
		{`=payload.image_meta.base == "cirros"`, true},
		{`=payload["image_meta"]["base"] == "cirros"`, true},
		{`=payload.no.such.key == nil`, true},
		{`=payload?.no?.such == nil`, true},
		{`=payload.no.such.key > 5`, false},
		{`=payload.state > 5`, false},
		{`=payload.state.deeper == nil`, true},
		{`=payload.fixed_ips[0].address == "10.0.0.7"`, true},
		{`=payload.fixed_ips[-1].version == 6`, true},
		{`=payload.fixed_ips[7].version == 6`, false},
		{`=any(payload.fixed_ips, .version == 6)`, true},
		{`=any(payload.fixed_ips, .nothing > 6)`, false},
		{`=any(payload.nothing, .version == 6)`, false},
		{`=all(payload.state, # == 1)`, true}, // no list, no element that is not
		{`=count(payload.fixed_ips, .version > 3) == 2`, true},
		{`=len(payload.fixed_ips) == 2`, true},
		{`=len(payload.nothing) == 2`, false},
		{`=payload.flag`, true},
		{`=payload.flag && payload.nothing`, false},
		{`=payload.nothing`, false},
		{`=payload.state ? true : false`, false},
		{`=-payload.memory_mb < 0`, true},
		{`=-payload.nothing < 0`, false},
		{`=let n = payload.memory_mb; n > 100 && n < 1000`, true},
		{`=timestamp < "2026-11-23T08:00:01"`, true},
		{`="2026-11-23" < timestamp`, true},
		{`=timestamp == "2026-11-23T08:00:00Z"`, true},
		{`=received_at - timestamp > duration("6s")`, true},
		{`=error == nil && raw == nil`, true},
		{`=lower(resource_name) == "web server"`, true},
		{`=service == "nova" ? size > 1 : size > 1000000`, true},
		{`=any(1..100000, any(1..100000, # == 0))`, false}, // ends
	} {
		f, err := Parse(tt.filter)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.filter, err)
			continue
		}
		if got := f.Match(nova()); got != tt.want {
			t.Errorf("%q matches: %v, want %v", tt.filter, got, tt.want)
		}
		inRaw := nova()
		inRaw.Payload = nil
		if got := f.Match(inRaw); got != tt.want {
			t.Errorf("%q matches: %v with the payload in Raw, want %v", tt.filter, got, tt.want)
		}
		onWire := nova()
		inner, _ := json.Marshal(string(onWire.Raw))
		onWire.Raw = fmt.Appendf(nil, `{"oslo.version": "2.0", "oslo.message": %s}`, inner)
		if got := f.Match(onWire); got != tt.want {
			t.Errorf("%q matches: %v with the body as on the wire, want %v", tt.filter, got, tt.want)
		}
		if f.String() != tt.filter {
			t.Errorf("String() = %q, want %q", f, tt.filter)
		}
	}
}

func TestUnknownIsNil(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`=lag_ms > 5000`, `=lag_ms < 5000`, `=payload.a.b > 1`, `=timestamp > "2026-01-01"`, `=service == ""`, `=received_at - timestamp > duration("1s")`,
		`=len(payload.a) > 0`, `=service matches ".*"`, `=service in ["", "a"]`, `=upper(service) == ""`, `=meters[0] == "cpu"`, `@x`,
	} {
		f, err := Parse(text)
		if err != nil {
			t.Errorf("Parse(%q): %v", text, err)
		} else if f.Match(&sources.Event{}) {
			t.Errorf("%q matches an event of which nothing is known", text)
		}
	}
}

func TestEmptyIsNoFilter(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "  "} {
		f, err := Parse(text)
		if f != nil || err != nil {
			t.Errorf("Parse(%q) = %v, %v", text, f, err)
		}
		if !f.Match(nova()) || f.NeedsBody() || f.String() != "" || !f.Everything() {
			t.Error("no filter must let everything through")
		}
	}
}

func TestSyntaxErrorsSayWhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		filter string
		offset int
		msg    string
	}{
		{"!", 1, "nothing to search"},
		{"@", 1, "nothing to search"},
		{"~", 1, "nothing to search"},
		{"-f", 2, "nothing to search"},
		{" =", 2, "nothing to search"},
		{`\`, 1, ""},
		{"~a(b", 1, "missing closing )"},
		{"~abc[z-a]", 5, "invalid character class range"},
		{"@~*", 2, "missing argument to repetition"},
		{`@=size > 1`, 1, "leave out the @"},
		{`=servise == "nova"`, 1, "unknown name servise"},
		{`=size == 1 && `, 0, "unexpected token EOF"},
		{`=size > "x"`, 6, "mismatched types"},
		{`= service`, 1, "not a condition"},
		{`=service == "名" && nope`, 21, "unknown name nope"},
		{`=timestamp > "soon"`, 13, "no time"},
		{`=timestamp.Year() > 1`, 11, "no methods"},
		{`=now() > timestamp`, 1, "now"},
		{`=event_type matches "("`, 12, "missing closing )"},
		{strings.Repeat("x", 5000), 4096, "at most"},
	} {
		_, err := Parse(tt.filter)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			if tt.msg != "" {
				t.Errorf("Parse(%.40q) = %v, want a *SyntaxError", tt.filter, err)
			}
			continue
		}
		if tt.offset > 0 && syntax.Offset != tt.offset || !strings.Contains(syntax.Msg, tt.msg) || strings.Contains(syntax.Msg, "\n") {
			t.Errorf("Parse(%.40q) = %d %q, want %d …%s…", tt.filter, syntax.Offset, syntax.Msg, tt.offset, tt.msg)
		}
		if syntax.Offset > len(tt.filter) {
			t.Errorf("Parse(%.40q): offset %d is outside", tt.filter, syntax.Offset)
		}
	}
}
