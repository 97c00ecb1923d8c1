package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/sources"
)

// topologyFlag lets doctor print the picture of who sends what to whom in place
// of its findings.
func (a *app) topologyFlag(cmd *cobra.Command) {
	var format string
	cmd.Flags().StringVar(&format, "topology", "", "print who sends what to whom, with what is broken, in place of the findings, text|mermaid|json")
	examine := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		flags := cmd.Flags()
		if !flags.Changed("topology") {
			return examine(cmd, args)
		}
		for _, other := range []string{"only", "explain", "format"} {
			if flags.Changed(other) {
				return &codedError{exitUnknown, sources.WithHint(fmt.Errorf("doctor: --%s has nothing to say beside --topology", other), "leave one of the two out")}
			}
		}
		print, err := a.printer(format)
		if err != nil {
			return &codedError{exitUnknown, err}
		}
		return a.topology(cmd.Context(), print)
	}
}

// printer is how a picture is printed in a format.
func (a *app) printer(format string) (func(topology.Picture) ([]byte, error), error) {
	switch format {
	case "text":
		return a.picture, nil
	case "mermaid":
		return func(p topology.Picture) ([]byte, error) { return []byte(p.Mermaid()), nil }, nil
	case "json":
		return topology.Picture.JSON, nil
	}
	return nil, fmt.Errorf("doctor: --topology %q is none of text, mermaid and json", sources.Visible(format))
}

// topology looks at everything once, as the examination does, and notes the
// findings at the stations that they are about. What could not be seen the
// picture says; it ends with 0 for all that.
func (a *app) topology(ctx context.Context, print func(topology.Picture) ([]byte, error)) error {
	o := a.newObserver()
	defer o.close()
	seen := o.once(ctx, nil)
	if err := ctx.Err(); err != nil {
		return err
	}
	p := topology.Draw(seen)
	p.Mark(doctor.Examine(seen, nil))
	text, err := print(p)
	if err != nil {
		return err
	}
	if _, err := a.stdout.Write(text); err != nil {
		return err
	}
	if len(p.Brokers) == 0 {
		return sources.WithHint(errors.New("doctor: no broker is known"), "name one: ceilotop --url B=rabbit://… doctor --topology text")
	}
	return nil
}

// picture prints for a person, in his language.
func (a *app) picture(p topology.Picture) ([]byte, error) {
	o := topology.TextOptions{Say: a.words().Say, Columns: ansi.StringWidth}
	if a.colours() {
		o.Broken = func(text string) string {
			// The edge of the picture stays as it is.
			line := strings.TrimLeft(text, " ")
			return text[:len(text)-len(line)] + colourFailed + line + colourOff
		}
	}
	return []byte(p.Text(o)), nil
}
