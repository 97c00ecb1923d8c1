package topology

import (
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

// storeID names the one store.
const storeID = "store"

// silence is how long a store may stay behind events that arrive. Whether an
// event becomes a meter its type decides, so that a short silence says nothing.
const silence = time.Hour

// store is where the meters are kept, as far as it was asked.
func store(s *doctor.Seen) Node {
	n := Node{ID: storeID, Kind: Store, Name: string(s.Store.Kind), Depth: s.Store.Backlog}
	if s.Store.Address != "" {
		n.Name += " " + s.Store.Address
	}
	for _, last := range s.Store.Newest {
		if last.After(n.Last) {
			n.Last = last
		}
	}
	var came time.Time // the last event over B
	for _, a := range s.Arrivals {
		if a.Broker == "B" && a.Last.After(came) {
			came = a.Last
		}
	}
	switch err := s.Lacks[doctor.Store]; {
	case s.Store.Kind == "" && err != nil:
		n.Name, n.Why = "unknown", err.Error()
	case s.Store.Kind == "":
		n.Name, n.Why = "unknown", "no store of meters is known"
	case s.Store.Err != "":
		n.Broken, n.Why = true, s.Store.Err
	case err != nil:
		n.Why = err.Error()
	case s.Store.Idle:
		n.Broken, n.Why = true, "no gnocchi-metricd works on what was sent to it"
	case n.Last.IsZero():
		n.Why = "whether it gets samples is not known"
	case came.Sub(n.Last) > silence:
		n.Broken, n.Why = true, fmt.Sprintf("silent: events come, and its newest sample is of %s", n.Last.UTC().Format(time.DateTime))
	}
	return n
}
