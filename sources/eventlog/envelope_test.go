package eventlog

import (
	"bytes"
	"testing"
)

func FuzzFold(f *testing.F) {
	for _, seed := range []string{
		`{"oslo.version": "2.0", "oslo.message": "{\"message_id\": \"2a95458e-fdc7-4172-828c-dac8ebe452c3\", \"a\": \"\\u4e91 \\\"x\\\"\"}"}`,
		`{"oslo.version": "2.0", "oslo.message": "\n"}`, `{"oslo.version": "2.0", "oslo.message": "\"}`,
		`{"oslo.version": "2.0", "oslo.message": "a"b"}`, `{"oslo.version": "2.0", "oslo.message": "}`, `{}`, "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		inner, ok := fold([]byte("before"), body)
		if !ok {
			if string(inner) != "before" {
				t.Fatalf("fold(%q) left %q", body, inner)
			}
			return
		}
		if again := unfold(nil, inner[len("before"):]); !bytes.Equal(again, body) {
			t.Fatalf("unfold gave %q, want %q", again, body)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"", "x", "2a95458e-fdc7-4172-828c-dac8ebe452c3", "2a95458efdc74172828cdac8ebe452c3", "req-2a95458e-fdc7-4172-828c-dac8ebe452c3",
		"2A95458E-fdc7-4172-828c-dac8ebe452c3", "req-2a95458efdc74172828cdac8ebe452c3", "\x01\x02",
	} {
		f.Add(seed, "another")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		d := newDict()
		ids := [...]uint16{d.put(a), d.put(b), d.put(a)}
		if d.get(ids[0]) != a || d.get(ids[1]) != b || ids[0] != ids[2] || (a == b) != (ids[0] == ids[1]) {
			t.Fatalf("%q and %q are entries %v: %q, %q", a, b, ids, d.get(ids[0]), d.get(ids[1]))
		}
	})
}
