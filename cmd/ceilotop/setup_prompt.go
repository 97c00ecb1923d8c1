package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"github.com/ceilotop/ceilotop/setup/prompt"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/wizard"
	"github.com/ceilotop/ceilotop/tui/words"
)

// spoken reports whether a guided setup has to be held by plain questions: it
// was asked for, or the terminal can do no more. Without a terminal nobody sees
// either, and plain questions have to be asked for.
func (a *app) spoken(accessible bool) (bool, error) {
	dumb := a.getenv("TERM") == "dumb" || a.getenv("TERM") == ""
	terminal := isTerminal(a.stdin) && isTerminal(a.stdout)
	if !terminal && !accessible {
		return false, &usageError{sources.WithHint(errors.New("setup: the guided setup needs a terminal"), a.asking()+" takes the answers from standard input, a line each")}
	}
	return accessible || dumb, nil
}

// asking is the command that holds the conversation.
func (a *app) asking() string { return a.command("setup", "--accessible") }

// prompts leads through a setup by plain questions.
func (a *app) prompts(ctx context.Context) error { return a.promptsBy(ctx, a.newGuide()) }

func (a *app) promptsBy(ctx context.Context, g *guide) error {
	language, err := a.language()
	if err != nil {
		return err
	}
	w := words.For(language)
	place, _ := keptPath(a.getenv, a.root)
	o := prompt.Options{
		In: a.stdin, Out: a.stdout, Piped: !isTerminal(a.stdin), Texts: prompt.Texts(w.Prompt),
		Say: w.Say, Again: a.asking(), Place: place,
	}
	if f, ok := a.stdin.(*os.File); ok && isTerminal(f) {
		// A read that is given up leaves the terminal without echo.
		if state, err := term.GetState(f.Fd()); err == nil {
			defer func() { _ = term.Restore(f.Fd(), state) }()
		}
		o.Secret = func() (string, error) {
			line, err := term.ReadPassword(f.Fd())
			return string(line), err
		}
	}
	err = prompt.Run(ctx, g, func(d *wizard.Draft) prompt.Sheet { return sheetOf(d, w.Say) }, o)
	var left *prompt.LeftError
	if errors.As(err, &left) {
		return &partialError{err}
	}
	return err
}

// sheetOf is a draft as text.
func sheetOf(d *wizard.Draft, say func(string) string) (s prompt.Sheet) {
	s.Warnings = d.Warnings
	for _, n := range d.Nodes {
		p := prompt.Plan{Name: n.Name, Err: n.Err}
		if n.Err == nil {
			var text strings.Builder
			p.Err = writePlan(&text, n.Plan, say)
			p.Text, p.Changes, p.Blocked = text.String(), n.Plan.Changes(), len(blocked(n.Plan))
		}
		s.Plans = append(s.Plans, p)
	}
	if len(d.Nodes) > 0 {
		var text strings.Builder
		for _, f := range d.Nodes[0].Snippets {
			writeSnippet(&text, f, say)
		}
		s.Snippets = text.String()
	}
	return s
}

// writeSnippet prints what another tool has to be given. Its text is for a file
// and stays as it is, but for its comments and for characters that a terminal
// would obey.
func writeSnippet(w io.Writer, f wizard.Snippet, say func(string) string) {
	fmt.Fprintf(w, "# %s: %s\n# %s\n", sources.Visible(f.Manager), sources.Visible(f.Name), sources.Visible(say(f.Where)))
	for line := range strings.Lines(f.Text) {
		line = strings.TrimRight(line, "\n")
		if comment, ok := strings.CutPrefix(line, "# "); ok {
			line = "# " + say(comment)
		}
		fmt.Fprintln(w, sources.Visible(line))
	}
	if f.After != "" {
		fmt.Fprintf(w, "# %s %s\n", say("then:"), sources.Visible(f.After))
	}
	fmt.Fprintln(w)
}
