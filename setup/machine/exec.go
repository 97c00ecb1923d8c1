package machine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// find looks for a program as a shell does; sudo often leaves the directories of
// the system's own programs out of PATH.
func (m *Machine) find(program string) (string, error) {
	if strings.Contains(program, "/") {
		return program, nil
	}
	for _, dir := range append(filepath.SplitList(m.path), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin") {
		if !filepath.IsAbs(dir) {
			continue
		}
		full := filepath.Join(dir, program)
		if info, err := os.Stat(full); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return full, nil
		}
	}
	return "", fmt.Errorf("there is no program %s: %w", sources.Visible(program), fs.ErrNotExist)
}

// command makes a process that reads nothing, that a ctrl+c on the terminal does
// not reach, and whose environment holds none of the operator's passwords.
func (m *Machine) command(ctx context.Context, argv ...string) (*exec.Cmd, error) {
	program, err := m.find(argv[0])
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, argv[1:]...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + m.path + ":/usr/sbin:/sbin:/usr/bin:/bin", "LC_ALL=C", "HOME=/root", "SYSTEMD_PAGER=", "SYSTEMD_COLORS=0"}
	// A service that is started may keep the pipe that its starter was given.
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd, nil
}

// output runs a program and returns what it writes to standard output. The error
// has the last lines of what it wrote.
func (m *Machine) output(ctx context.Context, argv ...string) ([]byte, error) {
	cmd, err := m.command(ctx, argv...)
	if err != nil {
		return nil, err
	}
	return finish(cmd, argv, nil)
}

// perform runs a program that changes something: what it says is heard.
func (m *Machine) perform(ctx context.Context, argv ...string) error {
	cmd, err := m.command(ctx, argv...)
	if err != nil {
		return err
	}
	_, err = finish(cmd, argv, m.hear)
	return err
}

// finish gives hear, which may be nil, each line as it comes.
func finish(cmd *exec.Cmd, argv []string, hear func(line string)) ([]byte, error) {
	var out, both bytes.Buffer
	var lock sync.Mutex // the two outputs are read at once
	said := &listener{hear: hear}
	cmd.Stdout = tee{&lock, []*bytes.Buffer{&out, &both}, said}
	cmd.Stderr = tee{&lock, []*bytes.Buffer{&both}, said}
	err := cmd.Run()
	said.end()
	if err == nil || errors.Is(err, exec.ErrWaitDelay) {
		return out.Bytes(), nil
	}
	words := sources.Visible(osloconf.Mask("", strings.Join(argv, " ")))
	if said := lastLines(both.Bytes(), 3); said != "" {
		return out.Bytes(), fmt.Errorf("running %s: %w: %s", words, err, said)
	}
	return out.Bytes(), fmt.Errorf("running %s: %w", words, err)
}

// tee keeps the end of what is written: a chatty program costs no memory.
type tee struct {
	lock *sync.Mutex
	to   []*bytes.Buffer
	said *listener
}

func (t tee) Write(p []byte) (int, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.said.take(p)
	for _, b := range t.to {
		if b.Write(p); b.Len() > 1<<20 {
			rest := bytes.Clone(b.Bytes()[b.Len()-1<<18:])
			b.Reset()
			b.Write(rest)
		}
	}
	return len(p), nil
}

// lastLines shows the end of a program's words in one line, without what looks
// like a password.
func lastLines(text []byte, n int) string {
	var lines []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, sources.Visible(osloconf.Mask("", line)))
		}
	}
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}

// code is the exit status of a program that ran; -1 of one that did not.
func code(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}
