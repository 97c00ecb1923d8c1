package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Options say how a node is reached. The zero value is the usual way.
type Options struct {
	// SSH is the program; "" is ssh.
	SSH string
	// Sudo is false for a destination that is root already.
	Sudo bool
	// Limits bound what is taken.
	Limits Limits
}

// Node is the files of another node.
type Node struct {
	// Dir is a root for a survey: a temporary directory of mode 0700.
	Dir string
	// Left are the files that were not taken, with the reason.
	Left []string
}

// Close removes the files: they hold passwords.
func (n Node) Close() error { return os.RemoveAll(n.Dir) }

// Fetch brings the files of a node here. The script goes to the node on
// standard input, and its answer is a tar archive, in which nothing is
// believed: no link leads out of the directory, and sizes are bounded.
func Fetch(ctx context.Context, host string, o Options) (Node, error) {
	if host == "" || strings.HasPrefix(host, "-") || strings.ContainsAny(host, " \t\r\n") {
		return Node{}, sources.WithHint(fmt.Errorf("fetching the files of %q: this is not a destination of ssh", host), "Such as 192.0.2.21 or root@compute1.")
	}
	dir, err := os.MkdirTemp("", "ceilotop-node-") // of mode 0700
	if err != nil {
		return Node{}, fmt.Errorf("fetching the files of %s: %w", sources.Visible(host), err)
	}
	n := Node{Dir: dir}
	if n.Left, err = fetch(ctx, host, dir, o); err != nil {
		return Node{}, errors.Join(fmt.Errorf("fetching the files of %s: %w", sources.Visible(host), err), n.Close())
	}
	return n, nil
}

func fetch(ctx context.Context, host, dir string, o Options) ([]string, error) {
	program := o.SSH
	if program == "" {
		program = "ssh"
	}
	shell := "sh -s"
	if o.Sudo {
		shell = "sudo -n sh -s"
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "--", host, shell)
	cmd.Stdin = strings.NewReader(script())
	said := &tail{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, sources.WithHint(err, "Install the client of OpenSSH, or copy the node's /etc here and give it with --from.")
	}
	left, unpackErr := Unpack(out, dir, o.Limits)
	if unpackErr != nil {
		cancel() // it would go on writing
	}
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil && (unpackErr == nil || errors.Is(unpackErr, errNoArchive)) {
		return nil, sources.WithHint(fmt.Errorf("%s: %w: %s", program, err, said), hint(said.String(), host))
	}
	return left, unpackErr
}

// hint tells the usual reasons apart by what ssh and sudo say.
func hint(said, host string) string {
	host = sources.Visible(host)
	switch {
	case strings.Contains(said, "Permission denied"):
		return "Try: ssh " + host + " true. The key may be missing from the agent."
	case strings.Contains(said, "Host key verification failed"):
		return "Connect once by hand: ssh " + host
	case strings.Contains(said, "password is required"), strings.Contains(said, "sudo:"):
		return "Allow sudo without a password there, or connect as root: root@" + host
	}
	return "Try: ssh " + host + " true — or copy the node's /etc here and give it with --from."
}

// script packs what there is of Paths. It leaves out what is no file, and what
// no survey reads.
func script() string {
	var b strings.Builder
	b.WriteString("set -u\ncd / || exit 1\nset --\nfor p in")
	for _, p := range Paths {
		b.WriteString(" " + p) // constants of ours: patterns are meant
	}
	b.WriteString("; do\n\tif [ -e \"$p\" ]; then set -- \"$@\" \"$p\"; fi\ndone\n")
	// tar ends with 1 when a file changes while it is read.
	b.WriteString("tar -czf - --exclude='*.pem' --exclude='*.key' --exclude='fernet-keys' --exclude='credential-keys' -- \"$@\"\nr=$?\n[ $r -le 1 ] || exit $r\n")
	return b.String()
}

// tail keeps the end of what a program said.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if n := len(t.text) - 1024; n > 0 {
		t.text = t.text[n:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	return sources.Visible(string(bytes.TrimSpace(t.text)))
}
