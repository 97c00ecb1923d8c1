package oslo

import "hash/maphash"

// interner gives the same string for the same bytes, so that a million events
// of one host do not hold its name a million times. It is bounded: a new string
// takes the place of another one with the same hash.
type interner struct {
	seed  maphash.Seed
	ready bool
	known [2048]string
}

// longest is the longest string that is remembered.
const longest = 128

func (in *interner) string(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > longest {
		return string(b)
	}
	if !in.ready {
		in.seed, in.ready = maphash.MakeSeed(), true
	}
	s := &in.known[maphash.Bytes(in.seed, b)%uint64(len(in.known))]
	if *s != string(b) {
		*s = string(b)
	}
	return *s
}
