// Serve runs a command, usually go test, while two RabbitMQ nodes, a Keystone, a
// Gnocchi, a FerretDB and a PostgreSQL for Cinder stand by that all of its processes share. It exits as
// the command does; the servers end with it. What is not installed on the
// machine is not started, and the tests that need it say that they skip.
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

// serve starts the servers beside the command: it compiles while they boot, and
// the first test that needs one waits for it.
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
		for _, name := range sourcestest.SharedNames {
			defer launch(dir, name, func() (*sourcestest.Broker, error) { return sourcestest.Launch() })()
		}
	}
	if sourcestest.HaveKeystone() && os.Getenv(sourcestest.KeystoneEnvironment) == "" {
		cmd.Env = append(cmd.Env, sourcestest.KeystoneEnvironment+"="+dir)
		defer launch(dir, sourcestest.KeystoneName, sourcestest.LaunchKeystone)()
	}
	if os.Getenv(sourcestest.MongoDBEnvironment) == "" {
		cmd.Env = append(cmd.Env, sourcestest.MongoDBEnvironment+"="+dir)
		defer launch(dir, sourcestest.MongoDBName, sourcestest.LaunchMongoDB)()
	}
	if sourcestest.HaveGnocchi() && os.Getenv(sourcestest.GnocchiEnvironment) == "" {
		cmd.Env = append(cmd.Env, sourcestest.GnocchiEnvironment+"="+dir)
		defer launch(dir, sourcestest.GnocchiName, sourcestest.LaunchGnocchi)()
	}
	if sourcestest.HaveCinder() && os.Getenv(sourcestest.CinderEnvironment) == "" {
		cmd.Env = append(cmd.Env, sourcestest.CinderEnvironment+"="+dir)
		defer launch(dir, sourcestest.CinderName, sourcestest.LaunchCinder)()
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

// launch starts a server and returns what ends it.
func launch[S any, P interface {
	*S
	Close()
}](dir, name string, start func() (*S, error),
) (end func()) {
	var group sync.WaitGroup
	var server *S
	group.Go(func() {
		var err error
		server, err = start()
		if err := sourcestest.WriteNode(dir, name, server, err); err != nil {
			fmt.Fprintln(os.Stderr, "serve:", err)
		}
	})
	return func() {
		group.Wait()
		if server != nil {
			P(server).Close()
		}
	}
}
