package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"time"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
)

// writeList writes what a store lists, row by row. row appends an item's values
// to the slice it gets.
func writeList[T any](ctx context.Context, l *listing, source func(context.Context) iter.Seq2[T, error], row func([]rows.Value, *T) []rows.Value) error {
	tally := l.tally()
	defer tally.stop()
	err := l.a.attended(ctx, func(ctx context.Context) error {
		var values []rows.Value
		for item, err := range source(ctx) {
			if err != nil {
				return l.broken(err)
			}
			if l.limit > 0 && l.count.Load() == int64(l.limit) {
				l.cut = true
				break
			}
			values = row(values[:0], &item)
			if err := l.rows.Write(values); err != nil {
				return err
			}
			l.count.Add(1)
		}
		tally.stop()
		return l.rows.Close()
	})
	if err == nil && l.cut {
		l.a.say("%s of at least %s %s: -l cut the list", thousands(l.limit), thousands(l.limit+1), l.what)
	}
	return err
}

// broken ends a list that is not whole, and says how much of it there is: a
// table that lacks rows looks like one that does not, so there is none.
func (l *listing) broken(err error) error {
	if e := l.rows.Break(); e != nil {
		return e
	}
	n := int(l.count.Load())
	switch {
	case n == 0:
		return err
	case !l.holds:
		return fmt.Errorf("%w; %s %s were written, the list is not whole", err, thousands(n), l.what)
	}
	whole := fmt.Errorf("%w; %s %s had come, a table is made of whole lists only", err, thousands(n), l.what)
	if sources.HintOf(err) == "" {
		return sources.WithHint(whole, "-f csv writes each row as it comes")
	}
	return whole
}

// attended does work until it ends by itself, the operator interrupts, or the
// reader of standard output leaves. It does not wait for a write that is stuck
// in a full pipe: only our end frees it.
func (a *app) attended(parent context.Context, work func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(parent)
	defer stop(nil)
	if f, ok := a.stdout.(*os.File); ok {
		go watchReader(ctx, f, stop)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.recovered(func() error { return work(ctx) }) }()
	select {
	case err := <-ended:
		if parent.Err() != nil && errors.Is(err, context.Canceled) {
			return parent.Err()
		}
		return err
	case <-ctx.Done():
	}
	select {
	case <-ended:
	case <-time.After(grace):
	}
	return context.Cause(ctx)
}
