package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// saveHere writes a recording into the directory the program was started in.
func saveHere(messages iter.Seq[*sources.Message]) (path string, err error) {
	path, err = saveName()
	if err != nil {
		return "", err
	}
	w, err := recording.Create(path)
	if err != nil {
		return "", err
	}
	for m := range messages {
		if err = w.Write(m); err != nil {
			break
		}
	}
	return saved(path, errors.Join(err, w.Close()))
}

// saveRows writes a table's rows, as JSON lines, into the same directory. They
// may name projects and users, so only the owner may read them.
func saveRows(write func(io.Writer) error) (path string, err error) {
	path, err = saveName()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	return saved(path, errors.Join(write(f), f.Close()))
}

// saveName is in the directory the program was started in, which is where an
// operator looks for what was saved. It tells when.
func saveName() (string, error) {
	name := "ceilotop-" + time.Now().UTC().Format("20060102T150405.000Z") + ".jsonl"
	path, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("save %s: %w", name, err)
	}
	return path, nil
}

// saved takes away what could not be written to its end: half of what was asked
// for must not look like all of it.
func saved(path string, err error) (string, error) {
	if err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}
