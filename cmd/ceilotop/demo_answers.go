package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// recordedAnswers plays what a server was seen to answer: an http.RoundTripper that
// never leaves the process. Dates move with the clock, so that what was two
// minutes old when it was recorded is two minutes old whenever it is played.
type recordedAnswers struct {
	endpoint string // of the server that was recorded
	taken    time.Time
	now      func() time.Time
	byAsk    map[string]*answer
}

// answer is one line of a recording of answers, which is JSON lines in zstd.
// The first line has the endpoint and the time instead.
type answer struct {
	Endpoint string     `json:"endpoint,omitempty"`
	TakenAt  *time.Time `json:"taken_at,omitempty"`

	Method  string            `json:"method,omitempty"`
	URL     string            `json:"url,omitempty"` // below the endpoint, with the query
	Request string            `json:"request,omitempty"`
	Status  int               `json:"status,omitempty"`
	Header  map[string]string `json:"header,omitempty"`
	Body    string            `json:"body,omitempty"`
}

// ask is what a request is recognized by. Times differ from play to play: the
// recording has everything that was there, so they are left out.
func ask(method, target, body string) string {
	path, query, _ := strings.Cut(target, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return method + " " + target
	}
	values.Del("start")
	values.Del("stop")
	return method + " " + path + "?" + values.Encode() + " " + dates.ReplaceAllString(body, "")
}

// aggregatesPath asks for any number of metrics at once, which cannot be
// recorded for every combination. Without it, as before Gnocchi 4.1, each metric
// is asked for by itself.
const aggregatesPath = "/v1/aggregates"

func withoutAggregates(r *http.Request) *http.Response {
	return &http.Response{
		Status: "404 Not Found", StatusCode: http.StatusNotFound, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header), Request: r, Body: http.NoBody,
	}
}

func readAnswers(compressed []byte, now func() time.Time) (*recordedAnswers, error) {
	z, err := zstd.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	a := &recordedAnswers{now: now, byAsk: make(map[string]*answer)}
	lines := json.NewDecoder(bufio.NewReader(z))
	for {
		var one answer
		if err := lines.Decode(&one); err == io.EOF {
			return a, nil
		} else if err != nil {
			return nil, fmt.Errorf("read the recorded answers: %w", err)
		}
		if one.TakenAt != nil {
			a.endpoint, a.taken = one.Endpoint, *one.TakenAt
			continue
		}
		a.byAsk[ask(one.Method, one.URL, one.Request)] = &one
	}
}

// RoundTrip answers as the server did. What was never asked of it is not known.
func (a *recordedAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == aggregatesPath {
		return withoutAggregates(r), nil
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	one, found := a.byAsk[ask(r.Method, r.URL.RequestURI(), string(body))]
	if !found {
		return nil, fmt.Errorf("%s %s is not among the recorded answers", r.Method, r.URL.RequestURI())
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	// Whole periods, or a measure would leave the grid of its archive policy.
	shift := a.now().Sub(a.taken).Truncate(5 * time.Minute)
	here := r.URL.Scheme + "://" + r.URL.Host
	header := make(http.Header)
	for name, value := range one.Header {
		header.Set(name, strings.ReplaceAll(value, a.endpoint, here))
	}
	text := moveDates([]byte(one.Body), shift)
	return &http.Response{
		Status: fmt.Sprint(one.Status, " ", http.StatusText(one.Status)), StatusCode: one.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Request: r,
		ContentLength: int64(len(text)), Body: io.NopCloser(bytes.NewReader(text)),
	}, nil
}
