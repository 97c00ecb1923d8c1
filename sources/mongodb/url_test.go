package mongodb

import (
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/mongo/readpref"

	"github.com/ceilotop/ceilotop/sources"
)

func TestAURLIsReadAsPymongoDoes(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]struct {
		address, user, password, authSource string
		direct                              bool
	}{
		"mongodb://127.0.0.1/ceilometer":                                         {"mongodb://127.0.0.1/ceilometer", "", "", "", true},
		"mongodb://ceilometer:pass@127.0.0.1:27017/ceilometer":                   {"mongodb://127.0.0.1:27017/ceilometer", "ceilometer", "pass", "ceilometer", true},
		"mongodb://c%40e:p%3A%2F%40s@127.0.0.1/telemetry?w=1":                    {"mongodb://127.0.0.1/telemetry", "c@e", "p:/@s", "telemetry", true},
		"mongodb://c+e:p+s%2B@127.0.0.1/ceilometer":                              {"mongodb://127.0.0.1/ceilometer", "c e", "p s+", "ceilometer", true},
		"mongodb://c:100%@127.0.0.1/ceilometer":                                  {"mongodb://127.0.0.1/ceilometer", "c", "100%", "ceilometer", true},
		"mongodb://c:%zz%4@127.0.0.1/ceilometer":                                 {"mongodb://127.0.0.1/ceilometer", "c", "%zz%4", "ceilometer", true},
		"mongodb://c:p@127.0.0.1/ceilometer?authSource=admin":                    {"mongodb://127.0.0.1/ceilometer", "c", "p", "admin", true},
		"mongodb://c:p@[::1]:27017/ceilometer":                                   {"mongodb://[::1]:27017/ceilometer", "c", "p", "ceilometer", true},
		"mongodb://c:p@127.0.0.1,127.0.0.2:27018/ceilometer?replicaSet=rs0":      {"mongodb://127.0.0.1,127.0.0.2:27018/ceilometer", "c", "p", "ceilometer", false},
		"mongodb://127.0.0.1/ceilometer?replicaSet=rs0&readPreference=primary":   {"mongodb://127.0.0.1/ceilometer", "", "", "", false},
		"mongodb://127.0.0.1/ceilometer?ssl=true&ssl_cert_reqs=CERT_NONE":        {"mongodb://127.0.0.1/ceilometer", "", "", "", true},
		"mongodb://127.0.0.1/ceilometer?auto_start_request=false;slaveOk=true":   {"mongodb://127.0.0.1/ceilometer", "", "", "", true},
		"mongodb://127.0.0.1/ceilometer?ssl=true&ssl_cert_reqs=CERT_REQUIRED&w=": {"mongodb://127.0.0.1/ceilometer", "", "", "", true},
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			s, err := New(Config{URL: sources.Secret(url)})
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Where().URL; got != want.address {
				t.Errorf("the address is %s, want %s", got, want.address)
			}
			if direct := s.options.Direct != nil && *s.options.Direct; direct != want.direct {
				t.Errorf("direct: %v, want %v", direct, want.direct)
			}
			if mode := s.options.ReadPreference.Mode(); (mode == readpref.SecondaryPreferredMode) == strings.Contains(url, "readPreference") {
				t.Errorf("the read preference is %v", mode)
			}
			if insecure := s.options.TLSConfig != nil && s.options.TLSConfig.InsecureSkipVerify; insecure != strings.Contains(url, "CERT_NONE") {
				t.Errorf("certificates go unchecked: %v", insecure)
			}
			auth := s.options.Auth
			if auth == nil {
				if want.user != "" {
					t.Fatal("there are no credentials")
				}
				return
			}
			if auth.Username != want.user || auth.Password != want.password || auth.AuthSource != want.authSource {
				t.Errorf("logs in as %q with %q against %q, want %+v", auth.Username, auth.Password, auth.AuthSource, want)
			}
		})
	}
}

func TestAURLThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]struct{ text, hint string }{
		"":                                                             {"does not begin with mongodb://", "mongodb://user:password@host"},
		"mysql://c:s3cret@h/ceilometer":                                {"does not begin with mongodb://", "mongodb://user:password@host"},
		"mongodb+srv://c:s3cret@h/ceilometer":                          {"mongodb+srv is not read", "name the hosts"},
		"mongodb://c:s3cret@h":                                         {"names no database after h", "usually called ceilometer"},
		"mongodb://c:s3cret@h/?ssl=true":                               {"names no database", "usually called ceilometer"},
		"mongodb://c:s3cret@/ceilometer":                               {"a host is missing", "mongodb://user:password@host"},
		"mongodb://c:s3cret@h,,i/ceilometer":                           {"a host is missing", "mongodb://user:password@host"},
		"mongodb://c:s3cret@s3cret@h/ceilometer":                       {"a : or an @", "%3A"},
		"mongodb://c:s3cret:s3cret@h/ceilometer":                       {"a : or an @", "%3A"},
		"mongodb://c:s3cret/s3cret@h/ceilometer":                       {"has a / in it", "%2F"},
		"mongodb://:s3cret@h/ceilometer":                               {"password without a user", ""},
		"mongodb://c:s3cret@h:port/ceilometer":                         {"port", "mongodb://user:password@host"},
		"mongodb://c:s3cret@h:99999/ceilometer":                        {"port", "mongodb://user:password@host"},
		"mongodb://c:s3cret@h/a.b":                                     {"cannot be the name of a database", ""},
		"mongodb://c:s3cret@h/ceilometer?ssl_ca_certs=/nowhere/ca.pem": {"/nowhere/ca.pem: no such file", "mongodb://user:password@host"},
		"mongodb://c:s3cret@h/ceilometer?tlsCertificateKeyFilePassword=s3cret&maxPoolSize=s3cret":   {"invalid value for", "mongodb://user:password@host"},
		"mongodb://c:s3cret@h,i/ceilometer?directConnection=true&tlsCertificateKeyFilePassword=a%b": {"", "mongodb://user:password@host"},
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			_, err := New(Config{URL: sources.Secret(url)})
			says(t, err, want.text, want.hint, "s3cret")
		})
	}
}

// FuzzAURLNeverShowsItsPassword puts any text around a password.
func FuzzAURLNeverShowsItsPassword(f *testing.F) {
	f.Add("ceilometer", "127.0.0.1/ceilometer")
	f.Add("a@b/c", "[::1]:1,h/db?ssl=true&replicaSet=x&authMechanism=PLAIN")
	f.Add("%", "h:port/a.b?w=x&maxPoolSize=x&connect=direct")
	const secret = "QJXZVWKY"
	f.Fuzz(func(t *testing.T, user, rest string) {
		if strings.Contains(strings.ToLower(rest), "file") || strings.Contains(strings.ToLower(rest), "ssl_") {
			return // no file is read
		}
		s, err := New(Config{URL: sources.Secret(scheme + user + ":" + secret + "@" + rest)})
		if err != nil {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q, %q: %v", user, rest, err)
			}
			return
		}
		if strings.Contains(s.Where().URL, secret) || strings.Contains(fmt.Sprintf("%v %+v", s.target, s.address), secret) {
			t.Errorf("%q, %q is shown as %+v", user, rest, s.target)
		}
	})
}
