package meters

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// row is a meter of one resource or, in a list of names, all meters of one name
// in one store.
type row struct {
	key   uint64 // the same for the same meter in every list
	store *store
	meter sources.Meter
	// count is the number of resources that have a meter of this name; 0 in a
	// list of resources.
	count int
	// some are a few of those resources.
	some []string
	// absent says that no store has it, and store is nowhere.
	absent bool
}

// identity is what stays the same from one list to the next.
type identity struct {
	address               sources.StoreAddress
	name, metric          string
	kind, unit, resource  sources.Text
	project, user, source sources.Text
	unique                bool
}

var seed = maphash.MakeSeed()

// keyOf turns an identity into a key of 64 bits: among 200,000 rows two share
// one by chance once in a billion lists, and keyring takes care of that too.
func keyOf(id identity) uint64 { return maphash.Comparable(seed, id) }

func identify(a sources.StoreAddress, m *sources.Meter) identity {
	return identity{
		address: a, name: m.Name, metric: m.Metric, kind: m.Type, unit: m.Unit, resource: m.ResourceID,
		project: m.ProjectID, user: m.UserID, source: m.Source,
	}
}

// keyring gives the rows of one list keys that are unique: a store may list the
// very same meter twice.
type keyring map[uint64]struct{}

func (k keyring) key(id identity) uint64 {
	key := keyOf(id)
	for {
		if _, taken := k[key]; !taken {
			k[key] = struct{}{}
			return key
		}
		key++
	}
}

// strings of a list are few: 100,000 rows have a hundred names and units.
type intern map[string]string

func (i intern) text(s string) string {
	if kept, ok := i[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	i[s] = s
	return s
}

func (i intern) meter(m *sources.Meter) {
	m.Name = i.text(m.Name)
	for _, t := range []*sources.Text{&m.Type, &m.Unit, &m.ResourceID, &m.ProjectID, &m.UserID, &m.Source} {
		t.Value = i.text(t.Value)
	}
}

// names makes one row of all the rows of a store with the same name.
type names struct {
	rows  []*row
	index map[nameIn]*named
}

type nameIn struct {
	store *store
	name  string
}

type named struct {
	row         *row
	types, unit []string
	last        sources.Text
}

func newNames() *names { return &names{index: map[nameIn]*named{}} }

func (n *names) add(r *row) {
	in := nameIn{r.store, r.meter.Name}
	have := n.index[in]
	if have == nil {
		key := keyOf(identity{address: r.store.Address, name: r.meter.Name, unique: true})
		have = &named{row: &row{key: key, store: r.store, meter: sources.Meter{Name: r.meter.Name}}}
		n.index[in] = have
		n.rows = append(n.rows, have.row)
	}
	have.types = once(have.types, r.meter.Type)
	have.unit = once(have.unit, r.meter.Unit)
	// A meter that changed its unit stands there once for each, one after the
	// other.
	if m := have.row; m.count == 0 || have.last != r.meter.ResourceID {
		m.count++
		if r.meter.ResourceID.Known {
			m.some = spread(m.some, r.meter.ResourceID.Value, m.count)
		}
	}
	have.last = r.meter.ResourceID
}

// all are the rows of the names; what differs among the meters of one is
// listed.
func (n *names) all() []*row {
	for _, have := range n.index {
		have.row.meter.Type, have.row.meter.Unit = joined(have.types), joined(have.unit)
	}
	return n.rows
}

func once(list []string, t sources.Text) []string {
	if t.Known && len(list) < 4 && !slices.Contains(list, t.Value) {
		list = append(list, t.Value)
	}
	return list
}

func joined(list []string) sources.Text {
	if len(list) == 0 {
		return sources.Text{}
	}
	return sources.Known(strings.Join(list, ", "))
}

// spread keeps some of a long series: the first ones, and the newest in place of
// the last.
func spread(some []string, next string, count int) []string {
	if len(some) < broad {
		return append(some, next)
	}
	some[broad-1-count%(broad-1)] = next
	return some
}
