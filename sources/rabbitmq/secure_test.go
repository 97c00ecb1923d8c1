package rabbitmq

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestTLSWithOwnAuthorityAndClientCertificate(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedA(t)
	v := b.VHost(t)
	nova := newService(t, v, "nova")
	for _, tt := range []struct {
		name string
		tls  oslo.TLS
	}{
		{"own authority", oslo.TLS{CAFile: b.CAFile}},
		{"client certificate", oslo.TLS{CAFile: b.CAFile, CertFile: b.CertFile, KeyFile: b.KeyFile}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := v.TransportURL(t)
			u.TLS, u.Hosts[0].Port = &tt.tls, b.TLSPort
			r := runConfig(t, Config{Name: "B", URL: u})
			r.bound(t, "nova")
			r.received(t, nova.publish(t, 0, 100))
			check(t, r.stop(t))
		})
	}
}

// front ends TLS in front of a node, or of nothing, with settings that RabbitMQ
// of today cannot be brought to.
func front(t *testing.T, config *tls.Config, target string) *net.TCPAddr {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
	check(t, err)
	var group sync.WaitGroup
	group.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() {
				defer in.Close() //nolint:errcheck // a connection
				if in.(*tls.Conn).Handshake() != nil {
					return
				}
				out, err := net.Dial("tcp", target)
				if err != nil {
					return
				}
				group.Go(func() { carry(in, out) })
				carry(out, in)
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		group.Wait()
	})
	return l.Addr().(*net.TCPAddr)
}

func TestTLSFaultsAreOneSentence(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedA(t)
	v := b.VHost(t)
	newService(t, v, "nova")
	ca, err := sourcestest.NewAuthority("the cloud's authority")
	check(t, err)
	dir := t.TempDir()
	caFile := filepath.Join(dir, "ca.pem")
	check(t, os.WriteFile(caFile, ca.PEM, 0o600))
	empty := filepath.Join(dir, "empty.pem")
	check(t, os.WriteFile(empty, nil, 0o600))
	server := func(names ...string) *tls.Config {
		issued, err := ca.Issue("localhost", names...)
		check(t, err)
		pair, err := issued.TLS()
		check(t, err)
		return &tls.Config{Certificates: []tls.Certificate{pair}}
	}
	old := server("127.0.0.1")
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	strict := server("127.0.0.1")
	strict.ClientAuth = tls.RequireAnyClientCert
	plain := &net.TCPAddr{Port: b.Port}
	secure := &net.TCPAddr{Port: b.TLSPort}
	target := v.TransportURL(t).Hosts[0].Address()

	for _, tt := range []struct {
		name         string
		addr         *net.TCPAddr
		tls          *oslo.TLS
		options      map[string]string
		reason, hint string // empty: it works
	}{
		{"good", front(t, server("127.0.0.1"), target), &oslo.TLS{CAFile: caFile}, nil, "", ""},
		{"only a common name", front(t, server(), target), &oslo.TLS{CAFile: caFile}, nil, "only as common name", "subjectAltName"},
		{"only a common name, and nobody looks", front(t, server(), target), &oslo.TLS{CAFile: caFile}, map[string]string{optionCheckName: "False"}, "", ""},
		{"nobody looks at the name, but at the authority", secure, &oslo.TLS{CAFile: caFile}, map[string]string{optionCheckName: "0"}, "authority that is not trusted", "ssl_ca_file="},
		{"another host", front(t, server("broker.example"), target), &oslo.TLS{CAFile: caFile}, nil, "for another host", optionServerName + "="},
		{"another host, named", front(t, server("broker.example"), target), &oslo.TLS{CAFile: caFile}, map[string]string{optionServerName: "broker.example"}, "", ""},
		{"another authority", secure, &oslo.TLS{CAFile: caFile}, nil, "authority that is not trusted", "ssl_ca_file="},
		{"an authority's file that is not here", secure, &oslo.TLS{CAFile: "/no/such/ca.pem"}, nil, "/no/such/ca.pem is not on this machine", "ssl_ca_file="},
		{"no authority", secure, &oslo.TLS{}, nil, "authority that is not trusted", "ssl_ca_file="},
		{"older than TLS 1.2", front(t, old, target), &oslo.TLS{CAFile: caFile}, nil, "older than 1.2", "ssl_options.versions"},
		{"no client certificate", front(t, strict, target), &oslo.TLS{CAFile: caFile}, nil, "client certificate", "ssl_cert_file="},
		{"TLS to a plain port", plain, &oslo.TLS{CAFile: caFile}, nil, "does not speak TLS", "ssl=1"},
		{"plain to a TLS port", secure, nil, nil, "speaks TLS", "ssl=1"},
		{"a CA file without certificates", secure, &oslo.TLS{CAFile: empty}, nil, "holds no certificate", "path"},
		{"no such client certificate", secure, &oslo.TLS{CAFile: caFile, CertFile: dir + "/none"}, nil, "client certificate", "path"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := v.TransportURL(t)
			u.Hosts[0].Port, u.TLS, u.Options = tt.addr.Port, tt.tls, tt.options
			r := runConfig(t, Config{Name: "B", URL: u})
			if tt.reason == "" {
				r.bound(t, "nova")
				return
			}
			err := r.refusal(t)
			if !strings.Contains(err.Error(), tt.reason) || strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("Run returned %q, want one sentence that says %q", err, tt.reason)
			}
			if !strings.Contains(sources.HintOf(err), tt.hint) {
				t.Errorf("the hint is %q, want it to say %q", sources.HintOf(err), tt.hint)
			}
		})
	}
}

func TestCAFileFromInsideAContainerFallsBackToTheMachine(t *testing.T) {
	t.Parallel()
	config, notes, err := tlsConfig(oslo.TransportURL{TLS: &oslo.TLS{CAFile: "/not/on/this/machine.pem"}}, "h")
	check(t, err)
	if config.RootCAs != nil || len(notes) != 1 || !strings.Contains(notes[0], "/not/on/this/machine.pem") {
		t.Errorf("the roots are %v and the notes %q, want the machine's and one that says so", config.RootCAs, notes)
	}
}

func TestPortsThatAnswerSomethingElse(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ answer, reason string }{
		"a web server": {"HTTP/1.1 400 Bad Request\r\n\r\n", "speaks HTTP"},
		"AMQP 1.0":     {"AMQP\x00\x01\x00\x00", "does not speak AMQP 0-9-1"},
		"ssh":          {"SSH-2.0-OpenSSH_9.2p1\r\n", "does not speak AMQP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			check(t, err)
			var group sync.WaitGroup
			group.Go(func() {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = io.CopyN(io.Discard, conn, 8)
				_, _ = io.Copy(conn, bytes.NewReader([]byte(tt.answer)))
				_ = conn.Close()
			})
			u, err := oslo.ParseTransportURL("rabbit://u:p@" + l.Addr().String() + "/")
			check(t, err)
			if err := runConfig(t, Config{Name: "B", URL: u}).refusal(t); !strings.Contains(err.Error(), tt.reason) {
				t.Errorf("Run returned %q, want it to say %q", err, tt.reason)
			}
			_ = l.Close()
			group.Wait()
		})
	}
}
