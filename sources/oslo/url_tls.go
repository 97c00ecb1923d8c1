package oslo

import "strings"

// TLS says how the connection is secured. Without a CAFile oslo.messaging does
// not ask for the broker's certificate to be checked at all.
type TLS struct {
	CAFile, CertFile, KeyFile string
	Version                   string // as written: TLSv1_2, …; "" leaves it to the library
}

// tlsNames are the names of the TLS options, newest first. The old ones are
// aliases from Pike until 2024.2.
var tlsNames = struct{ on, ca, cert, key, version []string }{
	on:      []string{"ssl", "rabbit_use_ssl"},
	ca:      []string{"ssl_ca_file", "kombu_ssl_ca_certs"},
	cert:    []string{"ssl_cert_file", "kombu_ssl_certfile"},
	key:     []string{"ssl_key_file", "kombu_ssl_keyfile"},
	version: []string{"ssl_version", "kombu_ssl_version"},
}

// TLSOptionNames are the options of [oslo_messaging_rabbit] that WithTLS looks
// for; each new name is followed by its old ones.
func TLSOptionNames() [][]string {
	n := tlsNames
	return [][]string{n.on, n.ca, n.cert, n.key, n.version}
}

// WithTLS returns the URL with the TLS options that get finds in the driver's
// group filled in, by their newest names. An option of the URL's own query wins over one of
// the group.
func (u TransportURL) WithTLS(get func(name string) string) (TransportURL, error) {
	if u.TLS != nil {
		t := *u.TLS
		u.TLS = &t
	}
	err := u.fillTLS(func(names []string) string {
		if v := u.option(names); v != "" {
			return v
		}
		return get(names[0])
	})
	return u, err
}

func (u *TransportURL) applyTLS() error { return u.fillTLS(u.option) }

func (u *TransportURL) option(names []string) string {
	for _, name := range names {
		if v := u.Options[name]; v != "" {
			return v
		}
	}
	return ""
}

func (u *TransportURL) fillTLS(get func(names []string) string) error {
	on, ok := parseBool(get(tlsNames.on))
	if !ok {
		return &URLError{Part: "the option ssl", Reason: "is neither true nor false", Advice: "Write ssl=1 or leave it out."}
	}
	if on && u.TLS == nil {
		u.TLS = &TLS{}
	}
	if u.TLS == nil {
		return nil
	}
	u.TLS.CAFile = get(tlsNames.ca)
	u.TLS.CertFile = get(tlsNames.cert)
	u.TLS.KeyFile = get(tlsNames.key)
	u.TLS.Version = get(tlsNames.version)
	return nil
}

// parseBool reads what oslo.config takes for a boolean. Absent is false.
func parseBool(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "1", "true", "yes", "on":
		return true, true
	case "", "0", "false", "no", "off":
		return false, true
	}
	return false, false
}
