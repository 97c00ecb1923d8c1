package keystone

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/sources"
)

var (
	errSilent  = errors.New("no answer within " + patience.String())
	errLate    = errors.New("no answer in time") // within what the caller had patience for
	errNoToken = errors.New("the answer holds no token")
	errTooLong = errors.New("the answer is longer than any of Keystone's")
)

// RefusedError says that Keystone knows the login and does not take it.
type RefusedError struct {
	Doing, Reason, Advice string
}

func (e *RefusedError) Error() string { return e.Doing + ": " + e.Reason }

// Hint is the one thing to do about it.
func (e *RefusedError) Hint() string { return e.Advice }

func isRefusal(err error) bool { return errors.As(err, new(*RefusedError)) }

// explain makes one sentence of a login that failed.
func (s *Session) explain(ctx context.Context, err error) error {
	doing := fmt.Sprintf("log in to %s as %s for %s", s.shown(), s.login.who(), s.login.Scope)
	if s.login.Credential.Secret != "" {
		doing = fmt.Sprintf("log in to %s by %s", s.shown(), s.login.who())
	}
	var status gophercloud.ErrUnexpectedResponseCode
	if errors.As(err, &status) {
		return s.explainStatus(ctx, doing, &status)
	}
	where := "check " + s.login.option("auth_url") + " in " + s.login.origin()
	var dial *net.OpError
	var unreadable *json.SyntaxError
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, context.Canceled):
		return cause
	case errors.Is(cause, errSilent):
		return sources.WithHint(fmt.Errorf("%s: %w", doing, errSilent), where+", and that Keystone runs there")
	case errors.Is(err, context.DeadlineExceeded):
		return sources.WithHint(fmt.Errorf("%s: %w", doing, errLate), where+", and that Keystone runs there")
	case errors.Is(err, errNoToken), errors.Is(err, errTooLong), errors.As(err, &unreadable), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		if errors.As(err, &unreadable) {
			err = errors.New("the answer is no JSON")
		}
		return sources.WithHint(fmt.Errorf("%s: that is no Keystone: %w", doing, plain(err)), where)
	}
	if reason, hint := s.login.explainTLS(err); reason != "" {
		return sources.WithHint(fmt.Errorf("%s: %s", doing, reason), hint)
	}
	if errors.As(err, &dial) {
		err = dial
	}
	return sources.WithHint(fmt.Errorf("%s: %w", doing, plain(err)), where+", and that Keystone runs there")
}

// plain takes off the wrapping in which net/http repeats the URL.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// shown is Keystone's URL for people.
func (s *Session) shown() string { return sources.Visible(s.base + "/v3") }

func (s *Session) explainStatus(ctx context.Context, doing string, got *gophercloud.ErrUnexpectedResponseCode) error {
	said := words(got.Body)
	where := "check " + s.login.option("auth_url") + " in " + s.login.origin()
	switch code := got.Actual; {
	case code == http.StatusUnauthorized && said.keystone:
		return s.explainRefusal(ctx, doing, said.text)
	case (code == http.StatusForbidden || code == http.StatusBadRequest) && said.keystone:
		return &RefusedError{doing, said.text, "check the names in " + s.login.origin()}
	case code >= 300 && code < 400 && got.ResponseHeader.Get("Location") != "":
		return sources.WithHint(fmt.Errorf("%s: it redirects to %s, and a password does not follow", doing, sources.Visible(got.ResponseHeader.Get("Location"))),
			"set "+s.login.option("auth_url")+" to where Keystone is")
	case code >= 500:
		return sources.WithHint(fmt.Errorf("%s: status %d: %s", doing, code, said.text), "look at Keystone's log")
	case s.onlyV2(ctx):
		return sources.WithHint(fmt.Errorf("%s: this cloud has version 2.0 of the Identity API only, and ceilotop needs version 3", doing),
			"switch version 3 on in Keystone, which has it since 2013 (Grizzly)")
	default:
		return sources.WithHint(fmt.Errorf("%s: that is no Keystone: status %d: %s", doing, code, said.text), where)
	}
}

// generic is what Keystone says to whatever is wrong, so that nobody learns
// which names there are.
const generic = "The request you have made requires authentication."

// explainRefusal finds out what Keystone does not tell: whether the password is
// wrong or the project. Without a scope a login with the right password works.
// This counts as a second attempt where failed logins lock a user out, so it is
// made once, and the refusal is remembered.
func (s *Session) explainRefusal(ctx context.Context, doing, said string) error {
	e := &RefusedError{Doing: doing, Advice: "check the names and the password in " + s.login.origin()}
	l := &s.login
	switch {
	case said != generic:
		e.Reason = said
		return e
	case l.Credential.Secret != "":
		e.Reason = "there is no such application credential, its secret is wrong, or it has expired"
		e.Advice = "openstack application credential list"
		return e
	case l.Token != "":
		e.Reason = "the token has expired or was revoked, or its owner has no role there"
		e.Advice = "get a new one: openstack token issue"
		return e
	}
	e.Reason = "wrong password, or no such user"
	if l.UserID == "" {
		e.Reason += " or domain"
	}
	if !l.Scope.given() {
		return e
	}
	t, err := s.obtain(ctx, Scope{})
	if err != nil {
		return e
	}
	e.Reason = "the password is right, but there is no such thing, or the user has no role in it"
	if names := s.projects(ctx, t); names != "" {
		e.Reason += "; he has roles in the projects " + names
	}
	e.Advice = "check " + l.option("project_name") + " and " + l.option("project_domain_name") + " in " + l.origin()
	return e
}

// projects names those in which the token's owner has a role.
func (s *Session) projects(ctx context.Context, t *token) string {
	var body struct {
		Projects []struct{ Name string } `json:"projects"`
	}
	c := as(s.keystone, t.secret)
	_, err := c.Get(ctx, c.ServiceURL("auth", "projects"), &body, nil)
	if err != nil {
		return ""
	}
	return list(body.Projects, func(p struct{ Name string }) string { return p.Name })
}

// onlyV2 asks Keystone which versions it has.
func (s *Session) onlyV2(ctx context.Context) bool {
	var body struct {
		Versions struct {
			Values []struct{ ID string } `json:"values"`
		} `json:"versions"`
	}
	_, err := s.keystone.Get(ctx, s.base+"/", &body, &gophercloud.RequestOpts{OkCodes: []int{http.StatusOK, http.StatusMultipleChoices}})
	if err != nil || len(body.Versions.Values) == 0 {
		return false
	}
	for _, v := range body.Versions.Values {
		if !strings.HasPrefix(v.ID, "v2") {
			return false
		}
	}
	return true
}

// answer is what a server said in the body of an error.
type answer struct {
	text     string
	keystone bool // in the form in which Keystone says it
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

func words(body []byte) answer {
	var e struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &e) == nil && e.Error.Message != "" {
		return answer{short(e.Error.Message), true}
	}
	text := string(body[:min(len(body), 64<<10)])
	if m := title.FindStringSubmatch(text); m != nil {
		return answer{"a web page, " + short(html.UnescapeString(m[1])), false}
	}
	if strings.Contains(text, "<html") || strings.Contains(text, "<HTML") || strings.Contains(text, "<!DOCTYPE") {
		return answer{"a web page", false}
	}
	if strings.TrimSpace(text) == "" {
		return answer{"an empty answer", false}
	}
	return answer{short(text), false}
}

// short is one line that fits a terminal.
func short(text string) string {
	const most = 300
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return sources.Visible(text)
}
