package sourcestest

import (
	"crypto/x509"
	"encoding/pem"
	"testing"
)

func TestAuthorityIsTheRootOfWhatItIssues(t *testing.T) {
	t.Parallel()
	ca, err := NewAuthority("root")
	must(t, "make an authority", err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca.PEM)
	named, err := ca.Issue("broker", "broker.example", "127.0.0.1")
	must(t, "issue", err)
	bare, err := ca.Issue("broker.example")
	must(t, "issue", err)
	for _, tt := range []struct {
		name string
		pair Issued
		dns  string
		ok   bool
	}{
		{"a name", named, "broker.example", true},
		{"an address", named, "127.0.0.1", true},
		{"another name", named, "other.example", false},
		{"only a common name", bare, "broker.example", false},
	} {
		block, _ := pem.Decode(tt.pair.CertPEM)
		cert, err := x509.ParseCertificate(block.Bytes)
		must(t, "parse", err)
		if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, DNSName: tt.dns}); (err == nil) != tt.ok {
			t.Errorf("%s: Verify(%s) = %v, want success %v", tt.name, tt.dns, err, tt.ok)
		}
	}
}
