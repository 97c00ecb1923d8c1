package oslo

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// pair decodes everything twice: with what was learned from all messages
// before, and with nothing learned. Both must say the same.
type pair struct{ learned, scanned Decoder }

func (p *pair) agree(t *testing.T, m sources.Message) (recognized bool) {
	t.Helper()
	p.scanned.shapes.plant()
	p.scanned.ShowSecrets, p.scanned.NoPayload = p.learned.ShowSecrets, p.learned.NoPayload
	var e1, e2 sources.Event
	m1, m2 := m, m
	p.scanned.Decode(&m1, &e1)
	before := len(p.learned.shapes.leaves)
	recognized = p.learned.shapes.match(m.Body) != nil
	p.learned.Decode(&m2, &e2)
	if !sameEvent(&e1, &e2) {
		t.Fatalf("%q\nrecognized as\n%s\nscanned as\n%s", m.Body, AppendEvent(nil, &e2), AppendEvent(nil, &e1))
	}
	if !bytes.Equal(m1.Body, m2.Body) || !maps.Equal(m1.Headers, m2.Headers) {
		t.Fatalf("%q\nrecognized, left as\n%q\nscanned, left as\n%q", m.Body, m2.Body, m1.Body)
	}
	if recognized && len(p.learned.shapes.leaves) > before+1 {
		t.Fatalf("%q was recognized and learned again", m.Body)
	}
	return recognized
}

func TestRecognizedAsScanned(t *testing.T) {
	t.Parallel()
	for _, shown := range []bool{false, true} {
		for _, list := range []bool{false, true} {
			var p pair
			p.learned.ShowSecrets, p.learned.NoPayload = shown, list
			messages := append(captured(t, "kinds.jsonl.zst"), captured(t, "mix.jsonl.zst")...)
			recognized := 0
			for range 2 {
				recognized = 0
				for _, m := range messages {
					if p.agree(t, m) {
						recognized++
					}
				}
			}
			if recognized < len(messages)*9/10 {
				t.Errorf("of %d messages only %d were recognized", len(messages), recognized)
			}
		}
	}
}

// TestAlmostRecognized breaks captured messages in all places, in ways that
// must not pass for the shape.
func TestAlmostRecognized(t *testing.T) {
	t.Parallel()
	var p pair
	for i, m := range captured(t, "kinds.jsonl.zst") {
		if i%48 != 0 && (i%4 != 0 || len(m.Body) > 1100) {
			continue
		}
		p.agree(t, m)
		body := m.Body
		for at := i % 17; at < len(body); at += 17 {
			for _, by := range []string{"", "\"", "\\", "\n", "\x00", "}", ",", "0", "\xff", "\xc3\xbc", "'", `\"`, `"}`, "null", "-", "]"} {
				m.Body = append(append(append([]byte{}, body[:at]...), by...), body[at+1:]...)
				p.agree(t, m)
				m.Body = append(append(append([]byte{}, body[:at]...), by...), body[at:]...)
				p.agree(t, m)
			}
			m.Body = body[:at]
			p.agree(t, m)
		}
		m.Body = append(append([]byte{}, body...), body...)
		p.agree(t, m)
	}
}

// shapePairs are two messages each, of which the second is recognized by the
// first or not.
var shapePairs = []struct {
	name, first, second string
	recognized          bool
}{
	{"other values", `{"event_type": "a", "payload": {"id": "1", "n": 1}}`, `{"event_type": "a", "payload": {"id": "22", "n": -3.5e7}}`, true},
	{"a word for a string", `{"event_type": "a", "payload": {"id": "1"}}`, `{"event_type": "a", "payload": {"id": null}}`, true},
	{"a string for a word", `{"event_type": "a", "payload": {"id": true}}`, `{"event_type": "a", "payload": {"id": "x"}}`, true},
	{"the payload a string", `{"event_type": "a", "payload": "p"}`, `{"event_type": "a", "payload": "qq"}`, true},
	{"characters", `{"event_type": "a", "payload": {"name": "u"}}`, `{"event_type": "a", "payload": {"name": "ü"}}`, true},
	{"not UTF-8", `{"event_type": "a", "payload": {"name": "u"}}`, "{\"event_type\": \"a\", \"payload\": {\"name\": \"\xc3\"}}", false},
	{"an escape", `{"event_type": "a", "payload": {"name": "u"}}`, `{"event_type": "a", "payload": {"name": "\u00fc"}}`, false},
	{"another key", `{"event_type": "a", "payload": {"id": "1"}}`, `{"event_type": "a", "payload": {"ib": "1"}}`, false},
	{"more behind", `{"event_type": "a", "payload": {"id": "1"}}`, `{"event_type": "a", "payload": {"id": "1"}}"b"}`, false},
	{"NaN", `{"event_type": "a", "payload": {"id": 1}}`, `{"event_type": "a", "payload": {"id": NaN}}`, false},
	{"no number", `{"event_type": "a", "payload": {"id": 1}}`, `{"event_type": "a", "payload": {"id": 01}}`, false},
	{"a key twice", `{"event_type": "a", "payload": {"id": null, "id": {}}}`, `{"event_type": "a", "payload": {"id": "x", "id": {}}}`, false},
	{"payload twice", `{"event_type": "a", "payload": {"id": null}, "payload": {"x": 1}}`, `{"event_type": "a", "payload": {"id": "y"}, "payload": {"x": 2}}`, false},
	{"samples", `{"event_type": "a", "payload": {"samples": [{"resource_id": "1"}]}}`, `{"event_type": "a", "payload": {"samples": [{"resource_id": "2"}]}}`, false},
	{"no payload", `{"event_type": "a", "n": 1}`, `{"event_type": "a", "n": 2}`, true},
	{"the payload first", `{"payload": {"id": "1"}, "event_type": "a"}`, `{"payload": {"id": "22"}, "event_type": "b"}`, false},
	{"the same, alike", `{"payload": {"id": "1"}, "event_type": "a"}`, `{"payload": {"id": "22"}, "event_type": "a"}`, true},
	{"no event type", `{"event_type": null, "payload": {"id": "1"}}`, `{"event_type": null, "payload": {"id": "2"}}`, false},
	{"half a word", `{"event_type": "a", "n": true}`, `{"event_type": "a", "n": t}`, false},
	{"another word", `{"event_type": "a", "n": true}`, `{"event_type": "a", "n": falsy}`, false},
	{"a list", `{"event_type": "a", "payload": ["a", {"k": 1}]}`, `{"event_type": "a", "payload": ["b", {"k": 2}]}`, false},
	{"one in a wrap", `{"event_type": "a", "payload": {"port": {"id": "1", "tenant_id": "t"}}}`, `{"event_type": "a", "payload": {"port": {"id": "2", "tenant_id": "u"}}}`, true},
	{"a secret", `{"event_type": "a", "payload": {"auth_token": null}}`, `{"event_type": "a", "payload": {"auth_token": "s3cr3t"}}`, true},
	{"secrets of all kinds", `{"event_type": "a", "payload": {"token": 1, "password": "", "adminPass": "x"}}`, `{"event_type": "a", "payload": {"token": true, "password": 3, "adminPass": "y"}}`, true},
	{"a catalog", `{"event_type": "a", "_context_service_catalog": [{"a": {"token": "x"}}, []], "payload": {"id": "1"}}`, `{"event_type": "a", "_context_service_catalog": [{"a": {"token": "y"}}, []], "payload": {"id": "2"}}`, true},
	{"a password in a URL", `{"event_type": "a", "payload": {"url": "x"}}`, `{"event_type": "a", "payload": {"url": "mysql://nova:s3cr3t@db/nova"}}`, true},
}

func usualBody(s string) []byte {
	return append(appendQuoted([]byte(usual), []byte(s)), `"}`...)
}

func TestShapes(t *testing.T) {
	t.Parallel()
	for _, c := range shapePairs {
		for form, wrap := range map[string]func(string) []byte{"plain": func(s string) []byte { return []byte(s) }, "enveloped": usualBody} {
			t.Run(c.name+", "+form, func(t *testing.T) {
				t.Parallel()
				for _, shown := range []bool{false, true} {
					var p pair
					p.learned.ShowSecrets = shown
					for range 3 { // what is masked has a shape of its own, learned on the way
						p.agree(t, sources.Message{Body: wrap(c.first)})
						if got := p.agree(t, sources.Message{Body: wrap(c.second)}); got != c.recognized {
							t.Errorf("recognized %v, want %v", got, c.recognized)
						}
						if c.name != "other values" && !c.recognized {
							p.learned.shapes.plant() // or the second is learned as well
						}
					}
				}
			})
		}
	}
}

// TestShapesForget shows that what never comes again does not fill the memory,
// and not for long keeps what comes again from being recognized.
func TestShapesForget(t *testing.T) {
	t.Parallel()
	for _, eventType := range []string{"", "a"} { // "": another one each time
		var p pair
		for n := range 6000 {
			key := fmt.Sprintf("k%d", n)
			m := sources.Message{Body: []byte(`{"event_type": "` + cmp.Or(eventType, key) + `", "payload": {"` + key + `": "x", "list": ["a", "b"]}}`)}
			if p.agree(t, m) {
				t.Fatalf("recognized %s, which is new", m.Body)
			}
			s := &p.learned.shapes
			if len(s.nodes) > maxNodes || len(s.fixed) > maxFixed {
				t.Fatalf("%d nodes, %d bytes", len(s.nodes), len(s.fixed))
			}
			if n < 5000 {
				s.futile = 0
			}
		}
		m := sources.Message{Body: []byte(`{"event_type": "b", "payload": {"id": "1"}}`)}
		for range 8 {
			p.agree(t, m)
		}
		if !p.agree(t, m) {
			t.Error("not recognized")
		}
	}
}
