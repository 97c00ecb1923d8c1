package gnocchi

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// FuzzNextMarker: whatever a header has, the marker is one that its text has.
func FuzzNextMarker(f *testing.F) {
	f.Add(`<http://127.0.0.1/v1/metric?limit=4&marker=0af3&sort=id%3Aasc>; rel="next"`)
	f.Add(`<http://a/?marker=1>; rel=prev, <http://a/?marker=2>;title="a,b;c";rel="first next"`)
	f.Add(`<http://a/?marker=1>; rel`)
	f.Add(`<%zz>; rel=next`)
	f.Add(`<`)
	f.Fuzz(func(t *testing.T, text string) {
		marker, ok := nextMarker(http.Header{"Link": {text}})
		if !ok && marker != "" {
			t.Errorf("%q: got the marker %q and no link", text, marker)
		}
		if ok && !strings.Contains(strings.ToLower(text), "next") {
			t.Errorf("%q: got a next page", text)
		}
		// What Gnocchi writes is read, after anything that is a link.
		link := "<http://a/?" + url.Values{"marker": {text}}.Encode() + `>; rel="next"`
		if marker, ok := nextMarker(http.Header{"Link": {link}}); !ok || marker != text {
			t.Errorf("%q: got the marker %q", link, marker)
		}
	})
}

// FuzzSpan: no length is negative, and what Python writes of one is read back.
func FuzzSpan(f *testing.F) {
	for _, text := range []string{`"0:05:00"`, `"30 days, 0:00:00"`, `"1 day, 1:01:01.100000"`, `300.0`, `"365000000 days, 0:00:00"`, `null`, `"-1 day, 23:59:59"`, `"1e9:00:00"`, `"NaN"`} {
		f.Add(text, uint32(301), uint32(5))
	}
	f.Fuzz(func(t *testing.T, text string, seconds, micros uint32) {
		var s span
		if json.Unmarshal([]byte(text), &s) == nil && s < 0 {
			t.Errorf("%s: got %v", text, time.Duration(s))
		}
		want := time.Duration(seconds)*time.Second + time.Duration(micros%1e6)*time.Microsecond
		if got, ok := parseSpan(python(want)); !ok || got != want {
			t.Errorf("%s: got %v, %v, want %v", python(want), got, ok, want)
		}
	})
}

// FuzzWords: what is repeated of a server's error is one line that is safe to
// show, and short.
func FuzzWords(f *testing.F) {
	for _, body := range []string{
		`{"code": 404, "description": {"cause": "x", "detail": {"metric": "y"}}, "title": "Not Found"}`,
		`{"description": "Metric x does not exist"}`, `{"error": {"message": "no"}}`, `{"error": []}`, `[]`, "<html><title>a\x1b\nb</title>", "\xff\xfe", "\u202egnp",
	} {
		f.Add("application/json", []byte(body))
		f.Add("text/html; charset=utf-8", []byte(body))
	}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		answer := &http.Response{StatusCode: 400, Header: http.Header{"Content-Type": {kind}}}
		failures := []error{refused("GET x", answer, body)}
		if err := json.Unmarshal(body, new([]metricRow)); err != nil {
			failures = append(failures, unreadable(answer, body, err))
		}
		for _, err := range failures {
			text := err.Error()
			if text != sources.Visible(text) || !utf8.ValidString(text) || len([]rune(text)) > wordsLimit+200 {
				t.Errorf("%q is not fit to be shown", text)
			}
		}
	})
}

// FuzzRows: an answer is rows with ids or an error, and what is written of a row
// is read back.
func FuzzRows(f *testing.F) {
	f.Add([]byte(`[{"id": "0af3", "name": "memory", "unit": null, "resource_id": null, "archive_policy": {"name": "low"}, "original_resource_id": "a/b", "metrics": {}}]`))
	f.Add([]byte(`[{"id": "0af3", "archive_policy_name": "low", "archive_policy": null}]`))
	f.Add([]byte(`[["2026-01-15T10:00:00+00:00", 300.0, 1e400]]`))
	f.Add([]byte(`[["2026-01-15T10:00:00.123456+00:00", 0.001, -0.25]]`))
	f.Add([]byte(`[null, {}, [], "", 0]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var metrics []metricRow
		_ = json.Unmarshal(body, &metrics)
		for _, m := range metrics {
			r := resourceRow{ID: m.ResourceID.Value}
			if id, _, _ := identity(m, &r); !id.Known {
				t.Errorf("%+v: no id", m)
			}
		}
		var described []describedRow
		if json.Unmarshal(body, &described) == nil {
			for _, r := range described {
				var object map[string]json.RawMessage
				if r.metadata != nil && json.Unmarshal(r.metadata, &object) != nil {
					t.Errorf("%s: the metadata %s is no object", body, r.metadata)
				}
			}
		}
		var list []measure
		if json.Unmarshal(body, &list) == nil {
			for _, m := range list {
				if m.at.Location() != time.UTC {
					t.Errorf("%s: %v is not in UTC", body, m.at)
				}
			}
		}
		var policies []policy
		if json.Unmarshal(body, &policies) == nil {
			for _, p := range policies {
				if g, points := p.finest(); g < 0 || points < 0 {
					t.Errorf("%s: %v with %d points", body, g, points)
				}
			}
		}
	})
}

// FuzzConditions: a condition is understood, or refused as unsupported or with a
// hint.
func FuzzConditions(f *testing.F) {
	f.Add("resource_id", "eq", "None")
	f.Add("timestamp", "ge", "2026-01-15T10:00:00+01:00")
	f.Add("timestamp", "lt", "0000-00-00")
	f.Add("metadata.x", "eq", "\x1b")
	f.Fuzz(func(t *testing.T, field, op, value string) {
		for _, k := range []kind{meters, samples, statistics, resources} {
			_, err := k.parse([]sources.Condition{{Field: field, Op: op, Value: value}})
			if err == nil {
				continue
			}
			if !errors.As(err, new(*sources.UnsupportedError)) && sources.HintOf(err) == "" || err.Error() != sources.Visible(err.Error()) {
				t.Errorf("%s %s %s: got the error %v", field, op, value, err)
			}
		}
	})
}
