package servers

import (
	"context"
	"errors"
	"net/http"
	neturl "net/url"
	"strconv"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/pagination"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// identity is Keystone, asked as its administrator.
type identity struct {
	c    *gophercloud.ServiceClient
	base string // without a version
	from string // where the administrator's login was found
	veil veil
}

// administrator finds the login of Keystone's administrator: a cloud of
// clouds.yaml, or the OS_* variables.
func administrator(k setup.KeystoneAnswers, o Options) (keystone.Login, error) {
	if k.Cloud != "" {
		return keystone.FromCloud(k.Cloud, o.Places, nil)
	}
	l, ok, err := keystone.FromEnvironment(o.getenv)
	if err == nil && !ok {
		err = &failure{
			text: "ask Keystone as its administrator: no OS_* variable names him, and no cloud of clouds.yaml",
			hint: "source the administrator's openrc (. admin-openrc), or set keystone.cloud",
		}
	}
	return l, err
}

// connectKeystone logs in. The session adds the token to requests; the guard
// sees to it that they go to Keystone alone, whatever its answers link to.
func connectKeystone(ctx context.Context, k setup.KeystoneAnswers, o Options) (*identity, error) {
	l, err := administrator(k, o)
	if err != nil {
		return nil, err
	}
	l.TLS.Insecure = l.TLS.Insecure || o.Insecure
	session, err := keystone.New(l)
	if err != nil {
		return nil, err
	}
	v := veil{}.with(k.Password.Value, l.Password, l.Token, l.Credential.Secret)
	base := unversioned(l.AuthURL)
	if _, err := session.Project(ctx); err != nil { // the login
		return nil, v.loginFailure(ctx, base, err)
	}
	u, err := neturl.Parse(base)
	if err != nil {
		return nil, &failure{text: "ask Keystone: its address is no URL"}
	}
	client := session.Client()
	client.Transport = guard{nil, u.Host, client.Transport}
	return &identity{
		c: &gophercloud.ServiceClient{
			ProviderClient: &gophercloud.ProviderClient{HTTPClient: *client},
			Endpoint:       base + "/v3/", Type: "identity",
		},
		base: base, from: l.From, veil: v,
	}, nil
}

// hiding hides one more secret in what Keystone says.
func (i *identity) hiding(s sources.Secret) *identity {
	more := *i
	more.veil = i.veil.with(s)
	return &more
}

// loginFailure keeps what the session says. When the time was up it speaks of
// its own patience, which is longer.
func (v veil) loginFailure(ctx context.Context, base string, err error) error {
	if ctx.Err() != nil {
		return &failure{"log in to " + sources.Visible(base) + ": " + v.reason(ctx, err), "check keystone.auth_url, and that Keystone runs there", err}
	}
	return &failure{v.hide(err.Error()), "", err}
}

// unversioned leaves host and path: Keystone's versions stand beside each other
// below it.
func unversioned(url string) string {
	url = strings.TrimRight(url, "/")
	for _, version := range []string{"/v3", "/v2.0"} {
		url = strings.TrimRight(strings.TrimSuffix(url, version), "/")
	}
	return url
}

// explain makes one sentence of a request that failed.
func (i *identity) explain(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	text := doing + " in Keystone at " + sources.Visible(i.base)
	var code gophercloud.ErrUnexpectedResponseCode
	if !errors.As(err, &code) {
		return &failure{text + ": " + i.veil.reason(ctx, err), "check keystone.auth_url, and that Keystone runs there", err}
	}
	said := i.veil.hide(keystoneSays(code.Body))
	switch code.Actual {
	case http.StatusForbidden:
		return &failure{text + ": forbidden (403): " + said, "use the login of Keystone's administrator instead of " + i.from, err}
	case http.StatusUnauthorized:
		return &failure{text + ": refused (401): " + said, "check " + i.from, err}
	}
	return &failure{text + ": status " + strconv.Itoa(code.Actual) + ": " + said, "", err}
}

// list reads all pages of a list.
func list[T any](ctx context.Context, i *identity, doing string, pager pagination.Pager, extract func(pagination.Page) ([]T, error)) ([]T, error) {
	page, err := pager.AllPages(ctx)
	if err != nil {
		return nil, i.explain(ctx, doing, err)
	}
	if empty, err := page.IsEmpty(); err == nil && empty {
		return nil, nil
	}
	all, err := extract(page)
	return all, i.explain(ctx, doing, err)
}
