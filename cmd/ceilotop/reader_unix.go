//go:build unix

package main

import (
	"context"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// watchReader ends the stream when the reader of a pipe or socket has left.
// Without it a tap on a quiet broker would stay until the next event fails to
// be written.
func watchReader(ctx context.Context, f *os.File, stop context.CancelCauseFunc) {
	const often = 500 * time.Millisecond
	info, err := f.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return
	}
	fd := []unix.PollFd{{Fd: int32(f.Fd())}}
	for ctx.Err() == nil {
		n, err := unix.Poll(fd, int(often.Milliseconds()))
		if err != nil && err != unix.EINTR {
			return
		}
		// A pipe says POLLERR, a socket and other systems' pipes POLLHUP.
		if n > 0 && fd[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0 {
			stop(syscall.EPIPE)
			return
		}
		if n > 0 { // something else: do not spin
			return
		}
	}
}
