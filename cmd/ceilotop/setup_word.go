package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// word asks for one word. Anything else changes nothing.
func (a *app) word(ctx context.Context, want string) error {
	fmt.Fprintf(a.stderr, "Type %q to go on: ", want)
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(a.stdin).ReadString('\n')
		typed <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case line := <-typed:
		if line == want {
			return nil
		}
		if !isTerminal(a.stdin) {
			fmt.Fprintln(a.stderr)
		}
		return sources.WithHint(fmt.Errorf("nothing was changed: %q was not typed", want), "Type the word, or give --yes.")
	}
}
