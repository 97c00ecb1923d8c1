package servers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	neturl "net/url"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// failure is an error for the operator: what was tried, on what, what came back.
type failure struct {
	text, hint string
	cause      error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.cause }

// Hint is the one thing to do about it; "" leaves that to the cause.
func (f *failure) Hint() string {
	if f.hint == "" && f.cause != nil {
		return sources.HintOf(f.cause)
	}
	return f.hint
}

// drifted says that something is not as the plan, or the run, left it.
func drifted(hint, format string, values ...any) error {
	return &failure{sources.Visible(fmt.Sprintf(format, values...)) + ": " + setup.ErrDrifted.Error(), hint, setup.ErrDrifted}
}

// veil hides passwords in what servers say. Nothing keeps a server from
// repeating what it was sent.
type veil []string

func (v veil) with(secrets ...sources.Secret) veil {
	all := v[:len(v):len(v)]
	for _, s := range secrets {
		if s != "" {
			all = append(all, s.Reveal())
		}
	}
	return all
}

// hide is a server's text as it may be shown, in one line.
func (v veil) hide(text string) string {
	for _, secret := range v {
		text = strings.ReplaceAll(text, secret, sources.Masked)
	}
	return short(text)
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

// reason says in words why a server could not be talked to. The text of the
// error may be a server's.
func (v veil) reason(ctx context.Context, err error) string {
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		if errors.Is(context.Cause(ctx), context.Canceled) {
			return "interrupted"
		}
		return "no answer in time"
	}
	var (
		notTLS    tls.RecordHeaderError
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		syntax    *json.SyntaxError
		kind      *json.UnmarshalTypeError
		dial      *net.OpError
		outer     *neturl.Error
	)
	text := err.Error()
	switch {
	case errors.As(err, &notTLS), strings.Contains(text, "server gave HTTP response to HTTPS client"):
		return "that port does not speak TLS"
	case strings.Contains(text, `malformed HTTP response "\x15\x03`):
		return "that port speaks TLS"
	case errors.As(err, &name):
		return "its certificate is for another host: " + v.hide(name.Error())
	case errors.As(err, &authority):
		return "its certificate is signed by an authority that is not trusted"
	case errors.As(err, &invalid):
		return "its certificate is not valid: " + v.hide(invalid.Error())
	case errors.As(err, &syntax), errors.As(err, &kind):
		return "the answer is not the JSON that was expected"
	case errors.Is(err, errTooLong):
		return errTooLong.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before the answer was whole"
	case errors.As(err, &dial):
		err = dial.Err
	case errors.As(err, &outer):
		err = outer.Err
	}
	return v.hide(err.Error())
}

// tlsHint says what to do about a server whose certificate is not trusted.
func tlsHint(err error, caOption string) string {
	var name x509.HostnameError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &authority):
		return "name the authority's file with " + caOption
	case errors.As(err, &name):
		return "write the host as the certificate does"
	}
	return ""
}
