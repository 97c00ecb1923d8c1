package oslo

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// String is the URL with masked passwords, safe for a terminal. It is for
// people: of the query only the TLS options are shown.
func (u TransportURL) String() string {
	var b strings.Builder
	b.WriteString(u.Scheme + "://")
	for i, h := range u.Hosts {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(h.String())
	}
	b.WriteByte('/')
	if u.VirtualHost != "/" {
		b.WriteString(sources.Visible(u.VirtualHost))
	}
	separator := byte('?')
	option := func(key, value string) {
		if value != "" {
			b.WriteByte(separator)
			b.WriteString(key + "=" + url.QueryEscape(value))
			separator = '&'
		}
	}
	if u.TLS != nil {
		option("ssl", "1")
		option("ssl_ca_file", u.TLS.CAFile)
		option("ssl_cert_file", u.TLS.CertFile)
		option("ssl_key_file", u.TLS.KeyFile)
		option("ssl_version", u.TLS.Version)
	}
	return b.String()
}

// String is user:******@host:port.
func (h Host) String() string {
	credentials := sources.Visible(h.Username)
	if h.Password != "" {
		credentials += ":" + sources.Masked
	}
	return credentials + "@" + h.Address()
}

// Format masks under every verb, the wrong ones and %#v included, which would
// print the fields one by one.
func (u TransportURL) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(u.String())) }

// Format masks under every verb.
func (h Host) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(h.String())) }

// LogValue is the masked URL.
func (u TransportURL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// LogValue is the masked host.
func (h Host) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalText gives the masked URL.
func (u TransportURL) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// MarshalText gives the masked host.
func (h Host) MarshalText() ([]byte, error) { return []byte(h.String()), nil }
