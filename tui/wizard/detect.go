package wizard

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// detect is what is known about the machine.
type detect struct {
	begun   bool
	err     error
	resumed time.Time // when the answers were kept that were taken up
	text    pane
}

// detected is how a look at the machine ended.
type detected struct {
	interview *interview.Interview
	resumed   time.Time
	err       error
}

// look has the machine looked at.
func (p *Page) look() {
	p.detect.begun = true
	b := p.c.Backend
	p.enqueue(detecting, func(ctx context.Context) tea.Msg {
		i, resumed, err := b.Detect(ctx)
		return detected{i, resumed, err}
	})
}

func (p *Page) onDetected(msg detected) tea.Cmd {
	d := &p.detect
	d.err = msg.err
	if msg.interview == nil {
		return nil
	}
	d.resumed = msg.resumed
	return tea.Batch(p.begin(msg.interview), p.seekStep())
}

// begin asks from the first open question on.
func (p *Page) begin(i *interview.Interview) tea.Cmd {
	p.interview = i
	p.ask.restart()
	return p.changed()
}

// lookAgain looks at the machine once more.
func (p *Page) lookAgain() tea.Cmd {
	p.look()
	return nil
}

// forget asks whether to begin without the answers that were taken up.
func (p *Page) forget() tea.Cmd {
	w := p.w
	return dialog.Show(dialog.Ask(w.ForgetTitle, w.ForgetText, &p.c.Keys.Confirm, &p.c.Words.Dialog, func() tea.Cmd {
		i, err := p.interview.Afresh()
		p.detect.err, p.detect.resumed = err, time.Time{}
		return p.done(tea.Batch(p.begin(i), p.keep()))
	}))
}

type detectView struct{ *Page }

func (p detectView) state() (string, theme.Style, string) {
	switch {
	case p.busy(detecting):
		return signRuns, p.theme.Info, ""
	case p.detect.err != nil:
		return signFailed, p.theme.Error, ""
	case p.interview == nil:
		return signWaits, p.theme.Muted, ""
	}
	return signDone, p.theme.OK, ""
}

func (p detectView) view(width, height int) []string {
	w, t := p.w, p.theme
	var lines []string
	if p.busy(detecting) {
		lines = append(lines, text(t.Info, w.Detecting))
	}
	lines = append(lines, p.problem(p.detect.err, width)...)
	if p.interview != nil {
		if at := p.detect.resumed; !at.IsZero() {
			lines = append(lines, wrapped(t.Warn, fmt.Sprintf(w.Resumed, at.UTC().Format(time.DateTime)+"Z", p.k.Forget.Help().Key), width)...)
		}
		if aside := p.interview.Aside; aside != nil {
			lines = append(lines, wrapped(t.Warn, signBlocked+" "+w.SetAside, width)...)
			lines = append(lines, wrapped(t.Warn, "  "+aside.Path, width)...)
			lines = append(lines, p.problem(aside.Why, width)...)
		}
		lines = append(lines, p.found(p.interview.Facts(), width)...)
		lines = append(lines, "")
		lines = append(lines, wrapped(t.Key, fmt.Sprintf(w.GoOnToQuestions, p.k.GoOn.Help().Key), width)...)
	}
	return p.detect.text.view(lines, width, height)
}

// found are the facts that the questions and the plan rest on.
func (p *Page) found(f setup.Facts, width int) (lines []string) {
	w, t := p.w, p.theme
	column := min(names(w.System, w.Roles, w.Services, w.Managed, w.Note, w.Unreadable), max(width/2, 4))
	add := func(name string, s theme.Style, value string) {
		lines = append(lines, p.named(name, column, s, value, width)...)
	}
	missing := func(value string) string {
		if value == "" {
			return w.NothingFound
		}
		return value
	}
	add(w.System, t.Text, missing(systemOf(f.System)))
	add(w.Roles, t.Strong, missing(p.rolesOf()))
	services := servicesOf(f)
	if len(services) == 0 {
		add(w.Services, t.Text, w.NothingFound)
	}
	for i, s := range services {
		name := w.Services
		if i > 0 {
			name = ""
		}
		add(name, t.Text, s)
	}
	if len(f.Brokers) == 0 {
		add(w.Brokers, t.Text, w.NothingFound)
	}
	for _, b := range f.Brokers {
		from := ""
		if len(b.From) > 0 {
			from = fmt.Sprintf(" "+w.From, b.From[0].String())
		}
		add(fmt.Sprintf(w.Broker, b.Name), t.Text, hostsOf(b)+from)
	}
	for _, m := range f.Managers {
		add(w.Managed, t.Warn, managerOf(m))
	}
	for _, u := range f.Unreadable {
		add(w.Unreadable, t.Error, u.Error())
	}
	for _, b := range f.Broken {
		add(w.Unreadable, t.Error, b.Error())
	}
	for _, n := range f.Notes {
		add(w.Note, t.Warn, p.say(n))
	}
	return lines
}

// rolesOf are the roles that the answers give to this machine.
func (p *Page) rolesOf() string {
	var roles []string
	for _, r := range p.interview.Answers().Roles {
		roles = append(roles, p.roleName(r))
	}
	return strings.Join(roles, ", ")
}

func (p *Page) roleName(r setup.NodeRole) string {
	switch r {
	case setup.Controller:
		return p.w.Controller
	case setup.Compute:
		return p.w.Compute
	case setup.Storage:
		return p.w.Storage
	}
	return string(r) // broker has one word in every language
}

func servicesOf(f setup.Facts) (lines []string) {
	for _, s := range f.Services {
		lines = append(lines, sources.Visible(serviceOf(s)))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}
