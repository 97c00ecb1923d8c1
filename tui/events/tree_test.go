package events

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/words"
)

func builderOf(items map[int]int) *builder {
	return &builder{w: &words.For(words.English).Events, items: items, exact: func(*sources.Event) (string, string, string) { return "", "", "" }}
}

func treeOf(text string) []line {
	b := builderOf(nil)
	t := tree{json: []byte(text), words: b.more, bytes: b.moreBytes}
	t.value("root", 0, 0)
	return t.lines
}

func outline(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%s%s=%s\n", strings.Repeat(" ", l.depth), l.name, l.value)
	}
	return b.String()
}

func TestTreeKeepsOrderAndNumbers(t *testing.T) {
	t.Parallel()
	got := outline(treeOf(`{ "z": 1.10, "a": [1e400, "x\ny\u0000"], "n": null, "": {} , "k\u001b":true}`))
	want := "root={5}\n z=1.10\n a=[2]\n  0=1e400\n  1=x\n   =y\\x00\n n=null\n ={0}\n k\\x1b=true\n"
	if got != want {
		t.Errorf("the tree is\n%s\nwant\n%s", got, want)
	}
}

func TestTreeIsBounded(t *testing.T) {
	t.Parallel()
	began := time.Now()
	long := "[" + strings.Repeat("[1,2,3],", 200_000) + "0]"
	if n := len(treeOf(long)); n > 2*treeItems*5 {
		t.Errorf("a list of 200,000 has %d lines", n)
	}
	wide := "{" + strings.Repeat(`"k":[`+strings.Repeat("1,", 400)+`2],`, 400) + `"z":1}`
	if n := len(treeOf(wide)); n > 2*treeLines {
		t.Errorf("400 lists of 400 have %d lines", n)
	}
	deep := strings.Repeat("[", 9999) + strings.Repeat("]", 9999)
	if n := len(treeOf(deep)); n > treeDepth+1 {
		t.Errorf("a nesting of 9,999 has %d lines", n)
	}
	text := `"` + strings.Repeat("é", 1_000_000) + `"`
	if l := treeOf(text)[0]; len(l.value) > 2*treeText {
		t.Errorf("a string of 2 MB has a line of %d bytes", len(l.value))
	}
	if d := time.Since(began); d > 20*time.Second {
		t.Errorf("that took %v", d)
	}
}

// Whatever the bytes are, the tree ends, stays within them and shows nothing
// that a terminal acts on.
func FuzzTree(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"x",null]}`, `[`, `{"a`, `"\`, `}`, `[,,]`, `{"a":}`, "\x00", `{"oslo.message":"{}"}`, `{:`, `[{]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := treeOf(string(text))
		for i, l := range lines {
			if sources.Visible(l.name) != l.name || sources.Visible(l.value) != l.value {
				t.Fatalf("line %d holds %q %q", i, l.name, l.value)
			}
			if l.container() && (l.end <= i || l.end > len(lines)) {
				t.Fatalf("line %d ends at %d of %d", i, l.end, len(lines))
			}
		}
		samples(text)
		if body, ok := unfold(text); ok && !json.Valid(body) {
			t.Fatalf("unfold(%q) = %q", text, body)
		}
		d := &doc{lines: lines}
		d.refold()
		for i := range lines {
			d.copyText(i)
		}
		b := builderOf(nil)
		raw := b.rawDoc(&sources.Message{Body: text}, &sources.Event{Err: "no"})
		for _, l := range raw.lines {
			if sources.Visible(l.value) != l.value {
				t.Fatalf("the raw view holds %q", l.value)
			}
		}
	})
}

func TestRawShowsTheNotificationInsideItsEnvelope(t *testing.T) {
	t.Parallel()
	body := `{"oslo.version": "2.0", "oslo.message": "{\"event_type\": \"a.b\", \"payload\": {\"n\": 1.10}}"}`
	d := builderOf(nil).rawDoc(&sources.Message{Body: []byte(body)}, &sources.Event{})
	if !strings.Contains(d.json, "\"n\": 1.10") || !json.Valid([]byte(d.json)) {
		t.Errorf("the raw view is\n%s", d.json)
	}
	if d.lines[0].kind != note {
		t.Error("nothing says that the message was a string on the wire")
	}
}

func TestRawOfACompressedBodyIsItsPayload(t *testing.T) {
	t.Parallel()
	d := builderOf(nil).rawDoc(&sources.Message{Body: []byte("x\x9c\x01")}, &sources.Event{Payload: []byte(`{"a":1}`)})
	if !strings.Contains(outline(d.lines), "compressed") || !strings.Contains(d.json, `"a": 1`) {
		t.Errorf("the raw view is\n%s", outline(d.lines))
	}
}

func TestSamplesOfAnythingElseAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `1`, `{}`, `{"samples":1}`, `[]`, `[1]`, `[{"counter_name":""}]`, `{"samples":[{"x":1}]}`} {
		if batch, _ := samples([]byte(text)); len(batch) > 0 {
			t.Errorf("samples(%s) = %v", text, batch)
		}
	}
	batch, total := samples([]byte(`[{"counter_name":"cpu","counter_volume":1.50,"resource_id":"r"}]`))
	if total != 1 || len(batch) != 1 || string(batch[0].Volume) != "1.50" {
		t.Errorf("samples = %v, %d", batch, total)
	}
}
