package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

func newSetupGet(a *app) *cobra.Command {
	var option optionFlags
	cmd := &cobra.Command{
		Use:   "get FILE",
		Short: "Print the value that a service reads from a file",
		Long: `get prints what oslo.config reads: the last assignment, without quotes, with its
references followed, and under the option's old names too. With --multi it
prints all values of an option that adds up, one a line.

Passwords are masked, and the exit code is then 3, unless --show-secrets is given. An
option that is not set is an error.`,
		Example: `ceilotop setup get /etc/nova/nova.conf --section oslo_messaging_notifications --key topics
ceilotop setup get /etc/ceilometer/ceilometer.conf --section notification --key messaging_urls --multi --show-secrets`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := option.check(cmd); err != nil {
				return err
			}
			return a.get(args[0], option)
		},
	}
	option.add(cmd.Flags())
	cmd.Flags().BoolVar(&option.multi, "multi", false, "print every value of an option that adds up")
	cmd.Flags().BoolVar(&option.raw, "raw", false, "print the value without following its references")
	return cmd
}

func (a *app) get(path string, option optionFlags) error {
	file, err := parseConf(path)
	if err != nil {
		return err
	}
	values := lookUp(file, option)
	if len(values) == 0 {
		return fmt.Errorf("reading %s: [%s] %s is not set", path, option.section, option.key)
	}
	masked := false
	for _, v := range values {
		if v.Err != nil {
			return sources.WithHint(v.Err, "Write $$ for a dollar sign that is meant as one, or look at the text with --raw.")
		}
		if v.Key != option.key || osloconf.Normalise(v.Section) != osloconf.Normalise(option.section) {
			a.say("%s:%d sets it under its old name, [%s] %s", sources.Visible(path), v.Line, v.Section, v.Key)
		}
		text := v.Text
		if !a.showSecrets {
			text = osloconf.Mask(v.Key, v.Text)
			masked = masked || text != v.Text
		}
		if isTerminal(a.stdout) {
			text = sources.Visible(text)
		}
		if _, err := fmt.Fprintln(a.stdout, text); err != nil {
			return err
		}
	}
	if masked {
		return &partialError{sources.WithHint(errors.New("the value has a password in it, which was masked"), "--show-secrets prints it.")}
	}
	return nil
}

// lookUp gives the values that count.
func lookUp(file *osloconf.File, option optionFlags) []osloconf.Value {
	old := osloconf.Deprecated(option.section, option.key)
	config := osloconf.Merge(file)
	var values []osloconf.Value
	if option.multi {
		values = config.GetMulti(option.section, option.key, old...)
	} else if v, ok := config.Get(option.section, option.key, old...); ok {
		values = append(values, v)
	}
	if !option.raw {
		return values
	}
	for i, v := range values {
		for _, e := range file.Find(v.Section, v.Key) {
			if e.Line == v.Line {
				values[i].Text, values[i].Err = e.Value, nil
			}
		}
	}
	return values
}
