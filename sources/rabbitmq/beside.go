package rabbitmq

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

const (
	managementPatience = 3 * time.Second
	managementLimit    = 8 << 20 // bytes of one answer
)

// ErrTooLong ends the body of an answer that is longer than anybody wants.
var ErrTooLong = errors.New("the answer is longer than 8 MiB")

// Beside gives the places where the management API of a broker's host may be,
// the likeliest first, and the way there, which speaks TLS as the broker's URL
// says. Configured is a base URL; when it is empty the usual ports are taken.
func Beside(configured string, u oslo.TransportURL, h oslo.Host) (bases []string, way *http.Transport) {
	bases = managementBases(configured, u.TLS != nil, h)
	way = &http.Transport{TLSHandshakeTimeout: managementPatience}
	name := h.Name
	if at, err := url.Parse(configured); err == nil && configured != "" {
		name = at.Hostname()
	}
	if u.TLS != nil {
		// What could not be read is told when the broker is dialled.
		if config, _, err := tlsConfig(u, name); err == nil {
			way.TLSClientConfig = config
		} else {
			way.TLSClientConfig = &tls.Config{ServerName: name, MinVersion: tls.VersionTLS12}
		}
	}
	return bases, way
}

// managementBases are the places to look. A second node on one host usually has
// both ports moved by the same distance. A password that goes to the broker
// through TLS goes nowhere without it.
func managementBases(configured string, secure bool, h oslo.Host) []string {
	if configured != "" {
		return []string{configured}
	}
	scheme, usual := "http://", 15672
	if secure {
		scheme, usual = "https://", 15671
	}
	ports := []int{h.Port + 10000}
	if ports[0] != usual {
		ports = append(ports, usual)
	}
	var bases []string
	for _, port := range ports {
		if port <= 65535 {
			bases = append(bases, scheme+net.JoinHostPort(h.Name, strconv.Itoa(port)))
		}
	}
	return bases
}

// Bounded makes each request over a way end in time, and its answer end at a
// length, with [ErrTooLong].
func Bounded(way http.RoundTripper) http.RoundTripper { return bounds{way} }

type bounds struct{ way http.RoundTripper }

func (b bounds) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), managementPatience)
	answer, err := b.way.RoundTrip(r.Clone(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	answer.Body = &bounded{answer.Body, managementLimit, cancel}
	return answer, nil
}

type bounded struct {
	body   io.ReadCloser
	left   int
	cancel context.CancelFunc
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLong
	}
	n, err := b.body.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func (b *bounded) Close() error {
	defer b.cancel()
	return b.body.Close()
}
