package keystone

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// patience bounds every call to Keystone, which answers in tens of
	// milliseconds; hashing a password may take a second.
	patience = 30 * time.Second
	// A token that Keystone confirmed so recently is not asked about again: a
	// list of requests that are all refused costs one question.
	confirmedFor = 5 * time.Second
	// A refused login is not tried again so soon, or the screen's refresh would
	// lock the user out.
	refusedFor = time.Minute
)

// Session is a login and its present token. It is safe for concurrent use.
type Session struct {
	login    Login
	base     string // Keystone's URL without a version; "": the token is all there is
	keystone *gophercloud.ServiceClient
	services *transport

	turn    chan struct{} // held by who logs in
	current atomic.Pointer[token]
	refusal error // the last login's, guarded by turn
	refused time.Time
}

// token is one that Keystone has issued, or that was given.
type token struct {
	secret    sources.Secret
	received  time.Time
	life      time.Duration // 0: unknown
	project   string        // its id, "" without one
	roles     []string      // their names
	catalogue []tokens.CatalogEntry
	confirmed atomic.Int64 // when Keystone last said that it is valid, Unix nanoseconds
}

// expired counts from when the token came, so that clocks need not agree.
func (t *token) expired() bool { return t.life > 0 && time.Since(t.received) >= t.life }

// New prepares a session. It reads the files that TLS needs and connects to
// nothing. A Login with a Token and no AuthURL gives a session that only adds
// the token; without either its requests are those of a plain client.
func New(l Login) (*Session, error) {
	config, err := l.TLS.config()
	if err != nil {
		return nil, sources.WithHint(err, "correct "+l.option("cacert")+", "+l.option("cert")+" or "+l.option("key")+" in "+l.origin())
	}
	s := &Session{login: l, turn: make(chan struct{}, 1)}
	s.services = newTransport(s, config)
	if l.AuthURL == "" {
		s.current.Store(&token{secret: l.Token, received: time.Now()})
		return s, nil
	}
	s.base = withoutVersion(l.AuthURL)
	provider := &gophercloud.ProviderClient{HTTPClient: http.Client{
		Transport: &bounded{s.services.base},
		// A password is sent where it was meant to be sent and nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	provider.UserAgent.Prepend(agent)
	s.keystone = &gophercloud.ServiceClient{ProviderClient: provider, Endpoint: s.base + "/v3/", Type: "identity"}
	return s, nil
}

func (l *Login) origin() string {
	if l.From == "" {
		return "the login"
	}
	return l.From
}

// withoutVersion leaves host and path: Keystone's versions stand beside each
// other below it.
func withoutVersion(url string) string {
	url = strings.TrimRight(url, "/")
	for _, version := range []string{"/v3", "/v2.0"} {
		url = strings.TrimRight(strings.TrimSuffix(url, version), "/")
	}
	return url
}

// Client makes requests with the session's token, and only to the host that a
// request names: no redirection leads the token elsewhere.
func (s *Session) Client() *http.Client { return &http.Client{Transport: s.services} }

// Close ends idle connections. The session can be used again.
func (s *Session) Close() { s.services.base.CloseIdleConnections() }

// Project is the id of the project that the token is for, "" if it is for none
// or was given without a Keystone to ask. It logs in if need be.
func (s *Session) Project(ctx context.Context) (string, error) {
	t, err := s.token(ctx)
	if err != nil {
		return "", err
	}
	return t.project, nil
}

// Roles are the names of the roles that the token gives in its project, none if
// it was given without a Keystone to ask. It logs in if need be.
func (s *Session) Roles(ctx context.Context) ([]string, error) {
	t, err := s.token(ctx)
	if err != nil {
		return nil, err
	}
	return t.roles, nil
}

// token returns the present token, or gets one.
func (s *Session) token(ctx context.Context) (*token, error) {
	old := s.current.Load()
	if old != nil && !(old.expired() && s.renewable()) {
		return old, nil
	}
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	defer s.give()
	if t := s.current.Load(); t != old {
		return t, nil
	}
	return s.logIn(ctx)
}

// renew is called after a 401 to a request with the old token. It returns a new
// one, or nil if the answer has to stand.
func (s *Session) renew(ctx context.Context, old *token) (*token, error) {
	if !s.renewable() {
		return nil, nil
	}
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	defer s.give()
	if t := s.current.Load(); t != old {
		return t, nil
	}
	if !old.expired() && s.valid(ctx, old) {
		return nil, nil
	}
	return s.logIn(ctx)
}

// renewable reports whether there is more to log in with than a token.
func (s *Session) renewable() bool { return s.base != "" && s.login.Token == "" }

func (s *Session) take(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Session) give() { <-s.turn }

// valid asks Keystone about a token. When that gives no answer the token is
// taken for valid: the service's answer then stands.
func (s *Session) valid(ctx context.Context, t *token) bool {
	if time.Since(time.Unix(0, t.confirmed.Load())) < confirmedFor {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := tokens.Validate(ctx, as(s.keystone, t.secret), t.secret.Reveal())
	if gophercloud.ResponseCodeIs(err, http.StatusUnauthorized) {
		return false
	}
	t.confirmed.Store(time.Now().UnixNano())
	return true
}

// logIn gets a token. The caller holds the turn.
func (s *Session) logIn(ctx context.Context) (*token, error) {
	if s.refusal != nil && time.Since(s.refused) < refusedFor {
		return nil, s.refusal
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errSilent)
	defer cancel()
	t, err := s.obtain(ctx, s.login.Scope)
	if err != nil {
		err = s.explain(ctx, err)
		if isRefusal(err) {
			s.refusal, s.refused = err, time.Now()
		}
		return nil, err
	}
	s.refusal = nil
	s.current.Store(t)
	return t, nil
}

// obtain asks Keystone for a token, or about the one that was given.
func (s *Session) obtain(ctx context.Context, scope Scope) (*token, error) {
	var result interface {
		ExtractInto(any) error
		ExtractTokenID() (string, error)
	}
	if given := s.login.Token; given != "" && !scope.given() {
		result = tokens.Get(ctx, as(s.keystone, given), given.Reveal())
	} else {
		result = tokens.Create(ctx, s.keystone, s.login.request(scope))
	}
	id, err := result.ExtractTokenID()
	if err != nil {
		return nil, err
	}
	var body struct {
		Issued    instant               `json:"issued_at"`
		Expires   instant               `json:"expires_at"`
		Catalogue []tokens.CatalogEntry `json:"catalog"`
		Project   struct {
			ID string `json:"id"`
		} `json:"project"`
		Roles []struct {
			Name string `json:"name"`
		} `json:"roles"`
	}
	if err := result.ExtractInto(&body); err != nil {
		return nil, err
	}
	if id == "" {
		return nil, errNoToken
	}
	t := &token{secret: sources.Secret(id), received: time.Now(), project: body.Project.ID, catalogue: body.Catalogue}
	if life := body.Expires.Sub(body.Issued.Time); !body.Issued.IsZero() && life > 0 {
		t.life = life
	}
	for _, role := range body.Roles {
		t.roles = append(t.roles, role.Name)
	}
	return t, nil
}

// instant is a time as Keystone writes it: without a zone where an application
// credential ends before its token would. One that cannot be read is unknown.
type instant struct{ time.Time }

// UnmarshalJSON never fails.
func (i *instant) UnmarshalJSON(text []byte) error {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(`"`+form+`"`, string(text)); err == nil {
			i.Time = t
			return nil
		}
	}
	return nil
}

// as is the client with a token.
func as(c *gophercloud.ServiceClient, secret sources.Secret) *gophercloud.ServiceClient {
	return &gophercloud.ServiceClient{
		ProviderClient: &gophercloud.ProviderClient{HTTPClient: c.HTTPClient, UserAgent: c.UserAgent, TokenID: secret.Reveal()},
		Endpoint:       c.Endpoint, Type: c.Type,
	}
}
