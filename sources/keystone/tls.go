package keystone

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// TLS says whom to trust. The files are PEM.
type TLS struct {
	CAFile            string // "": the machine's authorities
	CertFile, KeyFile string // a client's; without a KeyFile the CertFile holds both
	Insecure          bool   // check nothing
}

func (t TLS) config() (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: t.Insecure}
	if t.CAFile != "" && !t.Insecure {
		text, err := os.ReadFile(t.CAFile)
		if err != nil {
			return nil, fmt.Errorf("read the CA file: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("read the CA file: %s holds no certificate", t.CAFile)
		}
	}
	if t.CertFile != "" {
		key := t.KeyFile
		if key == "" {
			key = t.CertFile
		}
		pair, err := tls.LoadX509KeyPair(t.CertFile, key)
		if err != nil {
			return nil, fmt.Errorf("read the client's certificate: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// explainTLS says what is wrong between us and a server that speaks TLS, or
// should; "" when that is not the trouble.
func (l *Login) explainTLS(err error) (reason, hint string) {
	ca := l.option("cacert")
	var (
		notTLS    tls.RecordHeaderError
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
	)
	text := err.Error()
	switch {
	case errors.As(err, &notTLS), strings.Contains(text, "server gave HTTP response to HTTPS client"):
		return "that port does not speak TLS", "write http:// in " + l.option("auth_url")
	case strings.Contains(text, `malformed HTTP response "\x15\x03`):
		return "that port speaks TLS", "write https:// in " + l.option("auth_url")
	case errors.As(err, &name):
		return "its certificate is for another host: " + sources.Visible(name.Error()), "write the host as the certificate does in " + l.option("auth_url")
	case errors.As(err, &authority):
		return "its certificate is signed by an authority that is not trusted", "name the authority's file with " + ca + "; --insecure trusts everybody"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate is not valid now: " + sources.Visible(invalid.Detail), "renew the certificate, or correct the clock of this machine; --insecure trusts everybody"
	case errors.As(err, &invalid):
		return "its certificate is not valid: " + sources.Visible(invalid.Error()), "give Keystone another certificate; --insecure trusts everybody"
	case strings.Contains(text, "protocol version not supported"), strings.Contains(text, "unsupported protocol version"):
		return "it speaks only versions of TLS older than 1.2", "allow TLS 1.2 on the server"
	case strings.Contains(text, "remote error: tls:"):
		return "it wants another client certificate, or one at all", "name a client certificate with " + l.option("cert") + " and " + l.option("key")
	}
	return "", ""
}

// option spells an option as the source of this login does.
func (l *Login) option(name string) string {
	if l.spell == nil {
		return name
	}
	return l.spell(name)
}
