package ceilometer

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
)

// Refusal is an answer of the API, or of what stands before it, that is not
// what was asked for.
type Refusal struct {
	Asked     string // "list meters: GET http://…", without secrets
	Status    int
	Said      string // the server's own words, or "" when it had none
	RequestID string // under which the API's log has it, or ""

	html bool
}

func (r *Refusal) Error() string {
	s := fmt.Sprintf("%s: %d %s", r.Asked, r.Status, http.StatusText(r.Status))
	if r.html && r.Status == http.StatusOK {
		s = r.Asked + ": a page of HTML came in place of JSON"
	}
	if said := shorten(r.Said, longestWords); said != "" && !strings.EqualFold(said, http.StatusText(r.Status)) {
		s += ": " + said
	}
	if r.RequestID != "" && r.Status >= 500 {
		s += " (" + shorten(r.RequestID, 60) + ")"
	}
	return s
}

// checkEndpoint is the hint when something else seems to have answered.
const checkEndpoint = "check that the endpoint is Ceilometer's API (service type metering, port 8777)"

const speaksTLS = "the server speaks TLS there: use an endpoint with https://"

// longestWords is how much an error shows of what the server said.
const longestWords = 600

// ForeignProject reports whether the token is good, but its owner may not see
// the project that was asked for. The API says that with 401 and
// WWW-Authenticate, as if the token were bad; to log in again is no use.
func (r *Refusal) ForeignProject() bool {
	return r.Status == http.StatusUnauthorized && strings.HasPrefix(r.Said, "Not Authorized to access")
}

// Hint is the one thing to do about it.
func (r *Refusal) Hint() string {
	switch {
	case r.html && r.Status == http.StatusOK:
		return "check the endpoint: another service is there; the catalogue calls Ceilometer's metering"
	case r.ForeignProject():
		return "ask for a project of your own, or with the role admin"
	}
	switch r.Status {
	case http.StatusBadRequest:
		// Go, Apache and nginx say it in words of their own.
		if lower := strings.ToLower(r.Said); strings.Contains(lower, "plain http") || strings.Contains(lower, "http request to an https") {
			return speaksTLS
		}
		if strings.Contains(r.Said, "unrecognized field") || strings.Contains(r.Said, "not valid for this resource") {
			return "ask by one of the valid fields, or by metadata.KEY"
		}
		return "change the query as the server says"
	case http.StatusUnauthorized:
		return "log in again: the token has expired, or is of another cloud"
	case http.StatusForbidden:
		return "ask with a role that Ceilometer's policy.json allows this"
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return checkEndpoint
	case http.StatusGone:
		return "read the meters from Gnocchi: --source gnocchi"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "see on the controller whether ceilometer-api and its database run"
	}
	if r.Status >= 500 {
		return "look for the cause in the API's log on the controller, /var/log/ceilometer/api.log"
	}
	return checkEndpoint
}

func refusal(asked string, response *http.Response, body []byte) *Refusal {
	id := response.Header.Get("X-Openstack-Request-Id")
	said, isHTML := words(body)
	return &Refusal{Asked: asked, Status: response.StatusCode, Said: said, RequestID: id, html: isHTML}
}

// words finds what a server says in the body of an error: Ceilometer's
// error_message, which is an object of WSME or a page of Pecan, keystone-
// middleware's error, WebOb's JSON, a page of Apache or HAProxy, or plain text.
// It also tells whether the body itself is a page.
func words(body []byte) (said string, isHTML bool) {
	text := strings.TrimSpace(strings.ToValidUTF8(string(body), "\uFFFD"))
	var v any
	if json.Unmarshal([]byte(text), &v) == nil {
		said = message(v, 0)
		if m, ok := v.(map[string]any); said != "" || ok && m["error_message"] != nil {
			return said, false
		}
	}
	if isPage(text) {
		return pageText(text), true
	}
	return strings.Join(strings.Fields(text), " "), false
}

// message finds the sentence in an error that is JSON.
func message(v any, depth int) string {
	switch v := v.(type) {
	case string:
		if isPage(v) {
			return pageText(v)
		}
		return strings.Join(strings.Fields(v), " ")
	case map[string]any:
		if depth > 3 {
			return ""
		}
		for _, key := range []string{"error_message", "faultstring", "error", "message", "detail", "title", "reason", "description"} {
			if s := message(v[key], depth+1); s != "" {
				return s
			}
		}
		if len(v) == 1 { // {"badRequest": {"message": …}}
			for _, only := range v {
				return message(only, depth+1)
			}
		}
	}
	return ""
}

func isPage(s string) bool {
	start := strings.ToLower(strings.TrimSpace(s[:min(len(s), 200)]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html") || strings.HasPrefix(start, "<?xml") && strings.Contains(start, "<html")
}

var (
	heading = regexp.MustCompile(`(?is)<head\b.*?</head\s*>|<h1\b.*?</h1\s*>|<(script|style)\b.*?</(script|style)\s*>`)
	title   = regexp.MustCompile(`(?is)<title\b[^>]*>(.*?)</title\s*>`)
	tag     = regexp.MustCompile(`(?s)<!--.*?-->|<[^>]*>`)
)

// pageText is what a page says below its heading, or else its title.
func pageText(page string) string {
	plain := func(s string) string {
		return strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(s, " "))), " ")
	}
	if s := plain(heading.ReplaceAllString(page, " ")); s != "" {
		return s
	}
	if m := title.FindStringSubmatch(page); m != nil {
		return plain(m[1])
	}
	return plain(page)
}

// HTTPStatus is the status of the answer.
func (r *Refusal) HTTPStatus() int { return r.Status }
