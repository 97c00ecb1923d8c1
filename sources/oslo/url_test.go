package oslo

import (
	"errors"
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// plain renders a URL with everything that counts, passwords included.
func plain(u TransportURL) string {
	text := ""
	for i, h := range u.Hosts {
		if i > 0 {
			text += ","
		}
		text += h.Username + ":" + h.Password.Reveal() + "@" + h.Address()
	}
	return text + " " + u.VirtualHost
}

func TestParseTransportURLReadsHostsAndVirtualHost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"no host", "rabbit://", "guest:guest@localhost:5672 /"},
		{"no host but a path", "rabbit:///v", "guest:guest@localhost:5672 v"},
		{"several hosts", "rabbit://u:p@h1:5672,u2:p2@h2:5673/v", "u:p@h1:5672,u2:p2@h2:5673 v"},
		{"credentials are not inherited", "rabbit://u:p@h1,h2:5672/", "u:p@h1:5672,guest:guest@h2:5672 /"},
		{"credentials only later", "rabbit://h1:5672,u:p@h2/", "guest:guest@h1:5672,u:p@h2:5672 /"},
		{"empty items are skipped", "rabbit://,u:p@h1,,u:p@h2,/v", "u:p@h1:5672,u:p@h2:5672 v"},
		{"no password", "rabbit://u@h", "u:guest@h:5672 /"},
		{"no user", "rabbit://:p@h", "guest:p@h:5672 /"},
		{"no name", "rabbit://u:p@:5673/", "u:p@localhost:5673 /"},
		{"port left empty", "rabbit://u:p@h:/", "u:p@h:5672 /"},
		{"the last @ ends the password", "rabbit://u:p@ss@h/", "u:p@ss@h:5672 /"},
		{"the first colon ends the user", "rabbit://u:p:q@h/", "u:p:q@h:5672 /"},
		{"escapes", "rabbit://us%40er:p%2Fw%25%C3%A9@h/%2F", "us@er:p/w%é@h:5672 /"},
		{"what is no escape stays", "rabbit://u:p%zz%4@h/", "u:p%zz%4@h:5672 /"},
		{"plus is no blank", "rabbit://u:p+q@h/", "u:p+q@h:5672 /"},
		{"ipv6", "rabbit://u:p@[fe80::1]:5673//", "u:p@[fe80::1]:5673 /"},
		{"ipv6 without port", "rabbit://u:p@[::1]/v", "u:p@[::1]:5672 v"},
		{"ipv6 with zone", "rabbit://u:p@[fe80::1%eth0]:5673/", "u:p@[fe80::1%eth0]:5673 /"},
		{"several ipv6", "rabbit://u:p@[::1]:1,u:p@[::2]:2/", "u:p@[::1]:1,u:p@[::2]:2 /"},

		{"vhost //", "rabbit://u:p@h:5672//", "u:p@h:5672 /"},
		{"vhost /", "rabbit://u:p@h:5672/", "u:p@h:5672 /"},
		{"vhost escaped", "rabbit://u:p@h:5672/%2F", "u:p@h:5672 /"},
		{"vhost /foo", "rabbit://u:p@h:5672/foo", "u:p@h:5672 foo"},
		{"vhost //foo", "rabbit://u:p@h:5672//foo", "u:p@h:5672 /foo"},
		{"vhost none", "rabbit://u:p@h:5672", "u:p@h:5672 /"},
		{"vhost with a query", "rabbit://u:p@h/foo?ssl=1", "u:p@h:5672 foo"},
		{"no path but a query", "rabbit://u:p@h?ssl=1", "u:p@h:5672 /"},
		{"a fragment is dropped", "rabbit://u:p@h/foo#bar", "u:p@h:5672 foo"},

		{"kombu", "kombu://u:p@h/", "u:p@h:5672 /"},
		{"kombu over amqp", "kombu+pyamqp://u:p@h/", "u:p@h:5672 /"},
		{"amqp", "amqp://u:p@h/", "u:p@h:5672 /"},
		{"amqps has a port of its own", "amqps://u:p@h/", "u:p@h:5671 /"},
		{"rabbit with TLS has not", "rabbit://u:p@h/?ssl=1", "u:p@h:5672 /"},
		{"upper case", "RABBIT://u:p@h/", "u:p@h:5672 /"},
		{"blanks around", "  rabbit://u:p@h/v \r\n", "u:p@h:5672 v"},
		{"continued over lines", "rabbit://u:p@h1,\nu:p@h2/v", "u:p@h1:5672,u:p@h2:5672 v"},
	} {
		u, err := ParseTransportURL(tt.in)
		if err != nil {
			t.Errorf("%s: ParseTransportURL(%q): %v", tt.name, tt.in, err)
			continue
		}
		if got := plain(u); got != tt.want {
			t.Errorf("%s: ParseTransportURL(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestParseTransportURLTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in                    string
		noHost, noVirtualHost bool
	}{
		{"rabbit://", true, true},
		{"rabbit:///", true, false},
		{"rabbit://,/v", true, false},
		{"rabbit://h", false, true},
		{"rabbit://h?ssl=1", false, true},
		{"rabbit://h/", false, false},
	} {
		u, err := ParseTransportURL(tt.in)
		if err != nil || u.NoHost != tt.noHost || u.NoVirtualHost != tt.noVirtualHost {
			t.Errorf("ParseTransportURL(%q) = NoHost %v, NoVirtualHost %v, %v; want %v, %v",
				tt.in, u.NoHost, u.NoVirtualHost, err, tt.noHost, tt.noVirtualHost)
		}
	}
}

func TestParseTransportURLNamesTheBadPart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", "the driver is missing"},
		{"no scheme", "openstack:hunter2@h:5672/", "the driver is missing"},
		{"no scheme, with slashes", "openstack:hunter2://@h:5672/", "the driver is missing"},
		{"port", "rabbit://u:hunter2@h1:5672,u:hunter2@h2:56x2/", `port "56x2" of the second host is not a number from 1 to 65535`},
		{"port too large", "rabbit://u:hunter2@h1:99999/", `port "99999" of the first host is not a number from 1 to 65535`},
		{"port zero", "rabbit://u:hunter2@h1:0/", `port "0" of the first host is not a number from 1 to 65535`},
		{"host forgotten", "rabbit://u:hunter2/", "the port of the first host is not a number from 1 to 65535"},
		{"@ forgotten", "rabbit://u:p@h1,u:hunter2h2:5672/", "the second host has more than one colon"},
		{"slash in the password", "rabbit://u:hunter2/x@h/", "the part behind the hosts holds an @"},
		{"question mark in the password", "rabbit://u:12?hunter2@h/", "the part behind the hosts holds an @"},
		{"hash in the password", "rabbit://u:12#hunter2@h/", "the part behind the hosts holds an @"},
		{"comma in the password", "rabbit://u:hunter2,hunter2@h/", "the port of the first host is not a number from 1 to 65535"},
		{"comma in the password, digits first", "rabbit://u:12,hunter2@h/", "the credentials of the second host may be the second half of a password"},
		{"comma and @ in the password", "rabbit://u:x@y:hunter2,z@h/", "the port of the first host is not a number from 1 to 65535"},
		{"comma and @ in the password, blank", "rabbit://u:x@hunter 2,z@h/", "the name of the first host has a character that no host name has"},
		{"ipv6 not closed", "rabbit://u:hunter2@[::1:5672/", "the IPv6 address of the first host is not one"},
		{"ipv6 that is none", "rabbit://u:hunter2@[localhost]:5672/", "the IPv6 address of the first host is not one"},
		{"ipv6 without brackets", "rabbit://u:hunter2@fe80::1/", "the first host has more than one colon"},
		{"text behind the brackets", "rabbit://u:hunter2@[::1]5672/", "the IPv6 address of the first host is followed by something other than a port"},
		{"a template", "rabbit://u:hunter2@{{ host }}/", "the name of the first host has a character that no host name has"},
		{"ssl", "rabbit://u:hunter2@h/?ssl=maybe", "the option ssl is neither true nor false"},
	} {
		_, err := ParseTransportURL(tt.in)
		want := "reading transport_url: " + tt.want
		if err == nil || err.Error() != want {
			t.Errorf("%s: ParseTransportURL(%q): %v, want %s", tt.name, tt.in, err, want)
		}
		if sources.HintOf(err) == "" {
			t.Errorf("%s: no hint", tt.name)
		}
	}
}

func TestParseTransportURLRefusesOtherDrivers(t *testing.T) {
	t.Parallel()
	for in, driver := range map[string]string{
		"kafka://h1:9092,h2:9092":    "kafka",
		"fake:///":                   "fake",
		"zmq://h":                    "zmq",
		"qpid://h":                   "qpid",
		"kombu+memory:////":          "kombu+memory",
		"rabit://u:hunter2@h:5672//": "rabit",
	} {
		_, err := ParseTransportURL(in)
		var other *DriverError
		if !errors.As(err, &other) || other.Driver != driver {
			t.Errorf("ParseTransportURL(%q): %v, want a DriverError for %s", in, err, driver)
		}
	}
}

func TestSameIsOneBroker(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, a, b string
		want       bool
	}{
		{"users differ", "rabbit://nova:a@h:5672/", "rabbit://cinder:b@h/", true},
		{"order differs", "rabbit://u:p@h1,u:p@h2/v", "rabbit://u:p@h2,u:p@h1/v", true},
		{"case differs", "rabbit://u:p@Host//", "rabbit://u:p@host", true},
		{"ipv6 spelling differs", "rabbit://u:p@[::0:1]/", "rabbit://u:p@[::1]/", true},
		{"a host twice", "rabbit://u:p@h,u:p@h/", "rabbit://u:p@h/", true},
		{"scheme differs", "amqp://u:p@h/", "rabbit://u:p@h/", true},
		{"port differs", "rabbit://u:p@h:5672/", "rabbit://u:p@h:5673/", false},
		{"vhost differs", "rabbit://u:p@h/", "rabbit://u:p@h/v", false},
		{"host missing", "rabbit://u:p@h1,u:p@h2/", "rabbit://u:p@h1/", false},
	} {
		a, errA := ParseTransportURL(tt.a)
		b, errB := ParseTransportURL(tt.b)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if a.Same(b) != tt.want || b.Same(a) != tt.want {
			t.Errorf("%s: Same = %v, want %v", tt.name, a.Same(b), tt.want)
		}
	}
}

func TestOptionsThatTheDriverDoesNotHave(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"": nil,
		"?ssl=1&kombu_ssl_ca_certs=/x&rabbit_quorum_queue=true&heartbeat_rate=2": nil,
		"?verify_peer=1&ssl=1&heartbeat=10":                                      {"heartbeat", "verify_peer"},
		"?heartbeat=":                                                            nil, // no value, no option
	} {
		u, err := ParseTransportURL("rabbit://u:p@h/" + query)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.UnknownOptions(); !slices.Equal(got, want) {
			t.Errorf("%s: unknown are %q, want %q", query, got, want)
		}
	}
}
