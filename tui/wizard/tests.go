package wizard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// tests are the live tests of what the answers name.
type tests struct {
	page    *Page
	on      *tested // the answers that the last ones rest on
	run     int
	running bool
	cancel  context.CancelFunc
	board   *board
	probes  []setup.Probe
	err     error
	table   *table
}

// board is where tests that run say how far they are. A Frame looks at it.
type board struct {
	mu     sync.Mutex
	probes []setup.Probe
}

// tell takes the state of a test.
func (b *board) tell(pr setup.Probe) {
	b.mu.Lock()
	defer b.mu.Unlock()
	same := func(x setup.Probe) bool { return x.ID == pr.ID && x.Address == pr.Address }
	if i := slices.IndexFunc(b.probes, same); i >= 0 {
		b.probes[i] = pr
		return
	}
	b.probes = append(b.probes, pr)
}

func (b *board) look() []setup.Probe {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.probes)
}

func (ts *tests) init() { ts.table, ts.cancel, ts.board = newTable(), func() {}, &board{} }

// tested is how a round of tests ended.
type probed struct {
	run int
	err error
}

// start tests what the answers name now. Tests that still run are ended: what
// they test has been answered otherwise.
func (ts *tests) start() tea.Cmd {
	p := ts.page
	ts.cancel()
	ts.run++
	ts.running, ts.err, ts.board = true, nil, &board{}
	ts.take()
	ctx, cancel := context.WithCancel(p.ctx)
	ts.cancel = cancel
	b, i, run, on, wake := p.c.Backend, p.interview.Clone(), ts.run, ts.board, p.poke
	return func() tea.Msg {
		defer cancel()
		return probed{run, b.Probe(ctx, i, func(pr setup.Probe) {
			on.tell(pr)
			wake()
		})}
	}
}

// again runs the tests once more.
func (ts *tests) again() tea.Cmd { return ts.start() }

func (p *Page) onProbed(msg probed) tea.Cmd {
	ts := &p.tests
	if msg.run != ts.run {
		return nil
	}
	ts.running = false
	ts.err = msg.err
	if errors.Is(msg.err, context.Canceled) {
		ts.err = nil
	}
	ts.take()
	return nil
}

// take looks at the tests that run.
func (ts *tests) take() {
	ts.probes = ts.board.look()
	p := ts.page
	w, t := p.w, p.theme
	rows := make([]row, len(ts.probes))
	for i, pr := range ts.probes {
		sign, style, word := p.probeState(pr.State)
		rows[i] = row{pr.ID + " " + pr.Address, []cell{
			{style, sign + " " + word},
			{t.Text, p.say(pr.Title)},
			{t.Muted, latency(pr)},
			{t.Muted, pr.Address},
		}}
	}
	ts.table.list.SetColumns([]list.Column{
		{ID: "state", Title: w.State, Width: 11, Keep: true},
		{ID: "title", Title: w.Test, Width: 32, Min: 12, Max: 50, Rank: 1, Keep: true},
		{ID: "latency", Title: w.Latency, Width: 8, Right: true, Rank: 2},
		{ID: "address", Title: w.Address, Width: 22, Max: 60, Rank: 3},
	})
	ts.table.set(rows)
}

func (p *Page) probeState(s setup.ProbeState) (sign string, style theme.Style, word string) {
	w, t := p.w, p.theme
	switch s {
	case setup.ProbeRunning:
		return signRuns, t.Info, w.ProbeRunning
	case setup.ProbePassed:
		return signDone, t.OK, w.ProbePassed
	case setup.ProbeFailed:
		return signFailed, t.Error, w.ProbeFailed
	}
	return signElse, t.Muted, w.ProbeSkipped
}

// latency is how long a test took that came to an end.
func latency(pr setup.Probe) string {
	if pr.State != setup.ProbePassed && pr.State != setup.ProbeFailed || pr.Latency <= 0 {
		return ""
	}
	if d := pr.Latency; d < 10*time.Millisecond {
		return d.Round(100 * time.Microsecond).String()
	}
	return pr.Latency.Round(time.Millisecond).String()
}

// count is how many tests are in each state.
func (ts *tests) count() (passed, failed, running int) {
	for i := range ts.probes {
		switch ts.probes[i].State {
		case setup.ProbePassed:
			passed++
		case setup.ProbeFailed:
			failed++
		case setup.ProbeRunning:
			running++
		}
	}
	return passed, failed, running
}

func (ts *tests) state() (string, theme.Style, string) {
	t := ts.page.theme
	passed, failed, _ := ts.count()
	note := ""
	if len(ts.probes) > 0 {
		note = fmt.Sprintf("%d/%d", passed, len(ts.probes))
	}
	switch {
	case failed > 0 || ts.err != nil:
		return signFailed, t.Error, note
	case ts.running:
		return signRuns, t.Info, note
	case passed > 0:
		return signDone, t.OK, note
	}
	return signWaits, t.Muted, note
}

// line is the tests in one line.
func (ts *tests) line(int) string {
	p := ts.page
	w, t := p.w, p.theme
	if ts.err != nil {
		return text(t.Error, signFailed+" "+p.say(ts.err.Error()))
	}
	if len(ts.probes) == 0 {
		if ts.running {
			return text(t.Info, w.TestsRun)
		}
		if why := ts.notHere(); why != "" {
			return text(t.Muted, why)
		}
		return text(t.Muted, w.NoTests)
	}
	line := text(t.Strong, w.Tests) + " "
	for _, pr := range ts.probes {
		sign, style, _ := p.probeState(pr.State)
		line += " " + textf(style, "%s %s", p.testName(pr.ID), sign)
	}
	return line
}

// testName is a test in a word. Most are names of protocols.
func (p *Page) testName(id string) string {
	switch id {
	case "management":
		return p.w.TestOfManagement
	case "permissions":
		return p.w.TestOfPermissions
	case "catalogue":
		return p.w.TestOfCatalogue
	}
	return id
}

// notHere says why nothing is tested, "" where something can be.
func (ts *tests) notHere() string {
	i := ts.page.interview
	if i == nil || i.Facts().System.Reaches() {
		return ""
	}
	return fmt.Sprintf(ts.page.w.NoTestsHere, i.Facts().System.Root)
}

func (ts *tests) view(width, height int) []string {
	p := ts.page
	w, t := p.w, p.theme
	if p.pane.open {
		return p.pane.view(ts.about(width), width, height)
	}
	lines := p.problem(ts.err, width)
	if len(ts.probes) == 0 {
		if why := ts.notHere(); why != "" {
			return append(lines, wrapped(t.Muted, why, width)...)
		}
		return append(lines, ts.line(width))
	}
	top, about := split(len(ts.probes), height-len(lines))
	lines = append(lines, ts.table.view(width, top, t)...)
	if about > 0 {
		lines = append(lines, heading(w.WhatCameBack, width, t))
		lines = append(lines, ts.about(width)...)
	}
	return lines
}

// about is what the selected test found.
func (ts *tests) about(width int) (lines []string) {
	p := ts.page
	w, t := p.w, p.theme
	for _, pr := range ts.probes {
		if pr.ID+" "+pr.Address != ts.table.selected() {
			continue
		}
		sign, style, word := p.probeState(pr.State)
		lines = append(lines, wrapped(style, sign+" "+p.pair(p.say(pr.Title), word), width)...)
		column := names(w.Address, w.Latency, w.Detail)
		lines = append(lines, p.named(w.Address, column, t.Text, pr.Address, width)...)
		lines = append(lines, p.named(w.Latency, column, t.Text, latency(pr), width)...)
		lines = append(lines, p.named(w.Detail, column, t.Text, p.say(pr.Detail), width)...)
		if pr.Hint != "" {
			lines = append(lines, wrapped(t.Warn, fmt.Sprintf(w.Hint, p.say(pr.Hint)), width)...)
		}
	}
	return lines
}
