package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commands are all commands of the tree, but cobra's own help and completion.
func commands(root *cobra.Command) (all []*cobra.Command) {
	all = append(all, root)
	for _, c := range root.Commands() {
		if c.Name() != "help" && c.Name() != "completion" {
			all = append(all, commands(c)...)
		}
	}
	return all
}

// What is hidden are the old client's options, which say what variables say.
func TestEveryCommandAndFlagIsDocumented(t *testing.T) {
	t.Parallel()
	for _, c := range commands(newRoot(&app{})) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: short help %q", c.CommandPath(), c.Short)
		}
		if c.Runnable() && c.Args == nil {
			t.Errorf("%s takes any arguments", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || f.Hidden && !strings.HasPrefix(f.Usage, "stands for ") || strings.Contains(f.Usage, "`") {
				t.Errorf("%s --%s: help %q", c.CommandPath(), f.Name, f.Usage)
			}
		})
	}
}

// script returns every line of every script that runs a command, without the
// words of testscript.
func script(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	lines := make(map[string]bool)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			lines[strings.TrimSpace(line)] = true
		}
	}
	return lines
}

func TestEveryCommandHasAScript(t *testing.T) {
	t.Parallel()
	lines := script(t)
	for _, c := range commands(newRoot(&app{})) {
		found := false
		for line := range lines {
			at := strings.Index(line, c.CommandPath())
			found = found || at > 0 && !strings.HasPrefix(line, "#") && strings.HasPrefix(line[at+len(c.CommandPath()):]+" ", " ")
		}
		if !found {
			t.Errorf("no script runs %q", c.CommandPath())
		}
	}
}

var shellBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```")

// notOurs are the README's lines that run something else, and what proves them.
var notOurs = map[string]string{
	"go run ./cmd/ceilotop demo": "demo.txtar, built",
	"make test":                  ".ci/run",
	"make build":                 ".ci/run",
	"sudo ./bin/ceilotop":        "machine.txtar, without sudo",
	"sudo ceilotop setup":        "setup-guide.txtar, without sudo",
}

// TestTheReadmesCommandsAreTested looks for each line of the README's shell
// blocks in a comment "README: line" of a script, beside what proves it, and
// parses it besides.
func TestTheReadmesCommandsAreTested(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := shellBlock.FindAllStringSubmatch(string(text), -1)
	if len(blocks) == 0 {
		t.Fatal("the README has no shell block")
	}
	lines := script(t)
	for _, block := range blocks {
		for line := range strings.Lines(block[1]) {
			line = strings.TrimSpace(line)
			if line == "" || notOurs[line] != "" || strings.HasPrefix(line, "export ") {
				continue
			}
			if !lines["# README: "+line] {
				t.Errorf("no script has the comment %q", "# README: "+line)
			}
			if err := parses(line); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

// parses reports whether our command line takes the words.
func parses(line string) error {
	line, _, _ = strings.Cut(line, " | ")
	words := shellWords(line)
	if words[0] != "ceilotop" {
		return os.ErrNotExist
	}
	c, args, err := newRoot(&app{getenv: os.Getenv}).Find(words[1:])
	if err != nil {
		return err
	}
	if err := c.ParseFlags(args); err != nil {
		return err
	}
	return c.ValidateArgs(c.Flags().Args())
}

var word = regexp.MustCompile(`'[^']*'|\S+`)

func shellWords(line string) (words []string) {
	for _, w := range word.FindAllString(line, -1) {
		words = append(words, strings.Trim(w, "'"))
	}
	return words
}
