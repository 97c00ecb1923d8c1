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
	var accessible bool
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Set telemetry up, step by step",
		Long: `setup opens the guide: it looks at this machine, asks what it cannot find, tests
what was answered, and shows the plan and the difference that it makes to each
file. It writes patches, or applies the plan after the word was typed, and then
watches the first events arrive. Nothing is changed before. What was answered is
kept for the next time, without passwords.

With --accessible, or where TERM is dumb, it leads through the same by plain
questions, a line each. Standard input may be a file of lines then.

The commands below do the same one by one, for scripts. They work on the
configuration files of OpenStack's services as oslo.config reads them, and leave
every byte alone that they were not asked to change.`,
		Example: `sudo ceilotop setup
ceilotop setup --accessible
ceilotop setup --root ./sandbox
ceilotop setup facts`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			plain, err := a.spoken(accessible)
			if err != nil {
				return err
			}
			if plain {
				return a.prompts(cmd.Context())
			}
			return a.open(cmd.Context(), &subjects{}, setupPage, &usagePageFlags{})
		},
	}
	cmd.Flags().BoolVar(&accessible, "accessible", false, "lead through a setup by plain questions, a line each")
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
