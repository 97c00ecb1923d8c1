package main

import (
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
)

// drive runs a command on a terminal of 80×24, as a person does: the lines of a
// file say in turn what there has to be to see, or not any more, and which keys
// are pressed then.
// At the end ctrl+c leaves it.
func (s *stage) drive(ts *testscript.TestScript, _ bool, args []string) {
	cmd := command(ts, args[1:])
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	ts.Check(err)
	p := &person{tty: tty, cmd: cmd, term: vt.NewSafeEmulator(80, 24), ended: make(chan struct{})}
	defer p.leave(ts)
	go p.watch()
	go func() { _, _ = io.Copy(tty, p.term) }() // what a terminal answers when it is asked
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		what, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch what {
		case "see":
			p.see(ts, text, true)
		case "gone":
			p.see(ts, text, false)
		case "type":
			_, err := io.WriteString(tty, text)
			ts.Check(err)
		case "key":
			_, err := tty.Write([]byte{map[string]byte{"enter": '\r', "esc": 0x1b}[text]})
			ts.Check(err)
		default:
			if what != "" {
				ts.Fatalf("%s: %q is none of see, gone, type and key", args[0], line)
			}
		}
	}
}

// person looks at a terminal.
type person struct {
	tty   io.ReadWriteCloser
	cmd   *exec.Cmd
	term  *vt.SafeEmulator
	ended chan struct{} // the command has written its last
}

func (p *person) watch() {
	defer close(p.ended)
	part := make([]byte, 32<<10)
	for {
		n, err := p.tty.Read(part)
		_, _ = p.term.Write(part[:n])
		if err != nil {
			return
		}
	}
}

func (p *person) screen() string {
	var b strings.Builder
	for y := range 24 {
		for x := 0; x < 80; {
			c := p.term.CellAt(x, y)
			if c == nil || c.Width == 0 {
				b.WriteByte(' ')
				x++
				continue
			}
			b.WriteString(c.Content)
			x += c.Width
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// see waits until a text is there, or is not.
func (p *person) see(ts *testscript.TestScript, text string, there bool) {
	for deadline := time.Now().Add(patience); strings.Contains(p.screen(), text) != there; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("waited %v for %q (%v) on\n%s", patience, text, there, p.screen())
		}
	}
}

func (p *person) leave(ts *testscript.TestScript) {
	defer p.tty.Close() //nolint:errcheck // the command has ended
	_, _ = p.tty.Write([]byte{3})
	timer := time.AfterFunc(patience, func() { _ = p.cmd.Process.Signal(syscall.SIGKILL) })
	defer timer.Stop()
	err := p.cmd.Wait()
	<-p.ended
	_ = p.term.Close()
	if err != nil {
		ts.Logf("the command ended with %v", err)
	}
}
