// Ferretdb is FerretDB with SQLite on loopback: a server that speaks MongoDB's
// wire protocol and checks logins by SCRAM. It is the MongoDB of the tests, and
// a module of its own, so that the product depends on nothing of it.
//
// FerretDB's package for embedding cannot switch SCRAM on, and its main program
// runs only from its own repository. This program does what that one does with
// --test-enable-new-auth; it may import the internal packages because its path
// lies below FerretDB's.
package main

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/internal/clientconn"
	"github.com/FerretDB/FerretDB/internal/clientconn/connmetrics"
	"github.com/FerretDB/FerretDB/internal/handler/registry"
	"github.com/FerretDB/FerretDB/internal/util/password"
	"github.com/FerretDB/FerretDB/internal/util/state"
)

func main() {
	o := clientconn.NewListenerOpts{Mode: clientconn.NormalMode, Metrics: connmetrics.NewListenerMetrics()}
	data := flag.String("data", "", "directory of the databases, with a slash at its end")
	user := flag.String("user", "", "user who is made in the database admin, with his name as password")
	flag.StringVar(&o.TCP, "tcp", "", "address")
	flag.StringVar(&o.TLS, "tls", "", "address for TLS")
	flag.StringVar(&o.TLSCertFile, "cert", "", "the server's certificate")
	flag.StringVar(&o.TLSKeyFile, "key", "", "its key")
	flag.Parse()
	o.Logger = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	if err := run(o, *data, *user); err != nil {
		o.Logger.Error("ferretdb", "error", err)
		os.Exit(1)
	}
}

func run(o clientconn.NewListenerOpts, data, user string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	provider, err := state.NewProvider("")
	if err != nil {
		return err
	}
	// No reporter of telemetry runs here; this only silences the warning that
	// the user has not decided yet.
	if err := provider.Update(func(s *state.State) { s.DisableTelemetry(); s.TelemetryLocked = true }); err != nil {
		return err
	}
	h, closeBackend, err := registry.NewHandler("sqlite", &registry.NewHandlerOpts{
		Logger: o.Logger, ConnMetrics: o.Metrics.ConnMetrics, StateProvider: provider,
		TCPHost: o.TCP, SQLiteURL: "file:" + data,
		SetupDatabase: "admin", SetupUsername: user, SetupPassword: password.WrapPassword(user),
		TestOpts: registry.TestOpts{CappedCleanupPercentage: 10, EnableNewAuth: true, BatchSize: 100},
	})
	if err != nil {
		return err
	}
	defer closeBackend()
	o.Handler = h
	l, err := clientconn.Listen(&o)
	if err != nil {
		return err
	}
	l.Run(ctx)
	return nil
}
