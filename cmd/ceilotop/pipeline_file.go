package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/pipeline"
)

const (
	// excerptLines is how many lines are shown above and below a place.
	excerptLines = 200
	// maxExcerpt is how much of a file is read, and maxExcerptLine what of a line
	// is shown.
	maxExcerpt     = 16 << 20
	maxExcerptLine = 4 << 10
)

// linesAt reads the lines of a file around a place, masked. A log is read in
// which the line has moved on since; nothing is made of that.
func linesAt(root string, at setup.Place) (pipeline.Excerpt, error) {
	text, err := readBelow(root, at.File)
	if err != nil {
		return pipeline.Excerpt{}, sources.WithHint(fmt.Errorf("read %s: %w", at.File, err), "sudo less "+at.File)
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return pipeline.Excerpt{}, fmt.Errorf("read %s: it is not a text", at.File)
	}
	from := max(at.Line-1-excerptLines, 0)
	lines := osloconf.MaskedLines(string(text), from, max(at.Line, 1)+excerptLines)
	for i, l := range lines {
		if len(l) > maxExcerptLine {
			lines[i] = strings.ToValidUTF8(l[:maxExcerptLine], "") + "…"
		}
	}
	return pipeline.Excerpt{First: from + 1, Lines: lines}, nil
}

// readBelow reads a regular file that root leads to. Below another root than the
// machine's own, a link that leads out of it is refused.
func readBelow(root, name string) ([]byte, error) {
	open := func() (*os.File, error) { return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) }
	if root != "" && filepath.Clean(root) != "/" {
		r, err := os.OpenRoot(root)
		if err != nil {
			return nil, cause(err)
		}
		defer r.Close()
		open = func() (*os.File, error) {
			return r.OpenFile(strings.TrimLeft(filepath.Clean(name), "/"), os.O_RDONLY|syscall.O_NONBLOCK, 0)
		}
	}
	f, err := open()
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return nil, cause(err)
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	text, err := io.ReadAll(io.LimitReader(f, maxExcerpt+1))
	switch {
	case err != nil:
		return nil, cause(err)
	case len(text) > maxExcerpt:
		return nil, fmt.Errorf("it is larger than %d MiB", maxExcerpt>>20)
	}
	return text, nil
}

// cause is an error without the path, which stands before it already.
func cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
