package main

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ceilotop/ceilotop/setup/answers"
)

// answersPath is where the answers of a conversation are kept until the next:
// beside the program's own log, so that the machine that they are about stays as
// it is. Each root has its own.
func (a *app) answersPath() (string, error) {
	log, err := logPath(a.getenv)
	if err != nil {
		return "", err
	}
	root, err := filepath.Abs(a.root)
	if err != nil {
		return "", err
	}
	name := "answers.yaml"
	if root != "/" {
		h := fnv.New64a()
		_, _ = io.WriteString(h, root)
		name = fmt.Sprintf("answers-%016x.yaml", h.Sum64())
	}
	return filepath.Join(filepath.Dir(log), name), nil
}

// keptAnswers are those of the last conversation, and when they were kept: zero
// where there was none.
func (a *app) keptAnswers() (answers.File, time.Time, error) {
	path, err := a.answersPath()
	if err != nil {
		return answers.File{}, time.Time{}, nil // nowhere to keep anything
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return answers.File{}, time.Time{}, nil
	}
	if err != nil {
		return answers.File{}, time.Time{}, err
	}
	file, err := answers.Read(path)
	if err != nil {
		return file, time.Time{}, err
	}
	return file, info.ModTime(), nil
}

// keepAnswers replaces them in one step.
func (a *app) keepAnswers(save func(io.Writer) error) error {
	path, err := a.answersPath()
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	var text bytes.Buffer
	if err == nil {
		err = save(&text)
	}
	if err == nil {
		err = os.WriteFile(path+".new", text.Bytes(), 0o600)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return fmt.Errorf("keeping the answers: %w", err)
	}
	return nil
}
