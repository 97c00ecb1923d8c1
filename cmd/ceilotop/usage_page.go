package main

import (
	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/sources/usage"
	tuiusage "github.com/ceilotop/ceilotop/tui/usage"
)

// usagePageFlags are what the Usage page may be given.
type usagePageFlags struct {
	prices      string
	inventories []string
}

func (f *usagePageFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.prices, "prices", "", "on the Usage page, say what it costs by the prices in this YAML FILE")
	flags.StringArrayVar(&f.inventories, "inventory", nil, "on the Usage page, count what there was at one moment, as usage inventory wrote it to this FILE (repeatable)")
}

// usagePage makes the page and what counts for it.
func usagePage(f *usagePageFlags) (*tuiusage.Config, *usageTally, error) {
	var prices *usage.Prices
	if f.prices != "" {
		var err error
		if prices, err = readPrices(f.prices); err != nil {
			return nil, nil, err
		}
	}
	inventories, err := readInventories(f.inventories)
	if err != nil {
		return nil, nil, err
	}
	t := newUsageTally(inventories)
	return &tuiusage.Config{Backend: t, Prices: prices}, t, nil
}
