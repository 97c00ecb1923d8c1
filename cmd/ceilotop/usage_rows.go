package main

import (
	"io"
	"math/big"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources/usage"
)

// usageColumns are the columns of csv, for ever.
var usageColumns = []string{
	"project_id", "user_id", "kind", "resource_id", "resource_name", "meter", "unit", "certain", "inferred", "unobserved", "total",
}

// priceColumns follow where there are prices.
var priceColumns = []string{"cost_certain", "cost_inferred", "cost_unobserved", "cost", "currency"}

// writeUsageRows writes a row for each meter of each line, with control characters
// made visible or not.
func writeUsageRows(to io.Writer, visible bool, b *bill) error {
	columns := usageColumns
	if b.prices != nil {
		columns = append(columns[:len(columns):len(columns)], priceColumns...)
	}
	w := rows.New("csv", to, rows.Options{Columns: columns, SortBy: -1, Visible: visible})
	for _, line := range b.lines {
		for _, u := range line.Uses {
			row := []rows.Value{
				rows.Text(known(line.ProjectID)), rows.Text(known(line.UserID)), rows.Text(known(string(line.Kind))),
				rows.Text(known(line.ResourceID)), rows.Text(known(line.Name)), rows.String(string(u.Meter)), rows.String(u.Meter.Unit()),
			}
			for _, amount := range amounts(u.Quantity) {
				row = append(row, rows.String(amount.String()))
			}
			if b.prices != nil {
				for _, amount := range amounts(u.Quantity) {
					row = append(row, rows.Text(known(b.cost(u.Meter, amount))))
				}
				row = append(row, rows.Text(known(b.prices.Currency)))
			}
			if err := w.Write(row); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// amounts are what is certain, inferred and unobserved, and all of it.
func amounts(q *usage.Quantity) []*big.Int {
	return []*big.Int{q.Of(usage.Certain), q.Of(usage.Inferred), q.Of(usage.Unobserved), q.Total()}
}

// cost is what an amount costs, "" without a price.
func (b *bill) cost(m usage.Meter, amount *big.Int) string {
	if b.prices == nil {
		return ""
	}
	cost, priced := b.prices.Cost(m, amount)
	if !priced {
		return ""
	}
	return b.prices.Text(cost)
}

// costs are what lines cost, in the order of amounts.
func (b *bill) costs(lines []usage.Line) []*big.Rat {
	sums := []*big.Rat{new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)}
	for _, line := range lines {
		for _, u := range line.Uses {
			for i, amount := range amounts(u.Quantity) {
				if cost, priced := b.prices.Cost(u.Meter, amount); priced {
					sums[i].Add(sums[i], cost)
				}
			}
		}
	}
	return sums
}

// unpriced are the meters that were used and have no price.
func (b *bill) unpriced() (names []string) {
	used := make(map[usage.Meter]bool)
	for _, line := range b.lines {
		for _, u := range line.Uses {
			used[u.Meter] = true
		}
	}
	for _, m := range usage.Meters {
		if used[m] && b.prices != nil && !b.prices.Priced(m) {
			names = append(names, string(m))
		}
	}
	return names
}
