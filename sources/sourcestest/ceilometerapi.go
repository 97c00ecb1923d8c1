package sourcestest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// APIServer is a fake of Ceilometer's API v2: ceilometer-api was removed in
// Queens, 2018, and no package ships it any more. It answers from documents as
// the real one answered from its MongoDB, byte for byte where answers of the
// real one are at hand, with the limits, refusals and errors that Ceilometer
// 9.0 (Pike) was seen to have. It has no XML, no POST, no events and no alarms.
type APIServer struct {
	URL string

	docs     *Documents
	release  Release
	repeated int
	closed   chan struct{}

	mu       sync.Mutex
	tokens   map[string]string // and the project that each is limited to, "" for an administrator's
	fault    APIFault
	requests []APIRequest
	rendered map[string][]byte // answers by project and URI: the documents never change
}

// APIToken is an administrator's token, which every APIServer accepts.
const APIToken = "gAAAAABadmin-of-the-fake"

// APIRequest is a request that an APIServer got.
type APIRequest struct {
	Method, URI, Token string
}

// Release is a release of Ceilometer whose API takes other arguments.
type Release int

// Mitaka and later releases know limit and unique; Liberty has no unique, and
// Kilo has neither, nor a default limit.
const (
	Mitaka Release = iota
	Liberty
	Kilo
)

// APIOption changes what an APIServer is.
type APIOption func(*APIServer)

// OfRelease makes the server behave as an older release.
func OfRelease(r Release) APIOption { return func(s *APIServer) { s.release = r } }

// TokenOf adds a token whose owner sees one project only.
func TokenOf(token, project string) APIOption {
	return func(s *APIServer) { s.tokens[token] = project }
}

// CeilometerAPI serves docs, which must not change any more, on loopback until
// the test ends. An answer is rendered once and then kept, so that a request
// which is repeated costs nothing but its transport.
func CeilometerAPI(t testing.TB, docs *Documents, options ...APIOption) *APIServer {
	t.Helper()
	s := &APIServer{docs: docs, closed: make(chan struct{}), tokens: map[string]string{APIToken: ""}, rendered: map[string][]byte{}}
	for _, o := range options {
		o(s)
	}
	server := httptest.NewUnstartedServer(s)
	s.URL = "http://" + server.Listener.Addr().String() // answers name it
	server.Start()
	t.Cleanup(func() {
		close(s.closed)
		server.CloseClientConnections()
		server.Close()
	})
	return s
}

// Client is an HTTP client that adds a token to each request, as the one that
// Keystone's part makes does.
func (s *APIServer) Client(token string) *http.Client {
	return &http.Client{Transport: withToken(token)}
}

type withToken string

func (token withToken) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Auth-Token", string(token))
	return http.DefaultTransport.RoundTrip(r)
}

// Expire makes the server refuse a token from now on.
func (s *APIServer) Expire(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, token)
}

// Requests are those that the server got so far, those refused included.
func (s *APIServer) Requests() []APIRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ServeHTTP answers as ceilometer-api does behind its authtoken and its
// ParsableErrorMiddleware.
func (s *APIServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token := r.Header.Get("X-Auth-Token")
	s.mu.Lock()
	s.requests = append(s.requests, APIRequest{r.Method, r.RequestURI, token})
	number, fault := len(s.requests), s.fault
	project, accepted := s.tokens[token]
	s.mu.Unlock()

	w.Header().Set("Content-Type", "application/json")
	if fault.inFront(w) {
		return
	}
	if !accepted {
		w.Header().Set("WWW-Authenticate", `Keystone uri="http://127.0.0.1:5000"`)
		send(w, http.StatusUnauthorized, []byte(`{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}`))
		return
	}
	w.Header().Set("X-Openstack-Request-Id", fmt.Sprintf("req-00000000-0000-4000-8000-%012x", number))
	if fault.inside(w) {
		return
	}
	if s.repeated > 0 && r.URL.Path == "/v2/meters" {
		s.many(w)
		return
	}
	body, refused := s.answer(r, project)
	if refused != nil {
		if refused.Status == http.StatusUnauthorized {
			// keystonemiddleware adds this to any 401 that passes through it.
			w.Header().Set("WWW-Authenticate", `Keystone uri="http://127.0.0.1:5000"`)
		}
		sendFault(w, refused)
		return
	}
	fault.send(r.Context(), s.closed, w, body)
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func sendFault(w http.ResponseWriter, f *fault) {
	b := []byte(`{"error_message": `)
	if f.Code == "" {
		b = appendString(b, f.Text) // Pecan's page, which is no JSON
	} else {
		b = appendString(append(b, `{"faultcode": `...), f.Code)
		b = appendString(append(b, `, "faultstring": `...), f.Text)
		b = append(b, `, "debuginfo": null}`...)
	}
	send(w, f.Status, append(b, '}'))
}

// page is a refusal by Pecan, whose text is an HTML page.
func page(status int, detail string) *fault {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return &fault{Status: status, Text: "<html>\n <head>\n  <title>" + title + "</title>\n </head>\n <body>\n  <h1>" + title + "</h1>\n  " + detail + "<br /><br />\n\n\n\n </body>\n</html>"}
}

// answer renders what a request asks for, or finds it rendered.
func (s *APIServer) answer(r *http.Request, project string) ([]byte, *fault) {
	if r.Method != http.MethodGet {
		return nil, page(http.StatusMethodNotAllowed, "The method "+r.Method+" is not allowed for this resource.")
	}
	key := project + " " + r.RequestURI
	s.mu.Lock()
	body, found := s.rendered[key]
	s.mu.Unlock()
	if found {
		return body, nil
	}
	body, refused := s.render(r, project)
	if refused == nil {
		s.mu.Lock()
		s.rendered[key] = body
		s.mu.Unlock()
	}
	return body, refused
}
