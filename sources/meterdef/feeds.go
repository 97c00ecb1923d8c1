package meterdef

import "slices"

// maxCached bounds how many event types are remembered: whoever sends
// notifications names them.
const maxCached = 4096

// Feeds returns the names of the meters that an event of a type feeds, in the
// order of the files, nil for none. A name that is made from the event is its
// path. The slice is shared: it is never changed.
func (s *Set) Feeds(eventType string) []string {
	s.mu.RLock()
	names, known := s.cache[eventType]
	s.mu.RUnlock()
	if known {
		return names
	}
	for _, d := range slices.Backward(s.takers(eventType)) {
		if name := d.source.name; s.passes(name) {
			names = append(names, name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.cache) >= maxCached {
		clear(s.cache)
	}
	s.cache[eventType] = names
	return names
}

// passes reports whether the pipeline takes a meter. Of a name that is not yet
// made that is not known, and it passes.
func (s *Set) passes(meter string) bool { return s.takes == nil || s.takes(meter) }

// takers are the definitions that Ceilometer tries on events of a type, even if
// the pipeline leaves their meters out.
func (s *Set) takers(eventType string) (all []*rule) {
	for _, d := range s.active {
		if d.takes(eventType) {
			all = append(all, d)
		}
	}
	return all
}
