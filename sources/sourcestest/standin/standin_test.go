package standin_test

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/sourcestest/standin"
)

func TestNobodyButTheAdministratorChangesABroker(t *testing.T) {
	t.Parallel()
	b, err := standin.NewBroker("admin", "right")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.URL("openstack", "openstack")
	for _, tt := range []struct {
		method, user, password string
		want                   int
	}{
		{"GET", "admin", "right", http.StatusNotFound},
		{"GET", "admin", "wrong", http.StatusUnauthorized},
		{"GET", "openstack", "openstack", http.StatusNotFound},
		{"PUT", "openstack", "openstack", http.StatusUnauthorized},
		{"GET", "", "", http.StatusUnauthorized},
		{"PUT", "admin", "right", http.StatusCreated},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, b.AdminURL()+"/api/vhosts/a%2Fb", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(tt.user, tt.password)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != tt.want {
			t.Errorf("%s as %s with %s: %d, want %d", tt.method, tt.user, tt.password, answer.StatusCode, tt.want)
		}
	}
}

// TestNoiseEndsAConnection: whatever is sent, the broker goes on for others.
func TestNoiseEndsAConnection(t *testing.T) {
	t.Parallel()
	b, err := standin.NewBroker("admin", "right")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	const header = "AMQP\x00\x00\x09\x01"
	for _, noise := range []string{
		"GET / HTTP/1.0\r\n\r\n", "AMQP\x00\x01\x00\x00", header + strings.Repeat("\xff", 100),
		header + "\x01\x00\x00\x00\x00\x00\x02\x00\x0a\xce",                         // a method that is too short
		header + "\x01\x00\x00\x00\x00\x00\x08\x00\x0a\x00\x0b\xff\xff\xff\xff\xce", // a table that is longer than its frame
		header + "\x01\x00\x00\x00\x00\x00\x04\x00\x0a\x00\x28\xce",                 // open before a login
	} {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(b.Port())))
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.WriteString(conn, noise); err != nil {
			t.Fatal(err)
		}
		_ = conn.(*net.TCPConn).CloseWrite()
		said, err := io.ReadAll(conn)
		if err != nil || strings.Contains(string(said), "\x00\x0a\x00\x29") { // open-ok
			t.Errorf("after %q: %q, %v", noise, said, err)
		}
		_ = conn.Close()
	}
}
