package keystone

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// options is a place that holds a login, by the names that keystoneauth gives
// to its options: auth_url, username, project_domain_name.
type options struct {
	from  string
	get   func(name string) string
	spell func(name string) string // as the operator writes it: OS_AUTH_URL
}

// first is the first option of these that is set.
func (o options) first(names ...string) string {
	for _, name := range names {
		if v := strings.TrimSpace(o.get(name)); v != "" {
			return v
		}
	}
	return ""
}

// secret keeps blanks, which may belong to a password.
func (o options) secret(names ...string) sources.Secret {
	for _, name := range names {
		if v := o.get(name); v != "" {
			return sources.Secret(v)
		}
	}
	return ""
}

// bad says that an option's value makes no sense.
func (o options) bad(name, format string, values ...any) error {
	return fmt.Errorf("read %s: %s: %s", o.from, o.spell(name), fmt.Sprintf(format, values...))
}

// missing says that an option is needed.
func (o options) missing(name, why string) error {
	return sources.WithHint(fmt.Errorf("read %s: %s is not set%s", o.from, o.spell(name), why), "set "+o.spell(name))
}

// login reads everything that any of the three ways to log in may need.
func (o options) login() (Login, error) {
	if v := o.first("identity_api_version"); strings.HasPrefix(strings.TrimPrefix(v, "v"), "2") {
		return Login{}, sources.WithHint(o.bad("identity_api_version", "ceilotop speaks version 3 of the Identity API only"),
			"set "+o.spell("identity_api_version")+" to 3; clouds since 2013 have it")
	}
	l := Login{
		From: o.from, spell: o.spell,
		AuthURL:    o.first("auth_url", "identity_uri", "auth_uri"),
		UserID:     o.first("user_id"),
		User:       o.first("username", "user_name", "admin_user"),
		UserDomain: o.domain("user_domain"),
		Credential: ApplicationCredential{ID: o.first("application_credential_id"), Name: o.first("application_credential_name")},
		Region:     o.first("region_name"),
		TLS: TLS{
			CAFile:   o.first("cacert", "cafile"),
			CertFile: o.first("cert", "certfile"),
			KeyFile:  o.first("key", "keyfile"),
		},
	}
	if err := cmp.Or(o.authURL(&l), o.method(&l), o.scope(&l), o.face(&l), o.insecure(&l)); err != nil {
		return Login{}, err
	}
	return l, nil
}

func (o options) authURL(l *Login) error {
	if l.AuthURL == "" {
		return o.missing("auth_url", "")
	}
	u, err := url.Parse(l.AuthURL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return sources.WithHint(o.bad("auth_url", "that is no URL of http or https"), "http://HOST:5000/v3")
	case u.User != nil:
		return sources.WithHint(o.bad("auth_url", "a user or a password stands in the URL"), "set "+o.spell("username")+" and "+o.spell("password"))
	}
	return nil
}

// domain is one of user_domain, project_domain and domain. What does not name
// one is in the default domain, as in clients of OpenStack.
func (o options) domain(name string) Domain {
	d := Domain{ID: o.first(name + "_id"), Name: o.first(name + "_name")}
	if d == (Domain{}) && name != "domain" {
		d = Domain{ID: o.first("default_domain_id", "default_domain"), Name: o.first("default_domain_name")}
		if d == (Domain{}) {
			d.ID = "default"
		}
	}
	return d
}

const (
	byPassword   = "password"
	byToken      = "token"
	byCredential = "v3applicationcredential"
)

// method decides how to log in, and forgets what belongs to another way.
func (o options) method(l *Login) error {
	password, token := o.secret("password", "admin_password"), o.secret("token", "auth_token")
	kind := o.first("auth_type", "auth_plugin")
	switch kind {
	case "":
		switch {
		case l.Credential != ApplicationCredential{}:
			kind = byCredential
		case l.User != "" || l.UserID != "" || token == "":
			kind = byPassword
		default:
			kind = byToken
		}
	case "v3" + byPassword, "v3" + byToken:
		kind = kind[2:]
	case "v2" + byPassword, "v2" + byToken:
		return sources.WithHint(o.bad("auth_type", "ceilotop speaks version 3 of the Identity API only"), "set "+o.spell("auth_type")+" to "+kind[2:])
	case "gnocchi-basic", "gnocchi-noauth":
		return sources.WithHint(o.bad("auth_type", "that is a login to Gnocchi without Keystone"), "ceilotop … --gnocchi-url http://USER:@HOST:8041")
	}
	switch kind {
	case byPassword:
		l.Password, l.Credential = password, ApplicationCredential{}
		if l.User == "" && l.UserID == "" {
			return o.missing("username", "")
		}
		if l.Password == "" {
			return o.missing("password", "")
		}
	case byToken:
		l.Token, l.Credential = token, ApplicationCredential{}
		if token == "" {
			return o.missing("token", "")
		}
	case byCredential:
		l.Credential.Secret = o.secret("application_credential_secret")
		switch {
		case l.Credential.ID == "" && l.Credential.Name == "":
			return o.missing("application_credential_id", "")
		case l.Credential.ID == "" && l.User == "" && l.UserID == "":
			return o.missing("username", ", and an application credential by name needs its user")
		case l.Credential.Secret == "":
			return o.missing("application_credential_secret", "")
		}
	default:
		return sources.WithHint(o.bad("auth_type", "ceilotop cannot log in by %q", kind), "use password, token or v3applicationcredential")
	}
	return nil
}

func (o options) scope(l *Login) error {
	if l.Credential.Secret != "" { // it has its project built in
		return nil
	}
	l.Scope = Scope{
		TrustID:       o.first("trust_id"),
		ProjectID:     o.first("project_id", "tenant_id"),
		Project:       o.first("project_name", "tenant_name", "admin_tenant_name"),
		ProjectDomain: o.domain("project_domain"),
		Domain:        o.domain("domain"),
	}
	switch v := o.first("system_scope"); v {
	case "":
	case "all":
		l.Scope.System = true
	default:
		return o.bad("system_scope", "only the scope all is known, not %q", v)
	}
	return nil
}

var faces = []string{"public", "internal", "admin"}

// face reads the interface, whose names end in URL in older files.
func (o options) face(l *Login) error {
	name := "interface"
	v := o.first(name)
	if v == "" {
		name = "endpoint_type"
		v = o.first(name)
	}
	l.Interface = strings.TrimSuffix(strings.ToLower(v), "url")
	if v != "" && !slices.Contains(faces, l.Interface) {
		return o.bad(name, "%q is none of %s", v, strings.Join(faces, ", "))
	}
	return nil
}

func (o options) insecure(l *Login) error {
	for name, on := range map[string]bool{"insecure": true, "verify": false} {
		switch v := o.first(name); strings.ToLower(v) {
		case "":
		case "1", "t", "true", "y", "yes", "on":
			l.TLS.Insecure = l.TLS.Insecure || on
		case "0", "f", "false", "n", "no", "off":
			l.TLS.Insecure = l.TLS.Insecure || !on
		default:
			return o.bad(name, "%q is neither true nor false", v)
		}
	}
	return nil
}
