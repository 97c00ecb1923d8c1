package usage

import (
	"math/big"

	"github.com/ceilotop/ceilotop/sources"
)

// Meter names what is counted, as Ceilometer names the meter of the same thing.
type Meter string

// The meters, in the order in which they are shown.
const (
	VCPUs     Meter = "vcpus"
	Memory    Meter = "memory"
	Root      Meter = "disk.root.size"
	Ephemeral Meter = "disk.ephemeral.size"
	Volume    Meter = "volume.size"
	Attached  Meter = "volume.attached" // of volume.size, while a server had it
	Image     Meter = "image.size"
	Download  Meter = "image.download"  // bytes that left Glance
	Downloads Meter = "image.downloads" // how often
)

// Meters are all of them.
var Meters = []Meter{VCPUs, Memory, Root, Ephemeral, Volume, Attached, Image, Download, Downloads}

// measured is what the numbers of a kind's size are, in their order.
var measured = map[sources.Kind][]Meter{
	sources.KindServer: {VCPUs, Memory, Root, Ephemeral},
	sources.KindVolume: {Volume},
	sources.KindImage:  {Image},
	attachment:         {Attached},
}

// Unit is what a quantity of the meter is in. Nova and Cinder say GB and MB and
// mean 2^30 and 2^20 bytes.
func (m Meter) Unit() string {
	switch m {
	case VCPUs:
		return "vCPU·s"
	case Memory:
		return "MB·s"
	case Image:
		return "B·s"
	case Download:
		return "B"
	case Downloads:
		return "times"
	}
	return "GB·s"
}

// Class says how well a quantity is known.
type Class uint8

const (
	// Certain is what lies between two pieces of evidence that agree, or what a
	// creation, a resize and a deletion enclose.
	Certain Class = iota
	// Inferred is what was going on when it was last heard of, in time that was
	// observed and in which nothing said otherwise; and what lies between two
	// pieces of evidence that differ, when the event that explains it is missing.
	Inferred
	// Unobserved is the same for time in which nobody was listening.
	Unobserved

	classes = 3
)

// Quantity is an exact amount, by how well it is known.
type Quantity [classes]big.Int

// Of is the amount of one class. It is not to be changed.
func (q *Quantity) Of(c Class) *big.Int { return &q[c] }

// Total is all of it, new.
func (q *Quantity) Total() *big.Int {
	sum := new(big.Int)
	for c := range q {
		sum.Add(sum, &q[c])
	}
	return sum
}

func (q *Quantity) add(p *Quantity) {
	for c := range q {
		q[c].Add(&q[c], &p[c])
	}
}

// grow adds size × seconds.
func (q *Quantity) grow(c Class, size, seconds int64) {
	var x big.Int
	q[c].Add(&q[c], x.Mul(big.NewInt(size), big.NewInt(seconds)))
}

func (q *Quantity) zero() bool {
	return q[Certain].Sign() == 0 && q[Inferred].Sign() == 0 && q[Unobserved].Sign() == 0
}
