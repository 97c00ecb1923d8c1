package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// saveHere writes a recording into the directory the program was started in,
// which is where an operator looks for it. Its name tells when.
func saveHere(messages iter.Seq[*sources.Message]) (path string, err error) {
	name := "ceilotop-" + time.Now().UTC().Format("20060102T150405.000Z")
	path, err = filepath.Abs(name + ".jsonl")
	if err != nil {
		return "", fmt.Errorf("save %s: %w", name, err)
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
	if err = errors.Join(err, w.Close()); err != nil {
		// Half of what was asked for must not look like all of it.
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}
