package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

func recorded(t *testing.T, lines ...answer) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	e := json.NewEncoder(z)
	for _, l := range lines {
		if err := e.Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRecordedAnswersComeAsIfTheyWereNew(t *testing.T) {
	t.Parallel()
	taken := time.Date(2026, 11, 27, 19, 10, 0, 0, time.UTC)
	file := recorded(
		t,
		answer{Endpoint: "http://127.0.0.1:8041", TakenAt: &taken},
		answer{
			Method: "GET", URL: "/v1/metric?limit=2&start=2026-11-27T00:00:00", Status: 200,
			Header: map[string]string{"Link": `<http://127.0.0.1:8041/v1/metric?limit=2&marker=b>; rel="next"`},
			Body:   `[["2026-11-27T19:05:00+00:00", 300.0, 1.0]]`,
		},
		answer{Method: "POST", URL: "/v1/search", Request: `{">=":{"at":"2026-11-27T19:00:00"}}`, Status: 403, Body: `{}`},
	)
	a, err := readAnswers(file, func() time.Time { return taken.Add(48*time.Hour + 4*time.Minute) })
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: a}
	for _, tt := range []struct {
		name, method, url, body string
		status                  int
		want, link              string
	}{
		{
			"dates and links", "GET", "http://192.0.2.21:8041/v1/metric?start=2026-11-29T01:00:00&limit=2", "", 200,
			`[["2026-11-29T19:05:00+00:00", 300.0, 1.0]]`, `<http://192.0.2.21:8041/v1/metric?limit=2&marker=b>; rel="next"`,
		},
		{"a body with another date", "POST", "http://192.0.2.21:8041/v1/search", `{">=":{"at":"2026-11-29T19:00:00"}}`, 403, `{}`, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(r)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != tt.status || string(got) != tt.want || response.Header.Get("Link") != tt.link {
			t.Errorf("%s: got %d, %s, link %s", tt.name, response.StatusCode, got, response.Header.Get("Link"))
		}
	}
	r, _ := http.NewRequestWithContext(t.Context(), "GET", "http://192.0.2.21:8041/v1/nothing", nil)
	response, err := client.Do(r)
	if err == nil {
		_ = response.Body.Close()
		t.Fatal("an answer came to what was never asked")
	}
	if !strings.Contains(err.Error(), "not among the recorded answers") {
		t.Errorf("the error is %v", err)
	}
}
