//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestAReaderThatLeavesIsNoticed has nothing written: the reader of a quiet feed
// leaves without a write that could fail.
func TestAReaderThatLeavesIsNoticed(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func() (reader, writer *os.File, err error){
		"pipe":   os.Pipe,
		"socket": socketPair,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reader, writer, err := open()
			if err != nil {
				t.Fatal(err)
			}
			defer writer.Close()
			ctx, stop := context.WithCancelCause(t.Context())
			defer stop(nil)
			watched := make(chan struct{})
			go func() {
				defer close(watched)
				watchReader(ctx, writer, stop)
			}()
			select {
			case <-watched:
				t.Fatal("the watch ended while there was a reader")
			case <-time.After(10 * time.Millisecond):
			}
			reader.Close()
			select {
			case <-watched:
			case <-time.After(patience):
				t.Fatal("nobody noticed")
			}
			if cause := context.Cause(ctx); !errors.Is(cause, syscall.EPIPE) {
				t.Errorf("the stream ended with %v, want EPIPE", cause)
			}
		})
	}
}

func socketPair() (reader, writer *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fds[0]), "reader"), os.NewFile(uintptr(fds[1]), "writer"), nil
}
