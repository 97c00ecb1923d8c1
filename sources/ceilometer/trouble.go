package ceilometer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/ceilotop/ceilotop/sources"
)

// explain puts what was asked before an error in the middle of an answer.
func (a *answer) explain(err error, l *list) error {
	var cut *cutOff
	var bad *malformed
	switch {
	case errors.As(err, &cut):
		hint := "ask again; if it happens again, see whether a proxy before the API gives up early"
		if !cut.begun {
			hint = checkEndpoint
		}
		return sources.WithHint(fmt.Errorf("%s: %w", a.asked, err), hint)
	case errors.As(err, &bad) && l.rows == 0:
		return sources.WithHint(fmt.Errorf("%s: the answer is not what was asked for: %w", a.asked, err), checkEndpoint)
	case errors.As(err, &bad) || l.failed == nil:
		return sources.WithHint(fmt.Errorf("%s: the answer is broken after %s: %w", a.asked, rowCount(l.rows), err), "ask again; if it happens again, look at the answer with curl")
	}
	return a.trouble(fmt.Errorf("after %s: %w", rowCount(l.rows), err))
}

// trouble is a request that got no answer, or not to its end.
func (a *answer) trouble(err error) error {
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err // it repeats the URL
	}
	wrap := func(hint string) error {
		return sources.WithHint(fmt.Errorf("%s: %w", a.asked, err), hint)
	}
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		lookup    *net.DNSError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", a.asked, err)
	case errors.Is(err, errPatience):
		err = fmt.Errorf("%w for %s", err, a.wait)
		return wrap("see on the controller whether ceilometer-api and its database are busy, or ask for less with a query")
	case errors.Is(err, context.DeadlineExceeded), os.IsTimeout(err):
		err = sources.Late(err)
		return wrap("see on the controller whether ceilometer-api and its database are busy, or ask for less with a query")
	case errors.As(err, &authority):
		return wrap("name the authority that signed the server's certificate, with OS_CACERT or cacert in clouds.yaml")
	case errors.As(err, &host), errors.As(err, &invalid):
		return wrap("use the name that the server's certificate is for, or have the certificate renewed")
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return wrap("the server speaks plain HTTP there: use an endpoint with http://")
	case strings.Contains(err.Error(), `malformed HTTP response "\x15\x03`):
		return wrap(speaksTLS)
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls: "):
		return wrap("see which TLS versions and certificates the server takes")
	case errors.Is(err, syscall.ECONNREFUSED):
		return wrap("see on the controller whether ceilometer-api, or the web server that it runs in, is started")
	case errors.As(err, &lookup):
		return wrap("the name in the endpoint is not known here: add it to /etc/hosts, or use another interface of the catalogue")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.EPIPE):
		return wrap("ask again; if it happens again, see whether a proxy before the API gives up early")
	}
	return wrap("check the endpoint's URL, and whether its host can be reached from here")
}
