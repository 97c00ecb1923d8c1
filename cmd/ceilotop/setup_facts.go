package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources"
)

var factsFormats = []string{"table", "json", "yaml"}

func newSetupFacts(a *app) *cobra.Command {
	var format, file string
	cmd := &cobra.Command{
		Use:   "facts",
		Short: "Say what this machine is and how its telemetry is set up",
		Long: `facts looks at the machine and changes nothing: distribution, versions of the
services, their configuration files and what takes effect in them, units,
brokers and whether they answer, Keystone, stores, and the tools that own the
host. With --root it looks at the files below a directory alone, and connects to
nothing.

Passwords are always masked. The names in json and yaml stay as they are; null
is what is not known. The exit code is 3 when a file could not be read: what
stands in it is unknown.

With --answers it also writes an answers file for "setup plan": every question
with what was found, why it is asked, and what is left to answer. A file that
is there is left alone.`,
		Example: `ceilotop setup facts
ceilotop setup facts --answers answers.yaml
ceilotop setup facts -f json | jq .services`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(factsFormats, format) {
				return misused("-f %s: the formats are %s", format, strings.Join(factsFormats, ", "))
			}
			facts, err := a.survey(cmd.Context())
			if err != nil {
				return err
			}
			view := viewOf(facts)
			if facts.System.Here() {
				view.reach(cmd.Context())
			}
			if err := writeFacts(a.stdout, format, view); err != nil {
				return err
			}
			if file != "" {
				if err := a.writeAnswers(file, facts); err != nil {
					return err
				}
			}
			return view.partial()
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "table", "format, "+strings.Join(factsFormats, "|"))
	cmd.Flags().StringVar(&file, "answers", "", "write a FILE of answers to start from")
	return cmd
}

// writeAnswers writes the defaults as a file that was not there before.
func (a *app) writeAnswers(name string, facts setup.Facts) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return sources.WithHint(fmt.Errorf("writing the answers: %s is there already, and was left alone", name), "Give --answers another name, or edit the file.")
	}
	if err == nil {
		err = answers.Write(f, answers.Defaults(facts))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("writing the answers: %w", err)
	}
	a.say("%s was written; edit it, then: %s", name, a.command("setup", "plan", "--answers", name))
	return nil
}

func writeFacts(to io.Writer, format string, view *factsView) error {
	if format == "table" {
		_, err := io.WriteString(to, view.table())
		return err
	}
	text, err := json.MarshalIndent(view, "", "  ")
	if err == nil && format == "yaml" {
		text, err = yaml.JSONToYAML(visibleJSON(text))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to, "%s\n", strings.TrimRight(string(text), "\n"))
	return err
}

// visibleJSON makes the escapes of control characters a text that YAML keeps,
// where it would write the characters themselves.
func visibleJSON(text []byte) []byte {
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		line = sources.Visible(strings.TrimSuffix(line, "\n"))
		for i := 0; i < len(line); i++ {
			if line[i] != '\\' || i+1 == len(line) {
				b.WriteByte(line[i])
				continue
			}
			end := i + 2
			switch line[i+1] {
			case 'u':
				end = min(i+6, len(line))
				if r, err := strconv.ParseUint(line[i+2:end], 16, 32); err == nil && sources.Visible(string(rune(r))) != string(rune(r)) {
					b.WriteByte('\\')
				}
			case 'b', 'f', 'r':
				b.WriteByte('\\')
			}
			b.WriteString(line[i:end])
			i = end - 1
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// partial is the error that says how much could not be read.
func (v *factsView) partial() error {
	switch n := len(v.Unreadable); n {
	case 0:
		for _, b := range v.Broken {
			if b.Line == 0 { // not a mistake in a file, but no file
				return &partialError{sources.WithHint(fmt.Errorf("%s could not be read: %s", b.File, b.Reason), "ls -l "+b.File)}
			}
		}
		return nil
	case 1:
		return &partialError{sources.WithHint(fmt.Errorf("%s could not be read", v.Unreadable[0].Path), "sudo ceilotop setup facts")}
	default:
		return &partialError{sources.WithHint(fmt.Errorf("%d files and directories could not be read", n), "sudo ceilotop setup facts")}
	}
}
