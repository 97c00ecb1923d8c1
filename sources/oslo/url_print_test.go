package oslo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

func TestTransportURLPrintsMasked(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"rabbit://":                               "rabbit://guest:******@localhost:5672/",
		"rabbit://u:hunter2@h1,u:x@[::1]:5673//":  "rabbit://u:******@h1:5672,u:******@[::1]:5673/",
		"amqps://u:hunter2@h/v":                   "amqps://u:******@h:5671/v?ssl=1",
		"rabbit://u:hunter2@h//v":                 "rabbit://u:******@h:5672//v",
		"rabbit://u:x@h/v?ssl=1&ssl_ca_file=%2Fa": "rabbit://u:******@h:5672/v?ssl=1&ssl_ca_file=%2Fa",
		"rabbit://u%1b:x@h/v%1b[2J":               `rabbit://u\x1b:******@h:5672/v\x1b[2J`,
	} {
		u, err := ParseTransportURL(in)
		if err != nil {
			t.Errorf("ParseTransportURL(%q): %v", in, err)
			continue
		}
		if got := u.String(); got != want {
			t.Errorf("ParseTransportURL(%q).String() = %q, want %q", in, got, want)
		}
	}
}

// printed is u in every way that a careless line of code might print it.
func printed(u TransportURL) string {
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", u)
		fmt.Fprintf(&out, verb+"\n", &u)
		fmt.Fprintf(&out, verb+"\n", u.Hosts)
		fmt.Fprintf(&out, verb+"\n", struct{ U TransportURL }{u})
	}
	fmt.Fprintln(&out, u.Options, u.TLS)
	slog.New(slog.NewTextHandler(&out, nil)).Info("", "url", u, "hosts", u.Hosts, "options", u.Options)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("", "url", u, "hosts", u.Hosts, "first", u.Hosts[0])
	_ = json.NewEncoder(&out).Encode(map[string]any{"url": u, "hosts": u.Hosts})
	return out.String()
}

func TestTransportURLIsSafeToPrintAnyhow(t *testing.T) {
	t.Parallel()
	u, err := ParseTransportURL("rabbit://u:hunter2@h1,v:hunter2@h2/v?login_password=hunter2")
	if err != nil {
		t.Fatal(err)
	}
	if out := printed(u); strings.Contains(out, "hunter2") || strings.Contains(out, fmt.Sprintf("%x", "hunter2")) {
		t.Errorf("the password shows in\n%s", out)
	}
}

// A password goes where an operator would put it, escaped or not, into a URL
// that may be garbage in any other way. Neither its begin nor its end may show,
// whatever is between them.
func FuzzTransportURLNeverShowsThePassword(f *testing.F) {
	const begin, end = "b3g1nOfIt", "3ndOfIt"
	for _, middle := range []string{
		"", "/", "?", "#", ",", "@", "12,", "12/", "12?", "12?ssl=", ",u:", "@h,", "1@h:2,3", ":34,x",
		"%41%42", "://", "//", "[", "]:12", " ", "\n", "12,34,", "1@2,3@4",
	} {
		f.Add("rabbit://", "openstack", middle, "host:5672/v")
		f.Add("", "openstack", middle, "host:5672/v")
		f.Add("kafka://", "openstack", middle, "host:5672/v")
		f.Add("rabbit://", "openstack", middle, "h1:5672,u:p@h2:56x2/v?ssl=maybe")
		f.Add("rabbit://u:p@h1:5672,", "openstack", middle, "[::1]:5672/v?ssl=maybe")
	}
	f.Fuzz(func(t *testing.T, before, user, middle, after string) {
		if strings.Contains(before+user+after, "fIt") {
			t.Skip("it stands elsewhere too")
		}
		for password, secret := range map[string]string{begin + middle: begin, middle + end: end} {
			in := before + user + ":" + password + "@" + after
			u, err := ParseTransportURL(in)
			var out string
			if err != nil {
				out = fmt.Sprintf("%v %+v %#v %s", err, err, err, sources.HintOf(err))
			} else {
				out = printed(u)
			}
			if strings.Contains(out, secret) {
				t.Fatalf("ParseTransportURL(%q) shows %q:\n%s", in, secret, out)
			}
		}
	})
}

func FuzzParseTransportURL(f *testing.F) {
	for _, s := range []string{
		"rabbit://u:p@h1:5672,u:p@h2:5672/v?ssl=1&ssl_ca_file=%2Fca", "rabbit://u:p@[fe80::1%25eth0]:5673//",
		"amqps://h", "kombu+memory:////", "rabbit://", "rabbit://u:p@h:5672/%2Ffoo%00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		u, err := ParseTransportURL(in)
		if err != nil {
			if sources.HintOf(err) == "" || err.Error() != sources.Visible(err.Error()) {
				t.Fatalf("ParseTransportURL(%q): %q has no hint or is not printable", in, err)
			}
			return
		}
		if len(u.Hosts) == 0 || u.VirtualHost == "" || !u.Same(u) {
			t.Fatalf("ParseTransportURL(%q) = %v", in, u)
		}
		if s := u.String(); s != sources.Visible(s) {
			t.Fatalf("ParseTransportURL(%q).String() = %q is not safe for a terminal", in, s)
		}
		for _, h := range u.Hosts {
			if h.Port < 1 || h.Port > 65535 || h.Name == "" || h.Username == "" || h.Password == "" {
				t.Fatalf("ParseTransportURL(%q): host %v", in, h)
			}
		}
	})
}
