package gnocchi

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"

	"github.com/ceilotop/ceilotop/sources"
)

// wordsLimit is how many characters of a server's own words are repeated.
const wordsLimit = 300

// refusal is an answer that is none: any status but success.
type refusal struct {
	asked  string // GET http://127.0.0.1:8041/v1/metric?limit=1000
	status int
	words  string // the server's own, "" if it had none
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("%s: %d %s", r.asked, r.status, strings.ToLower(http.StatusText(r.status)))
	if r.words != "" {
		text += ": " + r.words
	}
	return text
}

// Hint says what to do about it.
func (r *refusal) Hint() string {
	switch r.status {
	case http.StatusUnauthorized:
		return "check the credentials; where they are right, [keystone_authtoken] of gnocchi.conf may not be"
	case http.StatusForbidden:
		return "ask as a user with the role admin, or as one of the project that the metrics belong to"
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return "check that the URL is that of Gnocchi, as in: openstack catalog show metric"
	case http.StatusInternalServerError:
		return "see the log of gnocchi-api"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "check that gnocchi-api and the database of its indexer run"
	}
	return ""
}

// status is the status with which a request was refused, 0 if it was not.
func status(err error) (code int, words string) {
	var r *refusal
	if errors.As(err, &r) {
		return r.status, r.words
	}
	return 0, ""
}

func refused(asked string, answer *http.Response, body []byte) error {
	r := &refusal{asked: asked, status: answer.StatusCode, words: words(answer, body)}
	if r.words == "" && answer.StatusCode >= 300 && answer.StatusCode < 400 {
		r.words = "it redirects without saying where to"
	}
	return r
}

// words finds what a server says in an answer of any form: Gnocchi's JSON, whose
// description is a text or has cause, reason and detail; Keystone's middleware's
// JSON or text; a page of HTML from the server in front.
func words(answer *http.Response, body []byte) string {
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if kind == "text/html" || looksLikeHTML(body) {
		return page(body)
	}
	var form struct {
		Description json.RawMessage `json:"description"`
		Error       struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &form) == nil {
		return clip(cmp.Or(describe(form.Description), form.Error.Message))
	}
	return clip(string(body))
}

// describe reads the description of an error: a text, or an object of causes,
// or null.
func describe(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var parts struct{ Cause, Reason, Detail any }
	if json.Unmarshal(raw, &parts) != nil {
		return ""
	}
	var out []string
	for _, part := range []any{parts.Cause, parts.Reason, parts.Detail} {
		switch part := part.(type) {
		case nil:
		case string:
			if part != "" {
				out = append(out, part)
			}
		default:
			if text, err := json.Marshal(part); err == nil && len(text) > 2 {
				out = append(out, string(text))
			}
		}
	}
	return strings.Join(out, ": ")
}

func looksLikeHTML(body []byte) bool {
	start := strings.ToLower(strings.TrimSpace(string(body[:min(len(body), 200)])))
	return strings.HasPrefix(start, "<!doctype") || strings.HasPrefix(start, "<html")
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

func page(body []byte) string {
	if m := title.FindSubmatch(body[:min(len(body), 64<<10)]); m != nil {
		if text := clip(html.UnescapeString(string(m[1]))); text != "" {
			return "a page of HTML, " + text
		}
	}
	return "a page of HTML"
}

// clip makes foreign text one line that is safe and not too long to show.
func clip(text string) string {
	runes := []rune(sources.Visible(strings.Join(strings.Fields(text), " ")))
	if len(runes) > wordsLimit {
		return string(runes[:wordsLimit]) + "…"
	}
	return string(runes)
}

// unreadable says why an answer that was granted is not what it should be.
func unreadable(answer *http.Response, body []byte, err error) error {
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case kind == "text/html" || looksLikeHTML(body):
		return sources.WithHint(fmt.Errorf("the answer is %s, not JSON", page(body)), "check that the URL is that of Gnocchi, as in: openstack catalog show metric")
	case len(body) == 0:
		return errors.New("the answer is empty")
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(body)):
		return fmt.Errorf("the answer ends in the middle, after %d bytes", len(body))
	case errors.As(err, &syntax):
		return fmt.Errorf("the answer is no JSON: %s at byte %d", clip(syntax.Error()), syntax.Offset)
	case errors.As(err, &wrong):
		return fmt.Errorf("the answer has a %s for %s", clip(wrong.Value), clip(cmp.Or(wrong.Field, wrong.Type.String())))
	}
	return fmt.Errorf("the answer cannot be read: %s", clip(err.Error()))
}

// unreachable says why there was no answer. The error of net/http repeats the
// request, which is said already.
func unreachable(asked string, err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var verify *tls.CertificateVerificationError
	var name *net.DNSError
	hint := ""
	why := err
	switch {
	case errors.Is(err, context.Canceled):
	case errors.Is(err, io.EOF):
		why = fmt.Errorf("the connection ended without an answer: %w", err)
		hint = "see the log of gnocchi-api"
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		why = sources.Late(err)
		hint = "see the log of gnocchi-api; its indexer's database may be slow"
	case errors.As(err, &verify), errors.As(err, new(x509.UnknownAuthorityError)):
		hint = "give the authority's certificate with --os-cacert or OS_CACERT"
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, new(tls.RecordHeaderError)):
		hint = "the port does not speak TLS: try http:// instead of https://"
	case errors.As(err, &name):
		hint = "check the name of the host in Gnocchi's URL"
	case errors.Is(err, syscall.ECONNREFUSED):
		hint = "check that gnocchi-api runs and listens there"
	}
	err = fmt.Errorf("%s: %w", asked, why)
	if hint == "" {
		return err
	}
	return sources.WithHint(err, hint)
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// after says how much of a list came before an error. Nothing is added when
// nothing came, and when it was the caller who ended it.
func after(rows int, what string, err error) error {
	if rows == 0 || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w (after %d %s; the list is not whole)", err, rows, what)
}
