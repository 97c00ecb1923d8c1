package servers_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
)

// relay forwards a port of loopback to another.
func relay(t *testing.T, port int, to string) {
	t.Helper()
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Skipf("the port that the management API would have is taken: %v", err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer from.Close() //nolint:errcheck // only forwarded
				conn, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer conn.Close() //nolint:errcheck // only forwarded
				go func() { _, _ = io.Copy(conn, from) }()
				_, _ = io.Copy(from, conn)
			}()
		}
	}()
}

func TestPortsAnswerInTheirOwnWords(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("X-Auth-Token") != "" {
			t.Errorf("credentials were sent: %v", r.Header)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(web.Close)
	// The test's own, for machines without memcached.
	cache := listen(t, func(c net.Conn) {
		if line, _ := bufio.NewReader(c).ReadString('\n'); line == "version\r\n" {
			_, _ = io.WriteString(c, "VERSION 1.6.18\r\n")
		}
	})
	other := listen(t, func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.2\r\n") })
	host, port := splitPort(t, strings.TrimPrefix(web.URL, "http://"))
	got := servers.Ask(t.Context(), setup.Answers{
		Keystone: setup.KeystoneAnswers{AdminURL: web.URL + "/v3", Memcached: []string{cache, other}},
		API:      setup.APIAnswers{Host: host, Port: port},
	}, here(), options(nil)).Ports
	if len(got) != 4 || !got[0].Answers || got[1].Answers || !got[2].Answers || !got[3].Answers {
		t.Fatalf("%+v", got)
	}
	if got[0].Name != "memcached" || got[1].Error != "that port does not speak memcached" || got[2].Name != "ceilometer-api" || got[3].Name != "keystone-admin" {
		t.Errorf("%+v", got)
	}
}

func TestARealMemcachedAnswers(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("memcached")
	if err != nil {
		const reason = "memcached is not installed; on Debian: apt-get install --no-install-recommends memcached"
		if os.Getenv("CI") == "true" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	address := closedPort(t)
	_, port := splitPort(t, address)
	cmd := exec.CommandContext(t.Context(), path, "-l", "127.0.0.1", "-p", fmt.Sprint(port), "-U", "0", "-u", "nobody")
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		got := servers.Ask(t.Context(), setup.Answers{Keystone: setup.KeystoneAnswers{Memcached: []string{address}}}, here(), options(nil)).Ports
		if len(got) == 1 && got[0].Answers {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%+v", got)
		}
	}
}
