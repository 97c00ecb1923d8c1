package oslo

import (
	"net"
	"strconv"
	"strings"
	"unicode"

	"github.com/ceilotop/ceilotop/sources"
)

// guest is what kombu puts in the place of each missing half of the
// credentials. They are never inherited from another host.
const guest = "guest"

// parseHosts reads the part between :// and the path. It splits on commas
// before anything else, so a comma in a password has to be escaped.
func parseHosts(netloc string, port int) ([]Host, error) {
	var hosts []Host
	colonBefore := false
	lastAt := strings.LastIndexByte(netloc, '@')
	for item, rest := "", netloc; rest != ""; colonBefore = colonBefore || strings.Contains(item, ":") {
		item, rest, _ = strings.Cut(rest, ",")
		if item == "" {
			continue
		}
		// Text behind the last @ of the whole list belongs to no password.
		// Whatever stands before it may be a piece of one.
		p := hostParser{part: ordinal(len(hosts)) + " host", port: port}
		p.safe = strings.Count(item, "@") == 1 && lastAt < len(netloc)-len(rest)
		if colonBefore && splitPassword(item) {
			return nil, p.fail("the credentials of the "+p.part, "may be the second half of a password",
				"Escape , and @ in user names and passwords as %2C %40, and write a password for each host.")
		}
		h, err := p.parse(item)
		if err != nil {
			return nil, err
		}
		hosts = append(hosts, h)
	}
	return hosts, nil
}

// splitPassword recognises what may be the second half of a password with a
// comma in it: USER:12,34@HOST reads as the host USER with a port, then the user
// 34 without a password. Taking it would print 34 as a name.
func splitPassword(item string) bool {
	credentials, _, _ := cutLast(item, "@")
	user, password, _ := strings.Cut(credentials, ":")
	return user != "" && (password == "" || strings.Contains(user, "@"))
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

type hostParser struct {
	part string // "second host"
	port int    // the default
	safe bool   // the port's text cannot be a piece of a password
}

func (p hostParser) parse(item string) (Host, error) {
	h := Host{Name: item, Port: p.port, Username: guest, Password: guest}
	if credentials, name, found := cutLast(item, "@"); found {
		user, password, _ := strings.Cut(credentials, ":")
		if user != "" {
			h.Username = unescape(user)
		}
		if password != "" {
			h.Password = sources.Secret(unescape(password))
		}
		h.Name = name
	}
	if strings.HasPrefix(h.Name, "[") {
		return p.ipv6(h)
	}
	name, port, hasPort := strings.Cut(h.Name, ":")
	h.Name = name
	if h.Name == "" {
		h.Name = "localhost"
	}
	if strings.ContainsFunc(h.Name, notInName) {
		return Host{}, p.fail("the name of the "+p.part, "has a character that no host name has", adviceEscape)
	}
	if hasPort && strings.Contains(port, ":") {
		return Host{}, p.fail("the "+p.part, "has more than one colon", "Put brackets around an IPv6 address: [::1]:5672.")
	}
	return p.withPort(h, port)
}

func (p hostParser) ipv6(h Host) (Host, error) {
	address, rest, closed := strings.Cut(h.Name[1:], "]")
	ip, _, _ := strings.Cut(address, "%") // a zone, as in fe80::1%eth0
	if !closed || net.ParseIP(ip) == nil || strings.ContainsFunc(address, notInAddress) {
		return Host{}, p.fail("the IPv6 address of the "+p.part, "is not one", "Write it as [::1]:5672.")
	}
	h.Name = address
	port, hasPort := strings.CutPrefix(rest, ":")
	if rest != "" && !hasPort {
		return Host{}, p.fail("the IPv6 address of the "+p.part, "is followed by something other than a port", "Write it as [::1]:5672.")
	}
	return p.withPort(h, port)
}

func (p hostParser) withPort(h Host, text string) (Host, error) {
	if text == "" {
		return h, nil
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err == nil && n >= 1 && n <= 65535 {
		h.Port = int(n)
		return h, nil
	}
	part := "the port of the " + p.part
	if p.safe && len(text) <= 12 && strings.ContainsAny(text, "0123456789") {
		part = "port " + strconv.Quote(text) + " of the " + p.part
	}
	return Host{}, p.fail(part, "is not a number from 1 to 65535", adviceEscape)
}

const adviceEscape = "If the password holds / ? # or a comma, escape it as %2F %3F %23 %2C."

func (p hostParser) fail(part, reason, advice string) error {
	return &URLError{Part: part, Reason: reason, Advice: advice}
}

func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r) || r == unicode.ReplacementChar
}

func notInAddress(r rune) bool {
	return r > unicode.MaxASCII || notInName(r) && r != ':' && r != '%'
}

func ordinal(i int) string {
	words := [...]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"}
	if i < len(words) {
		return words[i]
	}
	return "number " + strconv.Itoa(i+1)
}
