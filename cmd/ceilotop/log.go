package main

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/tui/ownlog"
)

// maxLog is where the log starts anew; the old one is kept once.
const maxLog = 4 << 20

// openLog opens the program's own log: a file that outlives it, and a ring in
// memory that the interface shows on a page. A home directory that cannot be
// written, which sudo and containers have, is no reason not to start.
func (a *app) openLog() (*slog.Logger, *ownlog.Ring) {
	if a.log != nil {
		return a.log, a.ring
	}
	var out io.Writer
	f, err := openLogFile(a.getenv)
	if err == nil {
		a.logFile, out = f, f
	}
	a.ring = ownlog.New(ownlog.Options{Out: out, Mask: oslo.MaskJSON})
	a.log = slog.New(a.ring)
	if err != nil {
		a.log.Warn("the log is not kept in a file", "error", err)
	}
	return a.log, a.ring
}

func (a *app) closeLog() {
	if a.logFile != nil {
		_ = a.logFile.Close()
	}
}

// stateDir follows the XDG directories as they are now: sudo and tests change
// the environment.
func stateDir(getenv func(string) string) (string, error) {
	state := getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(state) { // the specification says to ignore it
		home := getenv("HOME")
		if home == "" {
			return "", errors.New("neither XDG_STATE_HOME nor HOME is set")
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "ceilotop"), nil
}

func logPath(getenv func(string) string) (string, error) {
	dir, err := stateDir(getenv)
	return filepath.Join(dir, "ceilotop.log"), err
}

func openLogFile(getenv func(string) string) (*os.File, error) {
	path, err := logPath(getenv)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}
