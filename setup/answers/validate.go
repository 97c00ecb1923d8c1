package answers

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// wrong is what is wrong with an answer.
func wrong(reason, hint string) error { return sources.WithHint(errors.New(reason), hint) }

// clean refuses what never belongs into an answer, whatever it is for: the
// services take a comment behind a value for a part of it.
func clean(s string) error {
	switch {
	case !utf8.ValidString(s):
		return wrong("this is not UTF-8", "Type it again.")
	case strings.TrimSpace(s) != s:
		return wrong("there is a blank at the begin or the end", "Leave it out.")
	case strings.IndexFunc(s, unicode.IsControl) >= 0:
		return wrong("there is a control character in it", "Leave it out.")
	case strings.Contains(s, " #"), strings.Contains(s, " ;"), strings.Contains(s, " //"):
		return wrong("there is a comment in it", "Give the value alone.")
	case placeholder(s):
		return wrong("this is the placeholder of a guide", "Give the real value.")
	}
	return nil
}

// placeholders are what the installation guides print where a password or a
// name belongs.
var placeholders = regexp.MustCompile(`(?i)^([A-Z0-9]+_(DB)?PASS(WORD)?|(ADMIN|RABBIT|METADATA|TELEMETRY)_(PASS|SECRET|TOKEN)|[A-Z]+_(IP|HOST)_ADDRESS|(MANAGEMENT|CONTROLLER)_IP|CHANGE_?ME|<[^>]*>|\.\.\.)$`)

func placeholder(s string) bool { return placeholders.MatchString(s) }

var label = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$`)

// host takes a name or an address, IPv6 without brackets.
// cluster is one host or several.
func cluster(s string) error {
	for h := range strings.SplitSeq(s, ",") {
		if err := host(strings.TrimSpace(h)); err != nil {
			return err
		}
	}
	return nil
}

func host(s string) error {
	if ip, err := netip.ParseAddr(s); err == nil {
		if ip.IsUnspecified() || ip.IsMulticast() {
			return wrong("this address is not one of a machine", "Give the address that the others reach it at.")
		}
		return nil
	}
	if strings.Contains(s, "://") {
		return wrong("this is a URL, not a host", "Give the name or the address alone.")
	}
	if _, _, err := net.SplitHostPort(s); err == nil {
		return wrong("there is a port in it", "Give the name or the address alone; the port is an answer of its own.")
	}
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	digits := true
	for _, l := range labels {
		if !label.MatchString(l) || len(l) > 63 {
			return wrong("this is neither a host name nor an address", "Such as 192.0.2.71 or broker-b.example.org.")
		}
		digits = digits && strings.Trim(l, "0123456789") == ""
	}
	if digits || len(s) > 253 {
		return wrong("this is not an address", "Such as 192.0.2.71.")
	}
	return nil
}

func port(s string) error {
	if n, err := strconv.Atoi(s); err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != s {
		return wrong("this is not a port", "A number from 1 to 65535.")
	}
	return nil
}

func hostAndPort(s string) error {
	h, p, err := net.SplitHostPort(s)
	if err != nil {
		return wrong("this is not HOST:PORT", "Such as 192.0.2.11:11211.")
	}
	if err := host(h); err != nil {
		return err
	}
	return port(p)
}

func hostPort(h string, p int) string { return net.JoinHostPort(h, strconv.Itoa(p)) }

// bindIP takes addresses, separated by commas, as mongod does.
func bindIP(s string) error {
	for part := range strings.SplitSeq(s, ",") {
		if _, err := netip.ParseAddr(strings.TrimSpace(part)); err != nil {
			return wrong("MongoDB listens on addresses", "Such as 192.0.2.11.")
		}
	}
	return nil
}

func webURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return wrong("this is not a URL of http or https", "Such as http://192.0.2.11:5000.")
	}
	if u.User != nil {
		return wrong("there is a user in the URL", "Give the URL without credentials; they are answers of their own.")
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return wrong("there is a ? or a # in the URL", "Give the URL without what follows it.")
	}
	if err := host(u.Hostname()); err != nil {
		return err
	}
	if u.Port() != "" {
		return port(u.Port())
	}
	return nil
}

func adminURL(s string) error {
	if s == "none" {
		return nil
	}
	return webURL(s)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func without(items []string, word string) []string {
	if len(items) == 1 && items[0] == word {
		return nil
	}
	return items
}

func absolute(s string) error {
	if !path.IsAbs(s) || path.Clean(s) != s {
		return wrong("this is not the absolute path of a file", "Such as /etc/ssl/certs/broker-b.pem.")
	}
	return nil
}

// userName refuses what a shell, a URL or a service takes for something else.
func userName(s string) error {
	if strings.HasPrefix(s, "-") || strings.ContainsAny(s, " \"'`\\/@:,;#?%$") {
		return wrong("there is a character in the name that some program on the way takes for something else", "Letters, digits, dots, dashes and underscores are safe.")
	}
	if strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		return wrong("there are other characters than ASCII in the name", "Letters, digits, dots, dashes and underscores are safe.")
	}
	return nil
}

// sshName is a destination as ssh takes it: [user@]host, or a name of its
// configuration. Another port belongs into that.
func sshName(s string) error {
	user, name, given := strings.Cut(s, "@")
	if !given {
		user, name = "root", s
	}
	if !login.MatchString(user) || len(user) > 64 || strings.HasPrefix(name, "-") || strings.ContainsFunc(name, unnamed) {
		return wrong("this is not a destination of ssh", "Such as 192.0.2.21 or root@compute1.")
	}
	if _, _, err := net.SplitHostPort(name); err == nil {
		return wrong("there is a port in it", "Give the name or the address alone; ssh finds a port in ~/.ssh/config.")
	}
	return host(name)
}

// login is a user of another machine.
var login = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

// unnamed reports whether a character stands in no host's name, no address and
// no URL of one.
func unnamed(r rune) bool {
	return r > unicode.MaxASCII || r != '/' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-:[]%", r)
}

func vhostName(s string) error {
	if strings.ContainsAny(s, " #?") {
		return wrong("there is a character in the virtual host that a URL cannot hold", "Usually it is /.")
	}
	return nil
}

// VHost is the virtual host that a client understands: behind the slash of a
// URL nothing, / and // all mean /.
func VHost(s string) string {
	if strings.Trim(s, "/") == "" {
		return "/"
	}
	return s
}

func boolean(s string) error {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off":
		return nil
	}
	return wrong("this is neither true nor false", "Write true or false.")
}

func truth(s string) bool {
	s = strings.ToLower(s)
	return s == "true" || s == "yes" || s == "on"
}

func interval(s string) error {
	d, err := time.ParseDuration(s)
	if err != nil {
		return wrong("this is not a length of time", "Such as 10s or 1m.")
	}
	if d < time.Second || d%time.Second != 0 {
		return wrong("Ceilometer polls every whole number of seconds", "The shortest one is 1s.")
	}
	return nil
}

// offsets are the units of an audit period with the greatest offset each: a
// month's is a day that every month has.
var offsets = map[string]struct {
	most int
	unit string
}{"hour": {59, "minutes"}, "day": {23, "hours"}, "month": {28, "the day of the month"}, "year": {12, "the month"}}

// Period checks an audit period: hour, day, month or year, with @n for where
// it begins.
func Period(s string) error {
	unit, offset, shifted := strings.Cut(s, "@")
	o, ok := offsets[unit]
	if !ok {
		return wrong("this is not a period", "hour, day, month or year, with @n behind it to move its begin: hour@15.")
	}
	if n, err := strconv.Atoi(offset); shifted && (err != nil || n < 0 || n > o.most || strconv.Itoa(n) != offset) {
		return wrong(fmt.Sprintf("the offset of a period of one %s is %s, at most %d", unit, o.unit, o.most), "Such as "+unit+"@1.")
	}
	return nil
}
