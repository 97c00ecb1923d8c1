package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

func TestAnExcerptIsMaskedAndStaysBelowItsRoot(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("etc/nova/nova.conf", strings.Repeat("# a line\n", 300)+"transport_url = rabbit://nova:hunter2@10.0.0.1:5672/\nlast\n")
	write("etc/binary", "a\x00b")
	if err := os.Symlink("/etc/passwd", filepath.Join(root, "etc/out")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "etc/fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := linesAt(root, setup.Place{File: "/etc/nova/nova.conf", Line: 301})
	if err != nil || e.First != 101 || len(e.Lines) != 202 || e.Lines[200] != "transport_url = rabbit://nova:******@10.0.0.1:5672/" {
		t.Errorf("%d lines from %d on: %q, %v", len(e.Lines), e.First, e.Lines[max(len(e.Lines)-2, 0):], err)
	}
	if e, err := linesAt(root, setup.Place{File: "/etc/nova/nova.conf"}); err != nil || e.First != 1 || len(e.Lines) == 0 {
		t.Errorf("without a line: %d lines from %d on, %v", len(e.Lines), e.First, err)
	}
	for name, want := range map[string]string{
		"/etc/out": "escapes", "/etc/../../../etc/passwd": "", "/etc/fifo": "no regular file", "/etc/binary": "not a text",
		"/etc/none": "no such file", "/etc": "no regular file",
	} {
		_, err := linesAt(root, setup.Place{File: name, Line: 1})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), root) || sources.HintOf(err) == "" && want != "not a text" {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}
