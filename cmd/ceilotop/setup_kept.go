package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/interview"
)

// keptPath is where the answers of an unfinished guided setup are kept: with
// the person who gave them, and for each --root apart. It is an answers file
// like any other.
func keptPath(getenv func(string) string, root string) (string, error) {
	dir, err := stateDir(getenv)
	if err != nil {
		return "", err
	}
	root, err = filepath.Abs(root)
	if err != nil {
		return "", err
	}
	name := "setup.yaml"
	if root != "/" {
		sum := sha256.Sum256([]byte(root))
		name = "setup-" + hex.EncodeToString(sum[:6]) + ".yaml"
	}
	return filepath.Join(dir, name), nil
}

// keepAnswers keeps what was said, for the next start, and says where. The file
// is the old one or the new one, and its owner's alone. It holds no password.
func (a *app) keepAnswers(i *interview.Interview) (path string, err error) {
	path, err = keptPath(a.getenv, a.root)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err != nil {
		return path, fmt.Errorf("keeping the answers: %w", err)
	}
	if err := replace(path, func(w io.Writer) error { return i.Keep(w, answers.Here(".")) }); err != nil {
		return path, fmt.Errorf("keeping the answers in %s: %w", path, err)
	}
	return path, nil
}

// keptAnswers are those of the last guided setup, with the time when they were
// kept; the zero time says that there are none. A file that is none is set
// aside: it is no reason not to begin.
func (a *app) keptAnswers() (answers.File, time.Time, *interview.Aside) {
	path, err := keptPath(a.getenv, a.root)
	if err != nil {
		return answers.File{}, time.Time{}, nil // nowhere to keep any
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return answers.File{}, time.Time{}, nil
	}
	if err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return answers.File{}, time.Time{}, nil // a file without answers kept none
	}
	if err == nil {
		var f answers.File
		if f, err = answers.Read(path); err == nil {
			return f, info.ModTime(), nil
		}
	}
	return answers.File{}, time.Time{}, setAside(path, err)
}

// setAside renames a file that cannot be used, so that it can be looked at. What
// was set aside before stays.
func setAside(path string, because error) *interview.Aside {
	to := path + ".broken"
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); err != nil {
			break
		}
		to = fmt.Sprintf("%s.broken-%d", path, n)
	}
	if err := os.Rename(path, to); err != nil {
		return &interview.Aside{Path: path, Why: errors.Join(because, err)}
	}
	return &interview.Aside{Path: to, Why: because}
}

// conversation is a guided setup that begins.
type conversation struct {
	interview *interview.Interview
	resumed   time.Time // when its first answers were kept; zero: there are none
}

// converse looks at the machine and takes up the answers that were kept. They
// stand above those that are given. The interview says which were set aside.
func (a *app) converse(ctx context.Context, given ...answers.File) (c conversation, err error) {
	facts, err := a.survey(ctx)
	if err != nil {
		return c, err
	}
	kept, at, aside := a.keptAnswers()
	if !at.IsZero() {
		if c.interview, err = interview.Resume(facts, kept, given...); err == nil {
			c.resumed = at
			return c, nil
		}
		aside = setAside(kept.Name, err)
	}
	if c.interview, err = interview.New(facts, given...); err == nil {
		c.interview.Aside = aside
	}
	return c, err
}
