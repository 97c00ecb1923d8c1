package machine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Runner runs a program that only looks, and returns what it wrote to standard
// output. An error may come with output: rpm complains about one package and
// lists the others. The program gets no input and none of the environment but
// PATH, and speaks English.
type Runner func(ctx context.Context, program string, args ...string) ([]byte, error)

const (
	// runTime is how long a program may take: rpm with 3,000 packages on a slow
	// disk needs some seconds.
	runTime = 15 * time.Second
	maxRun  = 16 << 20
)

// ask is the Runner of the real machine.
func ask(ctx context.Context, program string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = time.Second // a grandchild may hold the pipe
	// The operator's own environment may hold OS_PASSWORD.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/", "LC_ALL=C", "SYSTEMD_PAGER=", "SYSTEMD_COLORS=0"}
	var out, complaint limited
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("%s did not answer within %v", program, runTime)
	case errors.Is(err, exec.ErrNotFound):
		err = fmt.Errorf("there is no %s: %w", program, exec.ErrNotFound)
	case errors.As(err, &exit):
		first, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		err = fmt.Errorf("%s: %w: %s", program, err, first)
	}
	return out.Bytes(), err
}

// limited keeps the first 16 MiB and lets the program go on.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	l.Buffer.Write(p[:min(len(p), max(maxRun-l.Len(), 0))])
	return len(p), nil
}
