package main

import "github.com/spf13/pflag"

// storeFlags say which store of meters to list from.
type storeFlags struct {
	source        string
	ceilometerURL string
}

func (f *storeFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.source, "source", "", "the store to list from, api")
	flags.StringVar(&f.ceilometerURL, "ceilometer-url", "", "URL of the Ceilometer API (default $CEILOMETER_URL); the token is in $OS_AUTH_TOKEN or $OS_TOKEN")
}
