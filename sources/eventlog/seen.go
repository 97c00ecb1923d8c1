package eventlog

import "hash/maphash"

// seen remembers the latest message ids of each broker as 64-bit hashes, in two
// generations: when the young one is full it becomes the old one. So the last
// `keep` ids are always known, and up to twice as many. Two different ids of
// those have the same hash once in 10^9 full logs.
//
// The broker is part of the key: a service may publish on A and on B, and that
// is no repeated delivery. The exchange and the topic are not: oslo.messaging
// sends one message with one id to each of its topics.
type seen struct {
	seed       maphash.Seed
	young, old []uint64 // hash tables, half full at most; 0 is free
	n, keep    int
}

func newSeen(keep int) seen {
	slots := 1
	for slots < 2*keep {
		slots *= 2
	}
	return seen{seed: maphash.MakeSeed(), young: make([]uint64, slots), old: make([]uint64, slots), keep: keep}
}

func (s *seen) size() int64 { return int64(16 * len(s.young)) }

// add reports whether the id was there, and remembers it.
func (s *seen) add(broker, id string) bool {
	h := maphash.Comparable(s.seed, [2]string{broker, id})
	if h == 0 {
		h = 1
	}
	if at, found := lookup(s.young, h); found {
		return true
	} else if s.n < s.keep {
		s.young[at] = h
	} else {
		s.young, s.old = s.old, s.young
		clear(s.young)
		at, _ = lookup(s.young, h)
		s.young[at] = h
		s.n = 0
	}
	s.n++
	_, found := lookup(s.old, h)
	return found
}

func lookup(table []uint64, h uint64) (slot uint64, found bool) {
	mask := uint64(len(table) - 1)
	for slot = h & mask; table[slot] != 0; slot = (slot + 1) & mask {
		if table[slot] == h {
			return slot, true
		}
	}
	return slot, false
}
