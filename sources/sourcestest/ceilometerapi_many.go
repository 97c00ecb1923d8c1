package sourcestest

import (
	"fmt"
	"net/http"

	"github.com/ceilotop/ceilotop/sources"
)

// Repeated makes the server list so many meters: those of its documents over
// and over, with resources that get new ids. They are written as they are sent
// and not kept, so that a list may be longer than memory; a query for them is
// not looked at.
func Repeated(rows int) APIOption { return func(s *APIServer) { s.repeated = rows } }

// many streams the list of Repeated.
func (s *APIServer) many(w http.ResponseWriter) {
	rows, _ := s.docs.meterRows(nil, false)
	out := &writer{}
	out.open('[')
	for i := range s.repeated {
		m := rows[i%len(rows)]
		if round := i / len(rows); round > 0 {
			m.ResourceID = sources.Known(fmt.Sprintf("%s-%d", m.ResourceID.Value, round))
		}
		out.meter(m)
		if len(out.b) > 32<<10 {
			if _, err := w.Write(out.b); err != nil {
				return // the client has seen enough
			}
			out.b = out.b[:0]
		}
	}
	out.close(']')
	_, _ = w.Write(out.b)
}
