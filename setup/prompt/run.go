package prompt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources"
)

func (e *LeftError) Error() string { return fmt.Sprintf("%d steps are blocked", e.Steps) }

// Hint says where to look.
func (e *LeftError) Hint() string { return "the plan says what is in their way" }

// ErrEnded says that the lines ended before the plan was written or applied.
var ErrEnded = errors.New("the answers ended before the setup did")

// Run holds the conversation: detect, questions, live tests, plan, patches. It
// changes this machine only when apply is typed where the answers allow it. On
// every way out the answers are kept, and where, and how to go on is said. The
// error is a *LeftError when steps are blocked, and ctx's when it has ended.
func Run[D any](ctx context.Context, desk Desk[D], show func(D) Sheet, o Options) error {
	t := talk{Options: o, reader: &lines{in: o.In}}
	t.sayf("%s", o.Texts.Detecting)
	i, resumed, err := desk.Detect(ctx)
	if ctx.Err() != nil {
		t.sayf(o.Texts.Before, sources.Visible(o.Place))
		t.sayf(o.Texts.GoOn, sources.Visible(o.Again))
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	t.aside(i.Aside)
	if !resumed.IsZero() {
		t.sayf(o.Texts.Resumed, resumed.Local().Format("2006-01-02 15:04"))
	}
	t.sayf("%s\n%s\n", o.Texts.Help, o.Texts.Leave)
	t.begin(i)
	err = converse(ctx, &t, desk, show)
	t.keep(desk.Keep(i))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, io.EOF) {
		return sources.WithHint(ErrEnded, o.Again)
	}
	return err
}

func converse[D any](ctx context.Context, t *talk, desk Desk[D], show func(D) Sheet) error {
	for {
		if err := t.questions(ctx); err != nil {
			return err
		}
		t.i.GoOn()
		if err := tests(ctx, t, desk); err != nil {
			return err
		}
		again, err := decide(ctx, t, desk, show)
		if err != nil || !again {
			return err
		}
	}
}

// tests makes the live tests and tells each as it ends.
func tests[D any](ctx context.Context, t *talk, desk Desk[D]) error {
	t.sayf("\n%s", t.Texts.Testing)
	any := false
	err := desk.Probe(ctx, t.i, func(p setup.Probe) {
		if p.State != setup.ProbeRunning {
			any = true
			t.probe(p)
		}
	})
	if err == nil && !any {
		t.sayf("%s", t.Texts.Untested)
	}
	if err != nil && ctx.Err() == nil { // the plan says it as well
		t.complain(err)
		err = nil
	}
	return err
}

// decide shows the plan and does with it what is typed. Again goes back to the
// questions.
func decide[D any](ctx context.Context, t *talk, desk Desk[D], show func(D) Sheet) (again bool, err error) {
	t.sayf("\n%s", t.Texts.Planning)
	d, err := desk.Draft(ctx, t.i)
	if err != nil && ctx.Err() == nil {
		// An answer that cannot be used, such as a variable that is not set, is
		// answered otherwise.
		t.complain(err)
		changed, listErr := t.list(ctx)
		if listErr == nil && !changed {
			return false, err
		}
		return true, listErr
	}
	if err != nil {
		return false, err
	}
	sheet := show(d)
	blocked, changes := t.sheet(sheet)
	if !changes && blocked == 0 {
		t.sayf("\n%s", t.Texts.Nothing)
		return false, nil
	}
	for {
		word, err := t.line(ctx, t.ending())
		if err != nil {
			return false, err
		}
		patch := t.i.Answers().Apply.Mode != "local"
		switch {
		case word == "list", word == "<":
			if changed, err := t.list(ctx); err != nil || changed {
				return true, err
			}
		case word == "test":
			if err := tests(ctx, t, desk); err != nil {
				return false, err
			}
		case word == "patch", word == "" && patch:
			return false, errors.Join(export(ctx, t, desk, d), left(blocked))
		case word == "apply":
			if err := desk.MayApply(d); err != nil {
				t.complain(err)
				continue
			}
			return false, errors.Join(apply(ctx, t, desk, d), left(blocked))
		default:
			t.sayf("%s", t.Texts.Neither)
		}
	}
}

func left(steps int) error {
	if steps == 0 {
		return nil
	}
	return &LeftError{steps}
}

func export[D any](ctx context.Context, t *talk, desk Desk[D], d D) error {
	dirs, err := desk.Export(ctx, d)
	if err != nil {
		return err
	}
	t.sayf("%s", t.Texts.Written)
	for _, dir := range dirs {
		t.sayf("  %s", sources.Visible(dir))
	}
	t.sayf("%s", t.Texts.Next)
	return nil
}

func apply[D any](ctx context.Context, t *talk, desk Desk[D], d D) error {
	// The run is made from what was said, and may have to be taken back.
	if err := desk.Keep(t.i); err != nil {
		return err
	}
	result, err := desk.Apply(ctx, d, t.progress, func(line string) { t.sayf("    %s", sources.Visible(strings.TrimRight(line, "\r\n"))) })
	if err != nil {
		return err
	}
	t.sayf(t.Texts.Applied, len(result.Done))
	return nil
}

// aside says which answers of an earlier conversation cannot be used.
func (t *talk) aside(a *interview.Aside) {
	if a != nil {
		t.sayf("%s", t.Texts.Aside)
		t.complain(a.Why)
		t.sayf(t.Texts.Lies, sources.Visible(a.Path))
	}
}

// keep says where the answers are, and what takes them up.
func (t *talk) keep(err error) {
	if err != nil {
		t.sayf(t.Texts.NotKept, sources.Visible(t.Say(err.Error())))
		return
	}
	t.sayf(t.Texts.Kept, sources.Visible(t.Place))
	t.sayf(t.Texts.GoOn, sources.Visible(t.Again))
}

// talk is a conversation that goes on.
type talk struct {
	Options
	reader *lines
	i      *interview.Interview
	behind []string // the keys that were asked, in order
	given  int      // how many answers were given
}
