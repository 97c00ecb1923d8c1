package oslo

import "testing"

func TestQueryOptionsGiveTLS(t *testing.T) {
	t.Parallel()
	full := &TLS{CAFile: "/etc/ca.pem", CertFile: "/etc/c.pem", KeyFile: "/etc/k.pem", Version: "TLSv1_2"}
	for _, tt := range []struct {
		name, in string
		want     *TLS
	}{
		{"none", "rabbit://h", nil},
		{"switched off", "rabbit://h/?ssl=0", nil},
		{"certificates alone switch nothing on", "rabbit://h/?ssl_ca_file=/etc/ca.pem", nil},
		{"escaped", "rabbit://h?ssl=1&ssl_ca_file=%2Fetc%2Fca.pem", &TLS{CAFile: "/etc/ca.pem"}},
		{"all", "rabbit://h/v?ssl=True&ssl_ca_file=/etc/ca.pem&ssl_cert_file=/etc/c.pem&ssl_key_file=/etc/k.pem&ssl_version=TLSv1_2", full},
		{"old names", "rabbit://h/v?rabbit_use_ssl=yes&kombu_ssl_ca_certs=/etc/ca.pem&kombu_ssl_certfile=/etc/c.pem&kombu_ssl_keyfile=/etc/k.pem&kombu_ssl_version=TLSv1_2", full},
		{"the new name wins", "rabbit://h/?kombu_ssl_ca_certs=/old&ssl_ca_file=/new&ssl=on", &TLS{CAFile: "/new"}},
		{"amqps", "amqps://h/", &TLS{}},
		{"amqps with a CA", "amqps://h/?ssl_ca_file=/etc/ca.pem", &TLS{CAFile: "/etc/ca.pem"}},
		{"port 5671 is not TLS", "rabbit://h:5671/", nil},
		{"an option without a value does not exist", "rabbit://h/?ssl=&ssl_ca_file", nil},
	} {
		u, err := ParseTransportURL(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if (u.TLS == nil) != (tt.want == nil) || u.TLS != nil && *u.TLS != *tt.want {
			t.Errorf("%s: ParseTransportURL(%q).TLS = %+v, want %+v", tt.name, tt.in, u.TLS, tt.want)
		}
	}
}

func TestWithTLSFillsWhatTheQueryLeavesOpen(t *testing.T) {
	t.Parallel()
	group := map[string]string{"ssl": "true", "ssl_ca_file": "/group/ca.pem", "ssl_version": "TLSv1_2"}
	for _, tt := range []struct {
		name, in string
		want     *TLS
	}{
		{"nothing in the query", "rabbit://h/", &TLS{CAFile: "/group/ca.pem", Version: "TLSv1_2"}},
		{"the query wins", "rabbit://h/?ssl_ca_file=/query/ca.pem", &TLS{CAFile: "/query/ca.pem", Version: "TLSv1_2"}},
		{"the query's old name wins", "rabbit://h/?kombu_ssl_ca_certs=/query/ca.pem", &TLS{CAFile: "/query/ca.pem", Version: "TLSv1_2"}},
		{"the query switches off", "rabbit://h/?ssl=0", nil},
	} {
		u, err := ParseTransportURL(tt.in)
		if err != nil {
			t.Fatal(err)
		}
		before := u.String()
		got, err := u.WithTLS(func(name string) string { return group[name] })
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if (got.TLS == nil) != (tt.want == nil) || got.TLS != nil && *got.TLS != *tt.want {
			t.Errorf("%s: TLS = %+v, want %+v", tt.name, got.TLS, tt.want)
		}
		if u.String() != before {
			t.Errorf("%s: WithTLS changed its receiver", tt.name)
		}
	}
	u, _ := ParseTransportURL("rabbit://h/")
	if _, err := u.WithTLS(func(string) string { return "perhaps" }); err == nil {
		t.Error("a boolean that is none was taken")
	}
}
