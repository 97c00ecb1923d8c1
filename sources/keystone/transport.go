package keystone

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	agent         = "ceilotop"
	dialPatience  = 10 * time.Second
	replyPatience = 10 * time.Minute
	// A token with a catalogue of a hundred services in ten regions is 300 kB.
	maxAnswer = 16 << 20
	// Servers close connections that nobody uses, Apache after five seconds; one
	// that is closed while a request is on its way leaves unknown what became of it.
	idle = time.Second
)

// transport adds the token to requests for services.
type transport struct {
	session  *Session
	base     *http.Transport
	patience time.Duration
}

func newTransport(s *Session, config *tls.Config) *transport {
	t := &transport{session: s, patience: cmp.Or(s.login.Timeout, replyPatience)}
	t.base = http.DefaultTransport.(*http.Transport).Clone()
	t.base.TLSClientConfig = config
	t.base.DialContext = (&net.Dialer{Timeout: dialPatience, KeepAlive: 30 * time.Second}).DialContext
	t.base.TLSHandshakeTimeout = dialPatience
	t.base.ResponseHeaderTimeout = t.patience
	t.base.MaxIdleConnsPerHost = 8
	t.base.IdleConnTimeout = idle
	return t
}

// RoundTrip sends the request with the present token. When the answer is 401 and
// the token turns out to be no longer good, it is sent once more with a new one.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !trusted(r) {
		return t.send(r, nil)
	}
	token, err := t.session.token(r.Context())
	if err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	answer, err := t.send(r, token)
	if err != nil || answer.StatusCode != http.StatusUnauthorized {
		return answer, err
	}
	again := r.Clone(r.Context())
	if r.Body != nil && r.Body != http.NoBody {
		if r.GetBody == nil {
			return answer, nil
		}
		if again.Body, err = r.GetBody(); err != nil {
			return answer, nil
		}
	}
	fresh, err := t.session.renew(r.Context(), token)
	if fresh == nil && err == nil {
		return answer, nil
	}
	answer.Body.Close()
	if err != nil {
		return nil, err
	}
	return t.send(again, fresh)
}

// trusted reports whether a request goes to the host that was asked for in the
// beginning, before any redirection, and no less safely.
func trusted(r *http.Request) bool {
	first := r
	for first.Response != nil && first.Response.Request != nil {
		first = first.Response.Request
	}
	return r.URL.Hostname() == first.URL.Hostname() && (r.URL.Scheme == "https" || first.URL.Scheme != "https")
}

// send makes one request, whose answer may not fall silent.
func (t *transport) send(r *http.Request, token *token) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	r = r.Clone(ctx)
	if token != nil && token.secret != "" {
		r.Header.Set("X-Auth-Token", token.secret.Reveal())
	}
	if r.Header.Get("User-Agent") == "" {
		r.Header.Set("User-Agent", agent)
	}
	repeatable(r)
	answer, err := t.base.RoundTrip(r)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	silent := fmt.Errorf("the answer stopped coming for %v", t.patience)
	alarm := time.AfterFunc(t.patience, func() { cancel(silent) })
	alarm.Stop() // until somebody reads
	answer.Body = &watched{
		ReadCloser: answer.Body, patience: t.patience, ctx: ctx, cancel: cancel, silent: silent, alarm: alarm,
	}
	return answer, nil
}

// repeatable lets net/http send a request once more, over a new connection, when
// the server closed the old one before it answered: what does no more twice than
// once. An empty key is not sent (net/http, Transport).
func repeatable(r *http.Request) {
	switch r.Method {
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
	case http.MethodPost: // a login makes nothing
		if !strings.HasSuffix(r.URL.Path, "/auth/tokens") {
			return
		}
	default: // net/http knows
		return
	}
	r.Header["Idempotency-Key"] = []string{}
}

// watched ends the request when a read takes too long. A reader who takes his
// time between reads is nobody's fault.
type watched struct {
	io.ReadCloser
	patience time.Duration
	ctx      context.Context
	cancel   context.CancelCauseFunc
	alarm    *time.Timer
	silent   error
}

func (w *watched) Read(p []byte) (int, error) {
	w.alarm.Reset(w.patience)
	n, err := w.ReadCloser.Read(p)
	w.alarm.Stop()
	if err != nil && errors.Is(context.Cause(w.ctx), w.silent) {
		err = w.silent
	}
	return n, err
}

func (w *watched) Close() error {
	w.alarm.Stop()
	err := w.ReadCloser.Close()
	w.cancel(nil)
	return err
}

// bounded refuses answers of Keystone that are longer than any it gives.
type bounded struct{ base http.RoundTripper }

func (b *bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	repeatable(r)
	answer, err := b.base.RoundTrip(r)
	if err == nil {
		answer.Body = &cut{answer.Body, maxAnswer}
	}
	return answer, err
}

type cut struct {
	io.ReadCloser
	left int
}

func (c *cut) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTooLong
	}
	n, err := c.ReadCloser.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}
