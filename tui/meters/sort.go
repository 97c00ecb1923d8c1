package meters

import (
	"cmp"
	"slices"
)

// sort orders rows by a column, what is unknown last in either direction, and
// those that are equal by name, resource and store.
func (j *job) sort(rows []*row) {
	by := columnByID(cmp.Or(j.want.by, nameColumn))
	sign := 1
	if j.want.descending {
		sign = -1
	}
	if by.number == nil {
		slices.SortFunc(rows, func(a, b *row) int {
			x, y := by.text(a), by.text(b)
			if x.Known != y.Known {
				return truth(y.Known) - truth(x.Known)
			}
			if c := sign * cmp.Compare(x.Value, y.Value); c != 0 {
				return c
			}
			return compare(a, b)
		})
		return
	}
	type item struct {
		row   *row
		value float64
		known bool
	}
	items := make([]item, len(rows))
	for i, r := range rows {
		items[i].row = r
		items[i].value, items[i].known = by.number(&j.look, r, j.readings[r.target()])
	}
	slices.SortFunc(items, func(a, b item) int {
		if a.known != b.known {
			return truth(b.known) - truth(a.known)
		}
		if c := sign * cmp.Compare(a.value, b.value); c != 0 {
			return c
		}
		return compare(a.row, b.row)
	})
	for i := range items {
		rows[i] = items[i].row
	}
}

// compare orders rows that a column does not tell apart.
func compare(a, b *row) int {
	if c := cmp.Compare(a.meter.Name, b.meter.Name); c != 0 {
		return c
	}
	if c := cmp.Compare(a.meter.ResourceID.Value, b.meter.ResourceID.Value); c != 0 {
		return c
	}
	if c := cmp.Compare(a.store.Address.URL, b.store.Address.URL); c != 0 {
		return c
	}
	if c := cmp.Compare(a.meter.Unit.Value, b.meter.Unit.Value); c != 0 {
		return c
	}
	return cmp.Compare(a.key, b.key)
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
