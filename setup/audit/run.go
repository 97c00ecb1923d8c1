package audit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Outcome is how a run of the program went by its own account.
type Outcome struct {
	Command []string
	User    string
	Exit    int // -1: it was ended, or a signal ended it
	// Late says that it was ended because its time was over, Ended that the
	// operator did not want it any more.
	Late, Ended bool
	Output      []string
	Found       map[Kind]int // what it said that it found
}

// Options say where a run looks for programs, and who hears it.
type Options struct {
	Path   string // a list of directories
	Output func(line string)
}

// Bounds of what is kept of the program's words; all of them are handed on.
const (
	keptLines = 2000
	lineBytes = 4096
)

// Run runs the program and hands on each line that it says, visible and masked.
// The error says why it could not be started; that it failed is an Outcome.
func (t Target) Run(ctx context.Context, w Window, r Request, o Options) (Outcome, error) {
	p, err := t.prepare(w, r, o.Path)
	if err != nil {
		return Outcome{Exit: -1}, err
	}
	defer p.close()
	out := Outcome{Command: p.argv, User: p.user, Exit: -1, Found: make(map[Kind]int)}
	read, write, err := os.Pipe()
	if err != nil {
		return out, err
	}
	defer read.Close()
	cmd := exec.Command(p.argv[0], p.argv[1:]...)
	cmd.Dir = "/"
	// The operator's own environment may hold OS_PASSWORD.
	cmd.Env = []string{"PATH=" + o.Path + ":/usr/sbin:/sbin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/"}
	cmd.Stdout, cmd.Stderr = write, write
	if p.stdin != "" {
		cmd.Stdin = strings.NewReader(p.stdin)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a ctrl+c on the terminal is for us
	if err := cmd.Start(); err != nil {
		_ = write.Close()
		return out, fmt.Errorf("run %s: %w", Program, err)
	}
	_ = write.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		listen(read, func(line string) { out.hear(line, o.Output) })
	}()
	limit := time.NewTimer(r.timeout() + t.grace())
	defer limit.Stop()
	select {
	case err = <-ended:
	case <-limit.C:
		out.Late = true
		err = kill(cmd.Process.Pid, ended)
	case <-ctx.Done():
		out.Ended = true
		err = kill(cmd.Process.Pid, ended)
	}
	// A child that outlives the program may hold the pipe.
	select {
	case <-heard:
	case <-time.After(lastWords):
		_ = read.Close()
		<-heard
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
		out.Exit = 0
	case errors.As(err, &exit):
		out.Exit = exit.ExitCode()
	}
	if t.Container != "" && (out.Exit == 124 || out.Exit == 137) { // what timeout says
		out.Exit, out.Late = -1, true
	}
	if out.Late || out.Ended {
		out.Exit = -1
	}
	return out, nil
}

const (
	patience  = 3 * time.Second // between the polite signal and the other one
	lastWords = time.Second
)

// grace lets the watch in a container end first.
func (t Target) grace() time.Duration {
	if t.Container != "" {
		return 10 * time.Second
	}
	return 0
}

// kill ends the program with all that it has started.
func kill(pid int, ended <-chan error) error {
	_ = syscall.Kill(-pid, syscall.SIGTERM)
	select {
	case err := <-ended:
		_ = syscall.Kill(-pid, syscall.SIGKILL) // runuser may go before the program
		return err
	case <-time.After(patience):
	}
	_ = syscall.Kill(-pid, syscall.SIGKILL)
	return <-ended
}

// listen hands on lines, the long ones cut.
func listen(from io.Reader, line func(string)) {
	r := bufio.NewReaderSize(from, 64<<10)
	for {
		text, err := r.ReadSlice('\n')
		if len(text) > 0 {
			line(strings.TrimRight(string(text), "\r\n"))
		}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		if err != nil {
			return
		}
	}
}

// colour is what oslo.log ends its lines with, even where there is no terminal.
var colour = regexp.MustCompile(`\x1b\[[0-9;]*m`)

var foundLine = regexp.MustCompile(`Found (\d+) (volume|snapshot|backup)s\b`)

// hear takes a line of the program.
func (o *Outcome) hear(line string, to func(string)) {
	line = colour.ReplaceAllString(line, "")
	if m := foundLine.FindStringSubmatch(line); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			o.Found[Kind(m[2])] = n
		}
	}
	line = sources.Visible(osloconf.Mask("", string(oslo.MaskJSON([]byte(line)))))
	if len(line) > lineBytes {
		line = strings.ToValidUTF8(line[:lineBytes], "") + "…"
	}
	if to != nil {
		to(line)
	}
	if len(o.Output) < keptLines {
		o.Output = append(o.Output, line)
	} else { // the last lines say more than those in the middle
		copy(o.Output[keptLines/2:], o.Output[keptLines/2+1:])
		o.Output[keptLines-1] = line
	}
}
