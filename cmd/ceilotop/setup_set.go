package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// setFlags are what set is asked to do.
type setFlags struct {
	optionFlags
	values        []string
	valueFile     string
	unset, dryRun bool
}

func newSetupSet(a *app) *cobra.Command {
	var f setFlags
	cmd := &cobra.Command{
		Use:   "set FILE",
		Short: "Change one option of a file and nothing else",
		Long: `set changes the value of one option and prints the difference, with passwords
masked unless --show-secrets is given. A new option lands below its commented default, else
at the end of its section. With --multi the option gets exactly the values that
are given. A file that oslo.config cannot parse is refused.

The value is meant as it is: quotes are added where its blanks need them, and a
dollar sign is doubled, unless --raw says that it begins a reference.

The file is replaced in one step and keeps its owner, mode and extended
attributes. Symbolic links and files with several names are refused.`,
		Example: `ceilotop setup set /etc/nova/nova.conf --key instance_usage_audit --value True
ceilotop setup set /etc/nova/nova.conf --section oslo_messaging_notifications --key transport_url --value-file /root/broker-b.url
ceilotop setup set /etc/nova/nova.conf --section oslo_messaging_notifications --key driver --multi --value messagingv2 --value log`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			return a.set(args[0], &f)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().StringArrayVar(&f.values, "value", nil, "the VALUE; every user of the machine can read it on the command line (repeatable with --multi)")
	cmd.Flags().StringVar(&f.valueFile, "value-file", "", "take the value from this FILE, - is standard input; with --multi each line is a value")
	cmd.Flags().BoolVar(&f.multi, "multi", false, "the option adds up: give it exactly these values")
	cmd.Flags().BoolVar(&f.raw, "raw", false, "a $ in the value begins a reference to another option")
	cmd.Flags().BoolVar(&f.unset, "unset", false, "remove the option instead")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "print the difference and write nothing")
	return cmd
}

func (f *setFlags) check(cmd *cobra.Command) error {
	if err := f.optionFlags.check(cmd); err != nil {
		return err
	}
	given := 0
	for _, yes := range []bool{len(f.values) > 0, f.valueFile != "", f.unset} {
		if yes {
			given++
		}
	}
	switch {
	case given == 0:
		return misused("set: --value or --value-file is missing")
	case given > 1:
		return misused("set: --value, --value-file and --unset: only one of them")
	case len(f.values) > 1 && !f.multi:
		return &usageError{sources.WithHint(fmt.Errorf("set: --value was given %d times", len(f.values)), "An option that adds up is set with --multi.")}
	}
	return nil
}

func (a *app) set(path string, f *setFlags) error {
	change, err := a.change(f)
	if err != nil {
		return err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return err
	}
	var old, edited *osloconf.File
	if f.dryRun {
		if old, err = parseConf(path); err != nil {
			return err
		}
		if edited, err = old.Edit(change); err != nil {
			return err
		}
	} else if old, edited, err = rewrite(path, change); err != nil {
		return err
	}
	if old == edited {
		a.say("nothing to do: it is so already")
		return nil
	}
	if err := a.showDiff(path, old.Bytes(), edited.Bytes()); err != nil {
		return err
	}
	if f.dryRun {
		a.say("nothing was written")
	}
	a.warn(edited, f)
	return nil
}

// rewrite edits the file in place, in one step.
func rewrite(path string, change osloconf.Change) (old, edited *osloconf.File, err error) {
	e, err := machine.Edit(path)
	if err != nil {
		return nil, nil, err
	}
	defer e.Close()
	if old, err = osloconf.Parse(path, e.Text()); err != nil {
		return nil, nil, err
	}
	if edited, err = old.Edit(change); err != nil || edited == old {
		return old, edited, err
	}
	return old, edited, e.Replace(edited.Bytes())
}

// change is what the options ask for.
func (a *app) change(f *setFlags) (osloconf.Change, error) {
	if f.unset {
		return osloconf.Unset(f.section, f.key), nil
	}
	values := f.values
	if f.valueFile != "" {
		text, err := a.valueFile(f.valueFile)
		if err != nil {
			return osloconf.Change{}, fmt.Errorf("--value-file: %w", err)
		}
		values = []string{strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")}
		if f.multi {
			values = nil
			for line := range strings.Lines(text) {
				values = append(values, strings.TrimRight(line, "\r\n"))
			}
		}
	}
	for i, v := range values {
		if f.valueFile == "" && osloconf.Mask(f.key, v) != v {
			a.say("--value: every user of this machine can read the password on the command line")
			fmt.Fprintln(a.stderr, "hint: --value-file FILE, or --value-file - for standard input")
		}
		if !f.raw {
			values[i] = osloconf.Literal(v)
		}
	}
	if f.multi {
		return osloconf.SetMulti(f.section, f.key, values...), nil
	}
	return osloconf.Set(f.section, f.key, values[0]), nil
}

func (a *app) valueFile(name string) (string, error) {
	const limit = 1 << 20
	var from io.Reader = a.stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer file.Close()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, limit+1))
	if err == nil && len(text) > limit {
		err = fmt.Errorf("%s is larger than 1 MiB", name)
	}
	return string(text), err
}

// showDiff prints the difference: for people with passwords masked, or as the
// patch that it is.
func (a *app) showDiff(path string, old, edited []byte, secrets ...sources.Secret) error {
	if a.showSecrets && !isTerminal(a.stdout) {
		_, err := io.WriteString(a.stdout, osloconf.Diff(path, old, edited))
		return err
	}
	_, err := io.WriteString(a.stdout, a.visibleDiff(path, old, edited, secrets...))
	return err
}

// warn says what the new value does not win over, and what it wins over.
func (a *app) warn(edited *osloconf.File, f *setFlags) {
	if f.multi || f.unset {
		return
	}
	found := edited.Find(f.section, f.key)
	for _, e := range found[:max(0, len(found)-1)] {
		a.say("line %d sets it too, without effect", e.Line)
	}
	files := []*osloconf.File{edited}
	for _, path := range machine.Later(edited.Name()) {
		if later, err := parseConf(path); err == nil {
			files = append(files, later)
		}
	}
	old := osloconf.Deprecated(f.section, f.key)
	if v, ok := osloconf.Merge(files...).Shadow(edited.Name(), f.section, f.key, old...); ok {
		a.say("shadowed by %s:%d where the service is started without --config-file", sources.Visible(v.File), v.Line)
	}
}
