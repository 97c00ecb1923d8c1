package filter

import (
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// FuzzFilter: Parse refuses or compiles, and what it compiled gives the same
// verdict on any event, asked whole or in pieces, alone or by two at once.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"nova", "!nova", "~^n.*a$", "~(a|b)+c", "-f nva", "@云", "!@~x", "@-f q", `\=x`, "~(?i)K\u212a", "=service == \"x\"",
		`=lag_ms > 5 || payload.a[0].b in ["c"]`, `=any(payload, any(payload, .x > #index))`, `=reduce(payload, #acc + #, 0) > 1`,
		`=let x = payload; x.y matches service`, `=map(payload, .a) == [1]`, `=sortBy(payload, .a)[0] == 1`, `=payload | filter(.a) | len() > 1`,
		`=sum(payload) > 1 ?? true`, `=len(1..10) > size`, `=payload[1:3] == nil`, `=groupBy(payload, .a)["x"] != nil`,
		`=split(service, "")[0] == "n"`, `=size % 0 == 1`, `=[1, 2, {"a": payload}][2].a.b == 1`, "=repeat(service, 1000000) == \"\"",
	} {
		f.Add(seed, "nova", `{"a": [1, {"b": "c"}], "\u4e91": null}`)
		f.Add(seed, "", `[{"a": 1, "x": "y"}, 2, "z"]`)
		f.Add(seed, "n\x00v\xff", `{"`)
	}
	f.Fuzz(func(t *testing.T, text, field, body string) {
		filter, err := Parse(text)
		if err != nil {
			if e, ok := err.(*SyntaxError); !ok || e.Offset < 0 || e.Offset > len(text) {
				t.Fatalf("Parse(%q): %#v", text, err)
			}
			return
		}
		e := &sources.Event{
			Service: field, EventType: field + ".x", ReceivedAt: time.Unix(1, 0), Size: len(body),
			Payload: []byte(body), Raw: []byte(body), Err: field,
		}
		start := time.Now()
		want := filter.Match(e)
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("%q took %s", text, took)
		}
		if filter == nil {
			return
		}
		var passed uint64
		for i, test := range filter.FieldTests() {
			if test.Pass(e.Text(test.Field)) {
				passed |= 1 << i
			}
		}
		got, sure := filter.Decide(passed)
		if rest := filter.MatchRest(passed, e); sure && got != rest || rest != want {
			t.Fatalf("%q: Match %v, Decide %v %v, MatchRest %v", text, want, got, sure, rest)
		}
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				if filter.Match(e) != want {
					t.Errorf("%q: another verdict the second time", text)
				}
			})
		}
		group.Wait()
	})
}
