package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/words"
)

var (
	usageFormats = []string{"table", "json", "csv"}
	usageBy      = []string{string(usage.ByProject), string(usage.ByUser), string(usage.ByResource)}
)

// usageFlags are what the command line asks for.
type usageFlags struct {
	from, to    string
	inventories []string
	prices      string
	by          string
	format      string
}

func newUsage(a *app) *cobra.Command {
	var f usageFlags
	cmd := &cobra.Command{
		Use:   "usage RECORDING…",
		Short: "Say what each project used, to the second, from recorded events",
		Long: `usage reads recordings, compressed or not and in any order, and sums up what each
project used: seconds of vCPUs, memory and disks of servers, of gigabytes of
volumes and of bytes of images, and the bytes that were downloaded. A directory
stands for the recordings in it, - for standard input. However large the recordings are, it needs memory for the resources alone.

A server counts from its launch to its deletion, a volume from its creation, an
image from its upload. Each second is certain, because it lies between two events
that agree; inferred, because nothing said that it had ended; or unobserved,
because nobody was listening: then it goes on as before, and is never left out.
Without an inventory nothing is known of what was silent all the time, so that the
sums are a lower bound.

The exists events of audits are compared with all others: what is missing, came
twice, or is a ghost, which the audit says was there and which was gone.

Times are in UTC, or RFC 3339; --to is not included. Without them the time is that
of the recordings. Nova and Cinder say MB and GB and mean 2^20 and 2^30 bytes.

A table of prices in YAML gives a cost, of which no fraction is lost before it is
shown:

  currency: EUR
  prices:
    vcpus:       {price: 0.0125, per: vCPU-hour}
    memory:      {price: 0.005, per: GB-hour}
    volume.size: {price: 0.10, per: GB-day}

The exit code is 3 when lines of a recording could not be read.`,
		Example: `ceilotop usage night.jsonl.zst
ceilotop usage --from 2026-11-01 --to 2026-12-01 --prices prices.yaml 2026-11-*.jsonl.zst
ceilotop usage --by resource -f csv november.jsonl.zst > november.csv
ceilotop usage -f json november.jsonl.zst | jq .unobserved`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{sources.WithHint(errors.New("usage: RECORDING is missing"), "ceilotop events --record FILE makes one")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.usage(cmd.Context(), f, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "begin of the time, a TIME or a date in UTC (default: that of the recordings)")
	flags.StringVar(&f.to, "to", "", "end of the time, which is not in it, a TIME or a date in UTC (default: that of the recordings)")
	flags.StringArrayVar(&f.inventories, "inventory", nil, "servers, volumes and images that there were at one moment, as JSON in this FILE (repeatable)")
	flags.StringVar(&f.prices, "prices", "", "say what it costs by the prices in this YAML FILE")
	flags.StringVar(&f.by, "by", usageBy[0], "put together by "+strings.Join(usageBy, "|"))
	flags.StringVarP(&f.format, "format", "f", "table", "format, "+strings.Join(usageFormats, "|"))
	cmd.AddCommand(newUsageInventory(a), newUsageWhatIf(a))
	return cmd
}

// bill is what is shown: a report with prices.
type bill struct {
	report *usage.Report
	lines  []usage.Line
	by     usage.By
	prices *usage.Prices // nil: none
}

func (a *app) usage(ctx context.Context, f usageFlags, paths []string) error {
	switch {
	case !slices.Contains(usageFormats, f.format):
		return misused("-f %s: the formats are %s", f.format, strings.Join(usageFormats, ", "))
	case !slices.Contains(usageBy, f.by):
		return misused("--by %s: it is one of %s", f.by, strings.Join(usageBy, ", "))
	}
	from, err := parseMoment("--from", f.from)
	if err != nil {
		return err
	}
	to, err := parseMoment("--to", f.to)
	if err != nil {
		return err
	}
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return misused("--to %s: it is not after --from %s", f.to, f.from)
	}
	b := bill{by: usage.By(f.by)}
	if f.prices != "" {
		if b.prices, err = readPrices(f.prices); err != nil {
			return err
		}
	}
	ledger := usage.New(from, to)
	inventories, err := readInventories(f.inventories)
	if err != nil {
		return err
	}
	for _, v := range inventories {
		ledger.Take(v)
	}
	unreadable, err := a.readUsage(ctx, ledger, paths)
	if err != nil {
		return err
	}
	if !ledger.Timed() {
		return nothingObserved(unreadable)
	}
	b.report = ledger.Report()
	b.lines = usage.Grouped(b.report.Lines, b.by)
	if err := a.writeBill(f.format, &b); err != nil {
		return err
	}
	if unreadable > 0 {
		return &partialError{fmt.Errorf("usage: %d lines could not be read", unreadable)}
	}
	return nil
}

func nothingObserved(unreadable int) error {
	if unreadable > 0 {
		return &partialError{fmt.Errorf("usage: nothing was observed, and %d lines could not be read", unreadable)}
	}
	return sources.WithHint(errors.New("usage: nothing was observed: no event of a server, a volume or an image was recorded, nor when anybody listened"),
		"with both --from and --to a time is reported in which nobody listened")
}

// parseMoment reads a time, or a date, whose first second it is then.
func parseMoment(option, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, ok := oslo.ParseTime(text); ok {
		return at, nil
	}
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at, nil
	}
	return time.Time{}, misused("%s %s: neither a date such as 2026-11-28 nor a time such as 2026-11-28T08:00:00Z", option, text)
}

// maxPrices bounds what is read: a table of prices has a few lines.
const maxPrices = 1 << 20

func readPrices(path string) (*usage.Prices, error) {
	text, err := os.ReadFile(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the prices: %w", err)
	case len(text) > maxPrices:
		return nil, fmt.Errorf("reading the prices in %s: it is larger than 1 MiB", sources.Visible(path))
	}
	p, err := usage.ParsePrices(path, text)
	if err != nil {
		return nil, fmt.Errorf("reading the prices: %w", err)
	}
	return p, nil
}

func (a *app) writeBill(format string, b *bill) error {
	switch format {
	case "json":
		return a.writeJSON(usageView(b))
	case "csv":
		return writeUsageRows(a.stdout, isTerminal(a.stdout), b)
	}
	lang, err := a.language()
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.stdout, usageTable(words.For(lang), b))
	return err
}
