// Package standin has small servers that stand in for a RabbitMQ and a Keystone
// where there is no cloud: in a sandbox that somebody tries a setup in. They
// listen on 127.0.0.1 alone, keep what they are told for as long as they run,
// and answer what a setup asks, which is the management API's users, virtual
// hosts, permissions, policies, queues and consumers, a login over AMQP, and Keystone's
// tokens, users, roles, projects and catalogue. No message
// goes through them. Their URLs have the word stand-in in them, so that nobody
// takes one for the real thing.
//
// What a real server is like, the tests see on real servers; this package only
// has to agree with these.
package standin

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"time"
)

// label is the first part of every path.
const label = "/stand-in"

// maxBody bounds what is read of a request.
const maxBody = 1 << 20

// web is a server of HTTP on a port of its own.
type web struct {
	listener net.Listener
	server   *http.Server
}

// serve answers on a port, 0 is any.
func serve(port int, h http.Handler) (*web, error) {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	both := http.NewServeMux()
	both.Handle(label+"/", http.StripPrefix(label, h))
	both.Handle("/", h)
	w := &web{l, &http.Server{Handler: both, ReadHeaderTimeout: 10 * time.Second}}
	go func() { _ = w.server.Serve(l) }()
	return w, nil
}

// URL is where it answers.
func (w *web) URL() string { return "http://" + w.listener.Addr().String() + label }

// close lets requests end that were begun.
func (w *web) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if w.server.Shutdown(ctx) != nil {
		_ = w.server.Close()
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body)
	}
}

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	return json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(into) == nil
}

// newID is one as Keystone makes them: 32 digits.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	const digits = "0123456789abcdef"
	text := make([]byte, 0, 32)
	for _, c := range b {
		text = append(text, digits[c>>4], digits[c&15])
	}
	return string(text)
}
