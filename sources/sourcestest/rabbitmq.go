package sourcestest

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// RabbitMQ starts a node for this test alone and takes it away with it. Lines
// of configuration are added to its rabbitmq.conf.
func RabbitMQ(t testing.TB, config ...string) *Broker {
	t.Helper()
	needRabbitMQ(t)
	b, err := Launch(config...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// Ctl runs rabbitmqctl against the node and returns what it printed.
func (b *Broker) Ctl(t testing.TB, args ...string) string {
	t.Helper()
	return run(t, b.ctl(args...), "rabbitmqctl "+strings.Join(args, " "))
}

// Shell runs a line in which the operator's command rabbitmqctl means this node,
// with the given standard input, and returns what it printed.
func (b *Broker) Shell(t testing.TB, line, stdin string) string {
	t.Helper()
	ctl := b.ctl()
	const script = `rabbitmqctl() { "$RABBITMQCTL" -q -n "$RABBITMQ_NODENAME" "$@"; }
set -e
eval "$1"`
	cmd := exec.Command("/bin/sh", "-c", script, "sh", line)
	cmd.Env = append(ctl.Env, "RABBITMQCTL="+ctl.Path)
	cmd.Stdin = strings.NewReader(stdin)
	return run(t, cmd, line)
}

func run(t testing.TB, cmd *exec.Cmd, what string) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", what, err, out)
	}
	return string(out)
}

// Stop stops the node in an orderly way, as an operator does.
func (b *Broker) Stop(t testing.TB) { b.end(t, syscall.SIGTERM) }

// Kill kills the node, as a power failure does.
func (b *Broker) Kill(t testing.TB) { b.end(t, syscall.SIGKILL) }

func (b *Broker) end(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if b.guard == nil {
		t.Fatal("this node is shared: a test that stops a node starts its own")
	}
	b.guard.end(b.server, signal, time.Minute)
	b.server = 0
}

// Start starts the node again, with its old data and ports.
func (b *Broker) Start(t testing.TB) {
	t.Helper()
	if err := b.start(); err != nil {
		t.Fatal(err)
	}
}
