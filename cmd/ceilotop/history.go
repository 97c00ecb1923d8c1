package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// maxHistory bounds what is kept of the filters that were typed.
const maxHistory = 200

// historyPath is beside the program's own log.
func historyPath(getenv func(string) string) (string, error) {
	log, err := logPath(getenv)
	return filepath.Join(filepath.Dir(log), "filters"), err
}

// readHistory returns the filters of earlier sessions, oldest first. Without the
// file there are none; it is a convenience and never a reason to fail.
func readHistory(getenv func(string) string) []string {
	path, err := historyPath(getenv)
	if err != nil {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) == 1 && lines[0] == "" {
		return nil
	}
	return lines[max(0, len(lines)-maxHistory):]
}

// keepHistory writes them back. A filter may name a project or a user, so only
// the owner may read the file. It is old or new, never half of it.
func keepHistory(getenv func(string) string, log *slog.Logger) func([]string) {
	return func(filters []string) {
		path, err := historyPath(getenv)
		if err == nil {
			text := strings.Join(filters[max(0, len(filters)-maxHistory):], "\n") + "\n"
			if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
				err = replace(path, func(w io.Writer) error {
					_, err := io.WriteString(w, text)
					return err
				})
			}
		}
		if err != nil {
			log.Warn("the filters are not kept", "error", err)
		}
	}
}
