package ceilometer

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ceilotop/ceilotop/sources"
)

// FuzzObject holds the scanner to encoding/json: the same objects, the same
// keys and values, and of nothing that is cut off a whole one.
func FuzzObject(f *testing.F) {
	f.Add([]byte(`{"name": "a\u00e9\ud83d\ude80\ud800", "unit": null, "n": [1, -0.5e+3, {"x": {}}], "": true}`))
	f.Add([]byte(`{"a": 01}`))
	f.Add([]byte(`{"a": -}`))
	f.Add([]byte(`{"a": NaN, "b": -Infinity}`))
	f.Add([]byte("{\"a\": \"\x01\"}"))
	f.Add([]byte(`{"a": "\x"}`))
	f.Add([]byte("{\"\x96\x9f\": 1}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		type member struct{ key, raw string }
		var got []member
		end, err := object(b, 0, 0, func(key, raw []byte) error {
			got = append(got, member{string(key), string(raw)})
			return nil
		})
		d := json.NewDecoder(bytes.NewReader(b))
		var whole json.RawMessage
		theirs := d.Decode(&whole)
		if theirs == nil && (len(whole) == 0 || whole[0] != '{') {
			theirs = errors.New("no object")
		}
		var bad *malformed
		switch {
		case err == nil && theirs != nil:
			// Python's numbers are the only ones that we take and they do not.
			if !bytes.Contains(b, []byte("NaN")) && !bytes.Contains(b, []byte("Infinity")) {
				t.Fatalf("%q is taken, but: %v", b, theirs)
			}
			return
		case errors.As(err, &bad) && strings.Contains(bad.what, "levels of nesting"):
			return
		case err != nil && theirs == nil:
			t.Fatalf("%q is refused: %v", b, err)
		case err != nil:
			return
		}
		if n := int(d.InputOffset()); n != end {
			t.Fatalf("%q ends at %d, want %d", b, end, n)
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(whole, &want); err != nil {
			t.Fatal(err)
		}
		last := map[string]string{}
		for _, m := range got {
			// As encoding/json has it: one U+FFFD for each byte that is not UTF-8.
			last[string([]rune(m.key))] = m.raw
		}
		for key, raw := range want {
			if last[key] != string(raw) {
				t.Fatalf("%q: %q is %s, want %s", b, key, last[key], raw)
			}
			if raw[0] == '"' {
				var s string
				if err := json.Unmarshal(raw, &s); err != nil {
					t.Fatal(err)
				}
				if ours := string(unquote(raw)); ours != s {
					t.Fatalf("%q is read as %q, want %q", raw, ours, s)
				}
			}
		}
		for n := range end {
			if _, err := object(b[:n], 0, 0, nil); !errors.Is(err, errShort) {
				t.Fatalf("%q: the error is %v, want errShort", b[:n], err)
			}
			if n > 300 {
				break
			}
		}
	})
}

// FuzzList: whatever comes, in whatever pieces, is the same rows and the same
// end; and a list that ends well is whole by encoding/json's measure too.
func FuzzList(f *testing.F) {
	f.Add([]byte(`[{"name": "a", "unit": null}, {"name": "b", "type": "gauge", "x": [1, {}]}]`))
	f.Add([]byte(`[{"name": "a"}, {"name":`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`[{"name": "a"},]`))
	f.Add([]byte(`{"error_message": "no"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		read := func(from io.Reader) ([]sources.Meter, error) {
			d, l := &decoder{}, &list{from: from}
			var all []sources.Meter
			for {
				var m sources.Meter
				if err := l.next(func(b []byte) (int, error) { return d.meter(b, &m) }); err != nil {
					return all, err
				}
				all = append(all, m)
			}
		}
		rows, err := read(bytes.NewReader(b))
		slowly, slowErr := read(iotest.OneByteReader(bytes.NewReader(b)))
		// What is shown of an answer that is no list depends on what has come.
		if len(rows) != len(slowly) || (err == io.EOF) != (slowErr == io.EOF) {
			t.Fatalf("%q: %d rows and %v at once, %d rows and %v byte by byte", b, len(rows), err, len(slowly), slowErr)
		}
		for i := range rows {
			if rows[i] != slowly[i] {
				t.Fatalf("%q: row %d is %v at once, %v byte by byte", b, i, rows[i], slowly[i])
			}
		}
		if err != io.EOF || bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("Infinity")) {
			return
		}
		var want []map[string]json.RawMessage
		if err := json.Unmarshal(b, &want); err != nil || len(want) != len(rows) {
			t.Fatalf("%q: %d rows, want %d: %v", b, len(rows), len(want), err)
		}
	})
}

// FuzzRows: no row makes a decoder panic.
func FuzzRows(f *testing.F) {
	f.Add([]byte(`{"id": "1", "meter": "m", "volume": 1.0, "timestamp": "2026-01-15T10:00:00.123000", "recorded_at": null, "metadata": {"a": "b"}}`))
	f.Add([]byte(`{"resource_id": "r", "last_sample_timestamp": "9999-12-31T23:59:59", "links": [{"rel": "self"}]}`))
	f.Add([]byte(`{"groupby": {"user_id": null}, "aggregate": {"stddev": null, "max": 1}, "period": 60, "count": 3, "duration": null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &decoder{}
		var sample sources.Sample
		if _, err := d.sample(b, &sample); err == nil && (sample.Timestamp.IsZero() || sample.Metadata != nil && sample.Metadata[0] != '{') {
			t.Errorf("%q is taken as %+v", b, sample)
		}
		var resource sources.Resource
		_, _ = d.resource(b, &resource)
		var statistic sources.Statistic
		_, _ = d.statistic(b, &statistic)
	})
}

// FuzzWords: no answer makes an error that is no sentence, or that reaches the
// terminal with more than text.
func FuzzWords(f *testing.F) {
	f.Add([]byte(`{"error_message": {"faultcode": "Client", "faultstring": "Limit must be positive", "debuginfo": null}}`))
	f.Add([]byte(`{"error_message": "<html><head><title>410 Gone</title></head><body><h1>410 Gone</h1>a &lt;b&gt;<br /></body></html>"}`))
	f.Add([]byte("<!DOCTYPE HTML><title>\x1b[2J</title>"))
	f.Add([]byte(`{"a": {"b": {"c": {"d": {"e": "f"}}}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		said, isHTML := words(b)
		err := &Refusal{Asked: "list meters: GET http://127.0.0.1/v2/meters", Status: 500, Said: said, html: isHTML}
		if text := err.Error(); sources.Visible(text) != text || len(text) > 4*longestWords+200 {
			t.Errorf("%q gives the error %q", b, text)
		}
		if err.Hint() == "" {
			t.Errorf("%q gives no hint", b)
		}
	})
}

// TestRowOfAnySizeIsReadOnce: a row that comes in small pieces is not scanned
// from its start for each.
func TestRowOfAnySizeIsReadOnce(t *testing.T) {
	t.Parallel()
	row := `{"name": "m", "extra": "` + strings.Repeat("x", 1<<20) + `"}`
	scanned := 0
	l := &list{from: pieces{strings.NewReader("[" + row + "," + row + "]"), 1000}}
	d := &decoder{}
	for {
		err := l.next(func(b []byte) (int, error) {
			scanned += len(b)
			var m sources.Meter
			return d.meter(b, &m)
		})
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if l.rows != 2 || scanned > 20*len(row) {
		t.Errorf("%d rows, and %d bytes scanned of %d", l.rows, scanned, 2*len(row))
	}
}

type pieces struct {
	from io.Reader
	size int
}

func (p pieces) Read(b []byte) (int, error) { return p.from.Read(b[:min(len(b), p.size)]) }

func TestRowThatIsTooLongIsRefused(t *testing.T) {
	t.Parallel()
	l := &list{from: io.MultiReader(strings.NewReader(`[{"name": "`), endless{}), most: 2 << 20}
	d := &decoder{}
	err := l.next(func(b []byte) (int, error) {
		var m sources.Meter
		return d.meter(b, &m)
	})
	if err == nil || err.Error() != "row 1 is longer than 2 MiB" {
		t.Errorf("the error is %v", err)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}
