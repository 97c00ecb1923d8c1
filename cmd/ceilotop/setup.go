package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

func newSetup(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Read, change and check the services' configuration files",
		Long: `setup works on the configuration files of OpenStack's services as oslo.config
reads them, and leaves every byte alone that it was not asked to change.`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &usageError{sources.WithHint(fmt.Errorf("setup: no command was given"), cmd.CommandPath()+" --help")}
		},
	}
	cmd.AddCommand(newSetupFacts(a), newSetupPlan(a), newSetupDiff(a), newSetupApply(a), newSetupStatus(a), newSetupRollback(a), newSetupExport(a),
		newSetupGet(a), newSetupSet(a), newSetupLint(a))
	return cmd
}

// optionFlags name one option of a file.
type optionFlags struct {
	section, key string
	multi, raw   bool
}

func (o *optionFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&o.section, "section", "DEFAULT", "the SECTION that the option stands in")
	flags.StringVar(&o.key, "key", "", "the option's KEY")
}

func (o *optionFlags) check(cmd *cobra.Command) error {
	if o.key == "" {
		return &usageError{sources.WithHint(fmt.Errorf("%s: --key is missing", cmd.Name()), cmd.CommandPath()+" --help")}
	}
	return nil
}

// parseConf reads and parses a file.
func parseConf(path string) (*osloconf.File, error) {
	text, err := readConf(path)
	if err != nil {
		return nil, err
	}
	return osloconf.Parse(path, text)
}

func readConf(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrPermission) {
		err = sources.WithHint(err, "Run the command as root: the file may hold passwords, and only its service may read it.")
	}
	return text, err
}
