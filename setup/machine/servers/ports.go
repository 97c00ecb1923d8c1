package servers

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	neturl "net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// askPorts tries what is only a port to us. The order is memcached as answered,
// Ceilometer's API, Keystone's port for administrators.
func askPorts(ctx context.Context, a setup.Answers, o Options) []setup.Port {
	ctx, cancel := context.WithTimeout(ctx, o.timeout())
	defer cancel()
	var ports []setup.Port
	var try []func() error
	add := func(name, address string, how func() error) {
		ports = append(ports, setup.Port{Name: name, Address: sources.Visible(address)})
		try = append(try, how)
	}
	for _, m := range a.Keystone.Memcached {
		address := m
		if _, _, err := net.SplitHostPort(m); err != nil {
			address = net.JoinHostPort(strings.Trim(m, "[]"), "11211")
		}
		add("memcached", address, func() error { return tryMemcached(ctx, address) })
	}
	if a.API.Host != "" {
		address := net.JoinHostPort(a.API.Host, strconv.Itoa(cmp.Or(a.API.Port, 8777)))
		add("ceilometer-api", address, func() error { return tryHTTP(ctx, "http://"+address+"/") })
	}
	if base := a.Keystone.AdminURL; base != "" {
		add("keystone-admin", hostOf(base), func() error { return tryHTTP(ctx, base) })
	} else if u, err := neturl.Parse(a.Keystone.AuthURL); err == nil && u.Hostname() != "" {
		u.Host = net.JoinHostPort(u.Hostname(), "35357")
		add("keystone-admin", u.Host, func() error { return tryHTTP(ctx, u.Scheme+"://"+u.Host+"/") })
	}
	var trying sync.WaitGroup
	for i := range ports {
		trying.Go(func() {
			err := try[i]()
			if ports[i].Answers = err == nil; err != nil {
				ports[i].Error = veil{}.reason(ctx, err)
			}
		})
	}
	trying.Wait()
	return ports
}

func hostOf(base string) string {
	u, err := neturl.Parse(base)
	if err != nil {
		return ""
	}
	return u.Host
}

// tryMemcached asks for the version in memcached's own words.
func tryMemcached(ctx context.Context, address string) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it was only a question
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline.Add(-min(time.Until(deadline)/10, 100*time.Millisecond)))
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if _, err := io.WriteString(conn, "version\r\n"); err != nil {
		return err
	}
	line, err := bufio.NewReader(io.LimitReader(conn, 256)).ReadString('\n')
	switch {
	case strings.HasPrefix(line, "VERSION "):
		return nil
	case line != "":
		return &failure{text: "that port does not speak memcached"}
	}
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return context.DeadlineExceeded
	}
	return err
}

// tryHTTP asks without credentials. Any answer will do: Ceilometer's API says
// 401 to strangers.
func tryHTTP(ctx context.Context, base string) error {
	u, err := neturl.Parse(base)
	if err != nil {
		return &failure{text: "that is no URL"}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base, nil)
	if err != nil || u.Host == "" {
		return &failure{text: "that is no URL"}
	}
	r.Header.Set("User-Agent", "ceilotop")
	config, _ := trust("")
	config.InsecureSkipVerify = true // nothing secret is sent, and only the port is meant
	answer, err := plainTransport(config).RoundTrip(r)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}
