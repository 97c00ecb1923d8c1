package main

import (
	"io"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

// newManual is fang's man command, writing to our standard output. It is shown:
// a package's build and an operator both need it.
func newManual(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Example: "ceilotop man | man -l -",
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, cmd.Root())
			if err != nil {
				return err
			}
			_, err = io.WriteString(a.stdout, page.Build(roff.NewDocument()))
			return err
		},
	}
}
