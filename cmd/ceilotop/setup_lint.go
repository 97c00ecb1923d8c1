package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

func newSetupLint(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE",
		Short: "Find the accidents of copying a guide into a file",
		Long: `lint looks for what goes wrong when configuration is copied by hand: comments in
values, placeholders, pasted indentation, dots, text glued to a password,
dollar signs, and whatever else stops oslo.config. Each finding is a line: the
place, what it is, what oslo.config makes of it, and what mends it.

The exit code is 0 when there is nothing, 3 when there are findings, 1 when the
file cannot be read.`,
		Example: "ceilotop setup lint /etc/ceilometer/ceilometer.conf",
		Args:    exactly("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := readConf(args[0])
			if err != nil {
				return err
			}
			findings := osloconf.Lint(args[0], text)
			for _, f := range findings {
				if _, err := fmt.Fprintln(a.stdout, sources.Visible(f.String())); err != nil {
					return err
				}
			}
			switch len(findings) {
			case 0:
				return nil
			case 1:
				return &partialError{errors.New("1 finding")}
			}
			return &partialError{fmt.Errorf("%d findings", len(findings))}
		},
	}
}
