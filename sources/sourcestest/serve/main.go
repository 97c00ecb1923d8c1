// Serve runs a command, usually go test, while two RabbitMQ nodes stand by that
// all of its processes share. It exits as the command does; the nodes end with
// it. Without RabbitMQ on the machine it only runs the command, whose tests then
// say what they skip.
//
//	go run ./sources/sourcestest/serve go test ./...
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: serve COMMAND [ARGUMENT]…")
		os.Exit(2)
	}
	code, err := serve(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// serve starts the nodes beside the command: it compiles while they boot, and
// the first test that needs a node waits for it.
func serve(command []string) (int, error) {
	dir, err := os.MkdirTemp("", "ceilotop-serve-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = os.Environ()
	if sourcestest.HaveRabbitMQ() && os.Getenv(sourcestest.Environment) == "" {
		cmd.Env = append(cmd.Env, sourcestest.Environment+"="+dir)
		defer launch(dir)()
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	go func() {
		for s := range signals {
			// A terminal sends its signals to the command as well.
			if s == syscall.SIGTERM || s == syscall.SIGHUP {
				_ = cmd.Process.Signal(s)
			}
		}
	}()
	if err := cmd.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		return 0, err
	}
	if code := cmd.ProcessState.ExitCode(); code >= 0 {
		return code, nil
	}
	return 1, nil // a signal ended it
}

// launch starts the nodes and returns what ends them.
func launch(dir string) (end func()) {
	var group sync.WaitGroup
	nodes := make([]*sourcestest.Broker, len(sourcestest.SharedNames))
	for i, name := range sourcestest.SharedNames {
		group.Go(func() {
			b, err := sourcestest.Launch()
			nodes[i] = b
			if err := sourcestest.WriteNode(dir, name, b, err); err != nil {
				fmt.Fprintln(os.Stderr, "serve:", err)
			}
		})
	}
	return func() {
		group.Wait()
		for _, b := range nodes {
			if b != nil {
				b.Close()
			}
		}
	}
}
