package prompt

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

func (t *talk) form(format string, values ...any) string { return fmt.Sprintf(format, values...) }

// sayf writes a line, or several. What comes from outside is made visible by
// whoever passes it.
func (t *talk) sayf(format string, values ...any) { fmt.Fprintf(t.Out, format+"\n", values...) }

// complain says what is wrong, and what to do about it, of each error in one.
func (t *talk) complain(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			t.complain(err)
		}
		return
	}
	t.wrap("  ! ", sources.Visible(t.Say(err.Error())))
	if hint := sources.HintOf(err); hint != "" {
		t.wrap("    "+t.Texts.Hint+" ", sources.Visible(t.Say(hint)))
	}
}

// width is that of a small terminal.
const width = 80

// wrap writes a text that hangs behind its lead. Words of Chinese are not apart
// and are left to the terminal.
func (t *talk) wrap(lead, text string) {
	line, fresh := lead, true
	for word := range strings.FieldsSeq(text) {
		if !fresh && len(line)+1+len(word) > width {
			t.sayf("%s", line)
			line, fresh = strings.Repeat(" ", len(lead)), true
		}
		if !fresh {
			line += " "
		}
		line, fresh = line+word, false
	}
	t.sayf("%s", line)
}

// probe tells of a test that has ended, in one line, and what to do.
func (t *talk) probe(p setup.Probe) {
	word := map[setup.ProbeState]string{setup.ProbePassed: t.Texts.Passed, setup.ProbeFailed: t.Texts.Failed, setup.ProbeSkipped: t.Texts.Skipped}[p.State]
	took := ""
	if p.Latency > 0 {
		took = ", " + p.Latency.Round(time.Millisecond).String()
		if p.Latency < time.Millisecond {
			took = ", " + p.Latency.Round(time.Microsecond).String()
		}
	}
	t.sayf("  %s %s (%s%s): %s", word, sources.Visible(t.Say(p.Title)), sources.Visible(p.Address), took, sources.Visible(t.Say(p.Detail)))
	if p.Hint != "" {
		t.wrap("    "+t.Texts.Hint+" ", sources.Visible(t.Say(p.Hint)))
	}
}

// sheet shows a plan, and says how many steps are blocked and whether anything
// is to be done.
func (t *talk) sheet(s Sheet) (blocked int, changes bool) {
	for _, w := range s.Warnings {
		t.wrap("  "+t.Texts.Warning+" ", sources.Visible(t.Say(w)))
	}
	for _, p := range s.Plans {
		if p.Err != nil {
			t.sayf("\n"+t.Texts.NoPlan, sources.Visible(p.Name), sources.Visible(t.Say(p.Err.Error())))
			if hint := sources.HintOf(p.Err); hint != "" {
				t.wrap("    "+t.Texts.Hint+" ", sources.Visible(t.Say(hint)))
			}
			continue
		}
		t.sayf("\n%s", strings.TrimRight(p.Text, "\n"))
		blocked, changes = blocked+p.Blocked, changes || p.Changes
	}
	if s.Snippets != "" {
		t.sayf("\n%s\n\n%s", t.Texts.Owned, strings.TrimRight(s.Snippets, "\n"))
	}
	if blocked > 0 {
		t.sayf("\n"+t.Texts.Blocked, blocked)
	}
	return blocked, changes
}

// ending asks what is done with the plan.
func (t *talk) ending() string {
	a := t.i.Answers().Apply
	if a.Mode == "local" {
		return "\n" + t.Texts.Local + "\n" + t.Texts.Else
	}
	return "\n" + t.form(t.Texts.Patch, sources.Visible(a.OutputDir)) + "\n" + t.Texts.Else
}

func (t *talk) progress(p setup.Progress) {
	if p.Phase != setup.Begun && p.Phase != setup.Failed { // the error says that
		t.sayf("%d/%d %-4s %s: %s", p.Number, p.Total, p.Step, sources.Visible(t.Say(p.Action)), t.Say(string(p.Phase)))
	}
}

// line asks for a word.
func (t *talk) line(ctx context.Context, prompt string) (string, error) {
	text, err := t.raw(ctx, prompt)
	return strings.TrimSpace(text), err
}

func (t *talk) raw(ctx context.Context, prompt string) (string, error) {
	return t.wait(ctx, prompt, t.reader.next)
}

func (t *talk) hidden(ctx context.Context, prompt string) (string, error) {
	text, err := t.wait(ctx, prompt, t.Secret)
	t.sayf("") // what ended the line was not shown either
	return text, err
}

// wait reads in a goroutine of its own: a read of a terminal cannot be given up.
func (t *talk) wait(ctx context.Context, prompt string, read func() (string, error)) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	_, _ = io.WriteString(t.Out, prompt)
	type got struct {
		text string
		err  error
	}
	came := make(chan got, 1)
	go func() {
		text, err := read()
		came <- got{text, err}
	}()
	select {
	case <-ctx.Done():
		t.sayf("")
		return "", ctx.Err()
	case g := <-came:
		if g.err != nil || t.Piped {
			t.sayf("")
		}
		return g.text, g.err
	}
}
