package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/words"
)

const about = `ceilotop shows the notifications that OpenStack's services publish. It listens
with a queue of its own, so that no message is taken away from Ceilometer.

Without a command it opens the interface on the brokers that it finds in the
configuration files of this machine: A carries the services' RPC, B their
notifications. "ceilotop demo" shows the same without any cloud. The lists of
meters, samples, statistics and resources are those of the ceilometer client.

Exit codes: 0 done, 1 error, 2 wrong usage, 3 partly done, 130 interrupted. Data goes to
standard output, words to standard error.`

// newRoot builds the tree of commands.
func newRoot(a *app) *cobra.Command {
	var also subjects
	var used usagePageFlags
	root := &cobra.Command{
		Use:   "ceilotop",
		Short: "See every notification of an OpenStack cloud, live",
		Long:  about,
		Example: `ceilotop                                       # the brokers this machine knows
ceilotop --url B=file:/root/broker-b.url       # a broker elsewhere
ceilotop events -f json | jq .event_type       # into a pipe
ceilotop meter-list --unique                   # what is metered
ceilotop demo                                  # no cloud at all`,
		Args:          knownCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.open(cmd.Context(), &also, "", &used)
		},
		PersistentPreRunE: func(*cobra.Command, []string) error {
			_, err := a.language()
			return err
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{sources.WithHint(err, cmd.CommandPath()+" --help")}
	})
	root.SetHelpFunc(a.help)

	flags := root.PersistentFlags()
	flags.StringArrayVar(&a.urls, "url", nil, "broker to listen to, as NAME=URL; NAME=env:VARIABLE and NAME=file:PATH keep the password off the command line (repeatable)")
	flags.StringVar(&a.config, "config", "", "find the brokers in this configuration FILE alone")
	flags.StringVar(&a.root, "root", "/", "find the configuration files below this DIRECTORY")
	flags.StringVar(&a.lang, "lang", "", "language of the interface, en|zh (default: as the locale says)")
	flags.BoolVar(&a.showSecrets, "show-secrets", false, "do not mask passwords and tokens")

	also.add(root.Flags())
	used.add(root.Flags())

	root.AddCommand(newEvents(a), newReplay(a), newTrace(a), newDemo(a),
		newMeterList(a), newSampleList(a), newStatistics(a), newResourceList(a),
		newUsage(a), newSetup(a), newAudit(a), newDoctor(a), newCheck(a), newVersion(a), newManual(a))
	root.InitDefaultCompletionCmd()
	return root
}

// help lets fang draw a command's help. Only that: fang's Execute asks the
// terminal for its colours even to print an error, and waits for the answer.
func (a *app) help(cmd *cobra.Command, _ []string) {
	root := newRoot(a)
	root.SetHelpFunc(nil)
	root.SetArgs(append(strings.Fields(cmd.CommandPath())[1:], "--help"))
	quiet := fang.WithErrorHandler(func(w io.Writer, _ fang.Styles, err error) { fmt.Fprintln(w, err) })
	_ = fang.Execute(context.Background(), root, fang.WithoutManpage(), fang.WithoutVersion(), quiet)
}

// knownCommand says which command was meant: a word that is no command is the
// only argument that the root, or setup, can get.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := fmt.Errorf("unknown command %q", args[0])
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return &usageError{sources.WithHint(err, cmd.CommandPath()+" "+near[0])}
	}
	return &usageError{sources.WithHint(err, cmd.CommandPath()+" --help")}
}

// exactly asks for the arguments that are named, no more and no less.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return &usageError{sources.WithHint(fmt.Errorf("%s: %s is missing", cmd.Name(), names[len(args)]), cmd.CommandPath()+" --help")}
		case len(args) > len(names):
			return &usageError{sources.WithHint(fmt.Errorf("%s: unexpected argument %q", cmd.Name(), args[len(names)]), cmd.CommandPath()+" --help")}
		}
		return nil
	}
}

// atMost allows the one argument that is named.
func atMost(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return &usageError{sources.WithHint(fmt.Errorf("%s: unexpected argument %q after %s", cmd.Name(), args[1], name), cmd.CommandPath()+" --help")}
		}
		return nil
	}
}

// words are the texts in that language, which was parsed before.
func (a *app) words() *words.Words {
	lang, _ := a.language()
	return words.For(lang)
}

// language is --lang, or what the locale says.
func (a *app) language() (words.Language, error) {
	if a.lang == "" {
		return words.FromEnv(a.getenv), nil
	}
	l, err := words.Parse(a.lang)
	if err != nil {
		return l, &usageError{fmt.Errorf("--lang: %w", err)}
	}
	return l, nil
}
