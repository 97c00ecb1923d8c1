package eventlog

import (
	"bytes"
	"hash/maphash"
)

// dict gives each distinct text of a segment a number. Entry 0 is "". It holds
// no pointers but its three slices, and identifiers take 17 bytes. Entries are
// only ever added, so a copy of the struct stays valid for what it had.
type dict struct {
	ends  []uint32 // where each entry ends in text
	text  []byte   // entries as encodeText makes them
	slots []uint16 // hash table of entry numbers, 0 free; nil when sealed
}

// maxEntries leaves room for one row more in sixteen bits.
const maxEntries = 1<<16 - 64

var dictSeed = maphash.MakeSeed()

func newDict() dict { return dict{ends: make([]uint32, 1, 16), slots: make([]uint16, 32)} }

func (d *dict) len() int { return len(d.ends) }

func (d *dict) full() bool { return len(d.ends) >= maxEntries }

func (d *dict) size() int64 { return int64(4*cap(d.ends) + cap(d.text) + 2*cap(d.slots)) }

func (d *dict) entry(id uint16) []byte {
	if id == 0 {
		return nil
	}
	return d.text[d.ends[id-1]:d.ends[id]]
}

func (d *dict) get(id uint16) string { return decodeText(d.entry(id)) }

// owner is the second text of an entry that putOwned made.
func (d *dict) owner(id uint16) string {
	_, owner := split(d.entry(id))
	return decodeText(owner)
}

// put returns the number of s, a new one if need be.
func (d *dict) put(s string) uint16 {
	if s == "" {
		return 0
	}
	was := len(d.text)
	d.text = encodeText(d.text, s)
	return d.keep(was)
}

// putOwned returns the number of two texts that belong together.
func (d *dict) putOwned(s, owner string) uint16 {
	if owner == "" {
		return d.put(s)
	}
	was := len(d.text)
	d.text = encodeOwned(d.text, s, owner)
	return d.keep(was)
}

// keep gives a number to the text from was on, which goes if it has one.
func (d *dict) keep(was int) uint16 {
	key := d.text[was:]
	mask := uint64(len(d.slots) - 1)
	for i := maphash.Bytes(dictSeed, key) & mask; ; i = (i + 1) & mask {
		id := d.slots[i]
		if id == 0 {
			id = uint16(len(d.ends))
			d.slots[i] = id
			d.ends = append(d.ends, uint32(len(d.text)))
			if 2*len(d.ends) > len(d.slots) {
				d.grow()
			}
			return id
		}
		if bytes.Equal(d.entry(id), key) {
			d.text = d.text[:was]
			return id
		}
	}
}

func (d *dict) grow() {
	d.slots = make([]uint16, 2*len(d.slots))
	mask := uint64(len(d.slots) - 1)
	for id := 1; id < len(d.ends); id++ {
		i := maphash.Bytes(dictSeed, d.entry(uint16(id))) & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = uint16(id)
	}
}

// seal drops what only put needs, and the spare room.
func (d *dict) seal() {
	d.slots = nil
	d.ends = append([]uint32(nil), d.ends...)
	d.text = append([]byte(nil), d.text...)
}
