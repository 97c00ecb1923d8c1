package servers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/ceilotop/ceilotop/sources"
)

// limit is more than any answer has that we ask for: a thousand queues are
// 100 kB, and a catalogue of a hundred services is 300 kB.
const limit = 8 << 20

var errTooLong = fmt.Errorf("the answer is longer than %d MB", limit>>20)

// guard keeps credentials with the one server that they are for, and what it
// answers within bounds.
type guard struct {
	ctx  context.Context // ends requests of a library that takes none; may be nil
	host string
	base http.RoundTripper
}

// RoundTrip sends a request, if it goes to the server.
func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != g.host {
		return nil, &strayError{"the answer leads to " + sources.Visible(r.URL.Host)}
	}
	if g.ctx != nil {
		r = r.WithContext(g.ctx)
	}
	answer, err := g.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		_ = answer.Body.Close()
		return nil, &strayError{"it redirects to " + short(answer.Header.Get("Location"))}
	}
	answer.Body = &bounded{answer.Body, limit}
	return answer, nil
}

// strayError says that a password would have had to follow.
type strayError struct{ reason string }

func (e *strayError) Error() string { return e.reason + ", and a password does not follow" }

type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// trust is a client's configuration that checks the server's certificate and its
// name. Without a file the machine's authorities are trusted.
func trust(caFile string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if caFile == "" {
		return config, nil
	}
	text, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("read the CA file: %w", err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(text) {
		return nil, errors.New("read the CA file: " + sources.Visible(caFile) + " holds no certificate")
	}
	return config, nil
}

// plainTransport keeps no connection, so that none outlives the questions.
func plainTransport(config *tls.Config) *http.Transport {
	return &http.Transport{DisableKeepAlives: true, TLSClientConfig: config}
}
