package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
)

// sandboxProgram is what the sandbox has in place of cinder-volume-usage-audit:
// it hands its arguments to this process and says what comes back. %s is the
// sandbox's directory.
const sandboxProgram = `#!/bin/sh
# A stand-in of ceilotop's demo. It runs no Cinder.
reply=%[1]s/reply.$$
mkfifo -m 600 "$reply" || exit 1
trap 'rm -f "$reply"' EXIT
{ echo "$reply"; for word; do printf '%%s\n' "$word"; done; echo; } >%[1]s/audits
while IFS= read -r line; do
	case $line in
	"exit "*) exit "${line#exit }" ;;
	*) printf '%%s\n' "$line" ;;
	esac
done <"$reply"
exit 1
`

// auditor answers the stand-in's calls.
type auditor struct {
	calls *os.File
	done  chan struct{}
}

// newAuditor makes the program and begins to answer.
func (s *sandbox) newAuditor() (*auditor, error) {
	bin, calls := filepath.Join(s.dir, "bin"), filepath.Join(s.dir, "audits")
	if err := os.Mkdir(bin, 0o700); err != nil {
		return nil, err
	}
	text := fmt.Sprintf(sandboxProgram, setup.ShellWord(s.dir))
	if err := os.WriteFile(filepath.Join(bin, audit.Program), []byte(text), 0o700); err != nil {
		return nil, err
	}
	if err := syscall.Mkfifo(calls, 0o600); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(calls, os.O_RDWR|syscall.O_NONBLOCK, 0) // for writing too, so that it never ends
	if err != nil {
		return nil, err
	}
	a := &auditor{calls: f, done: make(chan struct{})}
	go func() {
		defer close(a.done)
		s.answerAudits(bufio.NewReader(f))
	}()
	return a, nil
}

func (a *auditor) close() {
	_ = a.calls.Close()
	<-a.done
}

// answerAudits reads calls, each a line for the reply's place and one for each
// argument, with an empty line behind them, until there is nothing to read from.
func (s *sandbox) answerAudits(calls *bufio.Reader) {
	var words []string
	for {
		line, err := calls.ReadString('\n')
		if err != nil {
			return
		}
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			words = append(words, line)
			continue
		}
		if len(words) > 0 {
			s.answerAudit(words[0], words[1:])
		}
		words = nil
	}
}

// answerAudit writes what the program would say, unless the caller has gone.
func (s *sandbox) answerAudit(reply string, args []string) {
	if filepath.Dir(reply) != s.dir {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	f, err := openReply(ctx, reply)
	if err != nil {
		return
	}
	defer f.Close()
	code := 0
	if err := s.usageAudit(args, f); err != nil {
		_, _ = fmt.Fprintln(f, err)
		code = 1
	}
	_, _ = fmt.Fprintf(f, "exit %d\n", code)
}

// openReply waits until the caller reads.
func openReply(ctx context.Context, name string) (*os.File, error) {
	for {
		f, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err == nil || !errors.Is(err, syscall.ENXIO) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// usageAudit is what the program does: one volume.exists for each volume that
// was there in the window, sent as cinder.conf says.
func (s *sandbox) usageAudit(args []string, out io.Writer) error {
	var w audit.Window
	var err error
	for i := 0; i+1 < len(args); i++ {
		switch args[i] {
		case "--start_time":
			w.Begin, err = time.Parse(time.DateTime, args[i+1])
		case "--end_time":
			w.End, err = time.Parse(time.DateTime, args[i+1])
		}
		if err != nil {
			return err
		}
	}
	say := func(format string, values ...any) {
		_, _ = fmt.Fprintf(out, "%s INFO cinder.cmd.volume_usage_audit [stand-in] %s\n", time.Now().UTC().Format("2006-01-02 15:04:05.000"), fmt.Sprintf(format, values...))
	}
	say("Starting volume usage audit: from %s to %s", w.Begin.Format(time.DateTime), w.End.Format(time.DateTime))
	volumes := s.cloud.within(w)
	say("Found %d volumes", len(volumes))
	for _, v := range volumes {
		say("Send exists notification for <volume_id: %s> <project_id %s>", v.id, sandboxProject)
		s.sends("cinder", "volume."+sandboxBackend, "volume.exists", v.exists(w))
	}
	say("Found 0 snapshots")
	say("Found 0 backups")
	say("Volume usage audit completed")
	return nil
}
