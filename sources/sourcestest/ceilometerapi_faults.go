package sourcestest

import (
	"context"
	"fmt"
	"net/http"
)

// APIFault is a way in which an APIServer, or what stands before it, fails.
type APIFault int

// The faults that can be switched on with Fail.
const (
	NoFault       APIFault = iota
	Forbidden              // 403 of the API's policy.json
	GoneToGnocchi          // 410: the API is configured to use Gnocchi
	Broken                 // 500 as JSON
	BrokenPage             // 500 as a page of HTML within JSON
	Unavailable            // 503 of Apache, in HTML
	LoginPage              // 200 with HTML: another service is at the endpoint
	Nothing                // 200 with an empty body
	Cut                    // the connection ends in the middle of the body
	Truncated              // the body ends in the middle, in good order
	Stalled                // no answer comes
	StalledInside          // the body stops in the middle and stays open
)

// Fail makes each request from now on fail as f says; NoFault ends that.
func (s *APIServer) Fail(f APIFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// inFront answers for what stands before the API.
func (f APIFault) inFront(w http.ResponseWriter) bool {
	html := func(status int, body string) {
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		send(w, status, []byte(body))
	}
	switch f {
	case Unavailable:
		html(http.StatusServiceUnavailable, `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>503 Service Unavailable</title>
</head><body>
<h1>Service Unavailable</h1>
<p>The server is temporarily unable to service your
request due to maintenance downtime or capacity
problems. Please try again later.</p>
</body></html>
`)
	case LoginPage:
		html(http.StatusOK, "<!DOCTYPE html>\n<html>\n  <head><title>Login - OpenStack Dashboard</title></head>\n  <body></body>\n</html>\n")
	case Nothing:
		send(w, http.StatusOK, nil)
	default:
		return false
	}
	return true
}

// inside answers for the API itself, which has accepted the token.
func (f APIFault) inside(w http.ResponseWriter) bool {
	switch f {
	case Forbidden:
		sendFault(w, page(http.StatusForbidden, "RBAC Authorization Failed"))
	case GoneToGnocchi:
		sendFault(w, page(http.StatusGone, "This telemetry installation is configured to use Gnocchi. Please use the Gnocchi API available on the metric endpoint to retrieve data."))
	case Broken:
		sendFault(w, refuse(http.StatusInternalServerError, "localhost:27017: [Errno 111] Connection refused"))
	case BrokenPage:
		sendFault(w, page(http.StatusInternalServerError, "The server has either erred or is incapable of performing the requested operation."))
	default:
		return false
	}
	return true
}

// send sends the body of an answer, or a part of it.
func (f APIFault) send(ctx context.Context, closed <-chan struct{}, w http.ResponseWriter, body []byte) {
	half := body[:len(body)/2]
	wait := func() {
		select {
		case <-ctx.Done():
		case <-closed:
		}
	}
	switch f {
	case Cut:
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(half)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case Truncated:
		send(w, http.StatusOK, half)
	case Stalled:
		wait()
	case StalledInside:
		_, _ = w.Write(half)
		_ = http.NewResponseController(w).Flush()
		wait()
	default:
		send(w, http.StatusOK, body)
	}
}
