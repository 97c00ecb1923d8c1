package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
)

// listFlags are what the lists of meters, samples, statistics and resources
// have in common: the options of the ceilometer client, and -f and -c of the
// openstack command.
type listFlags struct {
	store   storeFlags
	query   string
	limit   string
	format  string
	columns []string
	width   string
}

// add adds the flags. A list without a limit has no -l; what names the rows.
func (f *listFlags) add(flags *pflag.FlagSet, what string, limited bool) {
	flags.StringVarP(&f.query, "query", "q", "", "only what meets all conditions of QUERY: field[op][type::]value, with semicolons between; op is one of != >= <= > < =, type string, integer, float, boolean or datetime")
	if limited {
		flags.StringVarP(&f.limit, "limit", "l", "", "show at most NUMBER "+what+", and say so if there are more (default all)")
	}
	flags.StringVarP(&f.format, "format", "f", "table", "format, "+strings.Join(rows.Formats, "|"))
	flags.StringArrayVarP(&f.columns, "column", "c", nil, "show only this COLUMN (repeatable)")
	flags.StringVar(&f.width, "width", "client", "how a table measures text: as the client, or in cells of a terminal, which show an emoji in two, client|terminal")
	f.store.add(flags)
}

// listing is one list: what its flags ask for, and how far it is.
type listing struct {
	a          *app
	what       string // "meters"
	conditions []sources.Condition
	limit      int // how many rows to show, 0: all
	holds      bool
	rows       rows.Writer
	count      atomic.Int64
	cut        bool // there are more rows than the limit
}

// newListing checks the flags, wrong usage first. A table is sorted by a column
// unless sortBy is -1.
func (a *app) newListing(flags *pflag.FlagSet, f *listFlags, what string, columns []string, sortBy int) (*listing, error) {
	l := &listing{a: a, what: what, holds: f.format == "table"}
	shown, err := chosen(f.columns, columns)
	if err != nil {
		return nil, err
	}
	if f.width != "client" && f.width != "terminal" {
		return nil, misused("--width %s: a table is measured as client or terminal", f.width)
	}
	l.rows = rows.New(f.format, a.stdout, rows.Options{
		Columns: columns, Shown: shown, SortBy: sortBy, Visible: isTerminal(a.stdout), Cells: f.width == "terminal",
	})
	if l.rows == nil {
		return nil, misused("-f %s: the formats are %s", f.format, strings.Join(rows.Formats, ", "))
	}
	if flags.Changed("limit") {
		if l.limit, err = parseLimit(f.limit); err != nil {
			return nil, err
		}
	}
	if flags.Changed("query") {
		l.conditions, err = parseQuery(f.query)
	}
	return l, err
}

// ask is the limit for the store: one row more than is shown, which tells
// whether the limit cut the list. The API has no other way to tell.
func (l *listing) ask() int {
	if l.limit == 0 || l.limit == math.MaxInt {
		return 0
	}
	return l.limit + 1
}

// parseLimit reads a -l as the API does: blanks and a plus sign are allowed,
// and a number that is too large is no limit. The client leaves what is not
// positive to the server; its words are kept.
func parseLimit(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	switch {
	case err != nil && n != math.MaxInt && n != math.MinInt:
		return 0, fmt.Errorf("-l %s: a number is needed", text) // the client leaves it to the server, and exits with 1
	case n <= 0:
		return 0, sources.WithHint(fmt.Errorf("-l %s: Limit must be positive", text), "leave -l away to get the whole list")
	}
	return n, nil
}

// chosen finds the columns that -c names, as cliff does: without regard to
// case, with a blank or an underscore between words, and in the list's order.
func chosen(names, columns []string) (shown []int, err error) {
	for _, name := range names {
		i := slices.IndexFunc(columns, func(c string) bool { return spelled(c) == spelled(name) })
		if i < 0 {
			return nil, misused("-c %s: the columns are %s", name, strings.Join(columns, ", "))
		}
		if !slices.Contains(shown, i) {
			shown = append(shown, i)
		}
	}
	slices.Sort(shown)
	return shown, nil
}

func spelled(column string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(column)), " ", "_")
}

// meterNamed checks -m.
func meterNamed(cmd *cobra.Command, meter string, needed bool) error {
	switch {
	case !cmd.Flags().Changed("meter") && needed:
		return &usageError{sources.WithHint(fmt.Errorf("%s: -m NAME is missing", cmd.Name()), "ceilotop meter-list --unique")}
	case cmd.Flags().Changed("meter") && strings.TrimSpace(meter) == "":
		return misused("%s -m: the name of the meter is empty", cmd.Name())
	}
	return nil
}
