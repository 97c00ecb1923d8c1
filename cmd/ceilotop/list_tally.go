package main

import (
	"fmt"
	"strconv"
	"sync"
	"time"
)

// tally is the line on standard error that counts the rows of a long list, for
// a person who does not see them. It is gone before anything else is written.
type tally struct {
	quit, done chan struct{}
	once       sync.Once
}

// A list that ends sooner than the first tick needs no counting.
const tallyEvery = 250 * time.Millisecond

func (l *listing) tally() *tally {
	t := &tally{quit: make(chan struct{}), done: make(chan struct{})}
	if !isTerminal(l.a.stderr) || isTerminal(l.a.stdout) && !l.holds {
		close(t.done)
		return t
	}
	go func() {
		defer close(t.done)
		tick := time.NewTicker(tallyEvery)
		defer tick.Stop()
		shown := false
		for {
			select {
			case <-t.quit:
				if shown {
					fmt.Fprint(l.a.stderr, "\r\x1b[K")
				}
				return
			case <-tick.C:
				shown = true
				fmt.Fprintf(l.a.stderr, "\r\x1b[K%s %s …", thousands(int(l.count.Load())), l.what)
			}
		}
	}()
	return t
}

func (t *tally) stop() {
	t.once.Do(func() { close(t.quit) })
	<-t.done
}

// thousands writes 12,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
