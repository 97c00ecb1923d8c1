package rabbitmq

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// The options of the URL that say whose name the certificate must bear. The
// second is oslo.messaging's; up to 2026.1 it never looked at the name.
const (
	optionServerName = "ssl_server_name"
	optionCheckName  = "ssl_enforce_hostname_verification"
)

// tlsConfig makes a client's configuration of the URL's options. Notes tell what
// differs from what the URL asks for. Unlike oslo.messaging, which checks
// nothing without a CA file, it then trusts the machine's authorities.
func tlsConfig(u oslo.TransportURL, host string) (config *tls.Config, notes []string, err error) {
	config = &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if name := u.Options[optionServerName]; name != "" {
		config.ServerName = name
	}
	if file := u.TLS.CAFile; file != "" {
		text, err := os.ReadFile(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			notes = append(notes, "CA file "+sources.Visible(file)+" is not on this machine; the machine's own authorities are trusted instead")
		case err != nil:
			return nil, nil, fileFault("CA file", err)
		default:
			config.RootCAs = x509.NewCertPool()
			if !config.RootCAs.AppendCertsFromPEM(text) {
				return nil, nil, fileFault("CA file", fmt.Errorf("%s holds no certificate", file))
			}
		}
	}
	if u.TLS.CertFile != "" {
		key := u.TLS.KeyFile
		if key == "" {
			key = u.TLS.CertFile
		}
		pair, err := tls.LoadX509KeyPair(u.TLS.CertFile, key)
		if err != nil {
			return nil, nil, fileFault("client certificate", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	switch strings.ToLower(u.Options[optionCheckName]) {
	case "0", "false", "no", "off":
		skipName(config)
	}
	return config, notes, nil
}

// skipName checks the chain of certificates and not the name, which the
// standard library offers only as this detour.
func skipName(config *tls.Config) {
	roots := config.RootCAs
	config.InsecureSkipVerify = true
	config.VerifyConnection = func(state tls.ConnectionState) error {
		chain := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
		for _, c := range state.PeerCertificates[1:] {
			chain.Intermediates.AddCert(c)
		}
		_, err := state.PeerCertificates[0].Verify(chain)
		return err
	}
}

func fileFault(what string, err error) error {
	advice := "Correct the path in the URL."
	if errors.Is(err, fs.ErrPermission) {
		advice = "Run it with sudo, or let this user read the file."
	}
	return &RefusedError{Reason: fmt.Sprintf("read the %s: %v", what, err), Advice: advice, cause: err, everywhere: true}
}

// handshakeFault judges a TLS handshake that failed. What is no fault of a
// certificate or a setting may pass, and stays an ordinary error.
func handshakeFault(h oslo.Host, err error, notes []string) error {
	reason, advice := explainTLS(err)
	if reason == "" {
		return fmt.Errorf("connect to %s over TLS: %w", h.Address(), err)
	}
	if len(notes) > 0 { // they may be why
		reason += " (" + strings.Join(notes, "; ") + ")"
	}
	return &RefusedError{
		Reason: fmt.Sprintf("connect to %s over TLS: %s", h.Address(), reason),
		Advice: advice, cause: err,
	}
}

func explainTLS(err error) (reason, advice string) {
	var (
		notTLS    tls.RecordHeaderError
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &notTLS):
		return "that port does not speak TLS",
			"Remove ssl=1 from the URL, or write the broker's TLS port into it: 5671, unless the broker was told otherwise."
	case errors.As(err, &name) && name.Certificate != nil && bare(name.Certificate):
		return "its certificate names the host only as common name, which is no longer accepted",
			"Reissue the certificate with a subjectAltName, or add " + optionCheckName + "=false to the URL to check all but the name."
	case errors.As(err, &name):
		return "its certificate is for another host: " + name.Error(),
			"Write the host as the certificate does, or name it with " + optionServerName + "= in the URL."
	case errors.As(err, &authority):
		return "its certificate is signed by an authority that is not trusted",
			"Name the authority's file with ssl_ca_file= in the URL."
	case errors.As(err, &invalid):
		return "its certificate is not valid: " + invalid.Error(), "Give the broker a certificate that is valid now."
	case tooOld(err):
		return "the broker speaks only versions of TLS older than 1.2",
			"Allow TLS 1.2 on the broker (ssl_options.versions in rabbitmq.conf)."
	}
	return explainAlert(err)
}

// bare reports whether a certificate has a common name and nothing newer.
func bare(c *x509.Certificate) bool {
	return len(c.DNSNames)+len(c.IPAddresses)+len(c.URIs)+len(c.EmailAddresses) == 0
}

// The standard library keeps its alerts private, so they are told by their text.
func tooOld(err error) bool {
	text := err.Error()
	return strings.Contains(text, "protocol version not supported") || strings.Contains(text, "unsupported protocol version")
}

func explainAlert(err error) (reason, advice string) {
	text := err.Error()
	if !strings.Contains(text, "remote error: tls:") {
		return "", ""
	}
	for _, alert := range []string{"certificate required", "bad certificate", "unknown certificate", "handshake failure"} {
		if strings.Contains(text, alert) {
			return "the broker does not accept our client certificate, or wants one",
				"Name a client certificate with ssl_cert_file= and ssl_key_file= in the URL."
		}
	}
	return "", ""
}

// clientCertificateFault finds the refusal of a client certificate in TLS 1.3,
// which comes only after the handshake.
func clientCertificateFault(h oslo.Host, err error) error {
	if reason, _ := explainAlert(err); reason != "" {
		return handshakeFault(h, err, nil)
	}
	return nil
}
