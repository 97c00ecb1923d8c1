package oslo

import (
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// TransportURL is a transport_url of oslo.messaging that leads to RabbitMQ. It
// holds at least one host, and every way of printing it masks the passwords.
type TransportURL struct {
	Scheme      string // rabbit, kombu, kombu+…, amqp or amqps
	Hosts       []Host // in the order written; never empty
	VirtualHost string // decoded; "/" unless another one is named
	TLS         *TLS   // nil: plain TCP

	// Options are the options of the query, decoded; nil without any. Those
	// that may hold a secret are left out.
	Options map[string]string

	// NoHost means that the URL names no host: Hosts is then the default,
	// localhost as guest, and the old rabbit_* options of the file count.
	NoHost bool
	// NoVirtualHost means that the URL has no path: up to Rocky the option
	// rabbit_virtual_host then counts.
	NoVirtualHost bool
}

// Host is one node of the broker with the credentials that are used there.
type Host struct {
	Name     string // a name or an address, IPv6 without brackets
	Port     int
	Username string
	Password sources.Secret
}

// Address is host:port as a dialler wants it, with brackets around IPv6.
func (h Host) Address() string { return net.JoinHostPort(h.Name, strconv.Itoa(h.Port)) }

// Same reports whether both URLs lead to one broker: the same set of hosts and
// the same virtual host. Credentials and TLS do not count, nor does the order,
// because oslo.messaging shuffles the hosts.
func (u TransportURL) Same(v TransportURL) bool {
	return u.VirtualHost == v.VirtualHost && slices.Equal(u.addresses(), v.addresses())
}

func (u TransportURL) addresses() []string {
	all := make([]string, 0, len(u.Hosts))
	for _, h := range u.Hosts {
		if ip := net.ParseIP(h.Name); ip != nil {
			h.Name = ip.String()
		}
		all = append(all, strings.ToLower(h.Address()))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// The ports of RabbitMQ. Only the scheme amqps changes the default: with ssl=1
// oslo.messaging still goes to 5672.
const (
	portPlain = 5672
	portTLS   = 5671
)

// ParseTransportURL reads a transport_url as oslo.messaging does from Pike on.
// It is stricter where text may be a piece of a password that was not escaped: an
// @ behind the hosts, and a later host with a user but no password. The
// error names the part that is wrong and never shows what could be a password.
// A driver other than RabbitMQ's gives a *DriverError.
func ParseTransportURL(s string) (TransportURL, error) {
	s = strings.Map(dropBreaks, strings.TrimFunc(s, isC0OrSpace))
	scheme, rest, found := strings.Cut(s, "://")
	if !found || !validScheme(scheme) {
		return TransportURL{}, &URLError{
			Part: "the driver", Reason: "is missing",
			Advice: "Write the URL as rabbit://USER:PASSWORD@HOST:5672/.",
		}
	}
	u := TransportURL{Scheme: strings.ToLower(scheme)}
	secure, err := u.driver()
	if err != nil {
		return TransportURL{}, err
	}

	netloc := rest
	var after string
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		netloc, after = rest[:i], rest[i:]
	}
	if strings.Contains(after, "@") {
		return TransportURL{}, &URLError{
			Part: "the part behind the hosts", Reason: "holds an @",
			Advice: "Escape / ? # , and @ in user names, passwords and virtual hosts as %2F %3F %23 %2C %40.",
		}
	}
	after, _, _ = strings.Cut(after, "#")
	path, query, _ := strings.Cut(after, "?")

	port := portPlain
	if secure {
		port = portTLS
		u.TLS = &TLS{}
	}
	if u.Hosts, err = parseHosts(netloc, port); err != nil {
		return TransportURL{}, err
	}
	if len(u.Hosts) == 0 {
		u.NoHost = true
		u.Hosts = []Host{{Name: "localhost", Port: port, Username: guest, Password: guest}}
	}
	u.NoVirtualHost = path == ""
	// Exactly one slash separates; an empty name is the virtual host "/".
	if u.VirtualHost = unescape(strings.TrimPrefix(path, "/")); u.VirtualHost == "" {
		u.VirtualHost = "/"
	}
	u.Options = parseQuery(query)
	if err := u.applyTLS(); err != nil {
		return TransportURL{}, err
	}
	return u, nil
}

// driver refuses what does not lead to RabbitMQ and reports whether the scheme
// alone asks for TLS.
func (u TransportURL) driver() (secure bool, err error) {
	switch strings.TrimPrefix(u.Scheme, "kombu+") {
	case "rabbit", "kombu", "amqp", "pyamqp", "librabbitmq":
		return false, nil
	case "amqps":
		return true, nil
	}
	return false, &DriverError{Driver: u.Scheme}
}

func validScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || !strings.Contains("0123456789+-.", s[i:i+1])) {
			return false
		}
	}
	return s != ""
}

// dropBreaks removes what Python's urlsplit removes: a URL continued over
// several lines of a file is one URL.
func dropBreaks(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' {
		return -1
	}
	return r
}

func isC0OrSpace(r rune) bool { return r <= ' ' }

// parseQuery reads the options as Python's parse_qs does: an option without a
// value does not exist, a repeated one is joined by commas.
func parseQuery(query string) map[string]string {
	var options map[string]string
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(strings.ReplaceAll(pair, "+", " "), "=")
		key, value = unescape(key), unescape(value)
		if value == "" || maySecret(key) {
			continue
		}
		if options == nil {
			options = make(map[string]string)
		}
		if old, again := options[key]; again {
			value = old + "," + value
		}
		options[key] = value
	}
	return options
}

// maySecret reports whether the option's name says that its value is one.
func maySecret(key string) bool {
	key = strings.ToLower(key)
	return strings.Contains(key, "pass") || strings.Contains(key, "secret") ||
		strings.Contains(key, "token") || strings.Contains(key, "userid")
}

// unescape decodes %XX and leaves what is no escape as it is, like Python.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
