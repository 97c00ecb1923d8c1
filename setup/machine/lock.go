package machine

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"github.com/ceilotop/ceilotop/sources"
)

const lockFile = "/run/lock/ceilotop.lock"

// ErrLocked says that another ceilotop changes this machine.
var ErrLocked = errors.New("another ceilotop is at work on this machine")

// Lock keeps every other ceilotop from changing the machine below root until
// unlock is called or the process ends. When another one is at work the error is
// ErrLocked and says whose process it is.
func Lock(root string) (unlock func() error, err error) {
	dir, err := ensure(root, filepath.Dir(lockFile), 0o755)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, filepath.Base(lockFile))
	// Everybody may make files in /run/lock, links to other files among them.
	l := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK), flock.SetPermissions(0o644))
	held, err := l.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking %s: %w", path, err)
	case !held:
		return nil, sources.WithHint(fmt.Errorf("%w%s", ErrLocked, holder(path)), "Wait until it has finished.")
	}
	if err := sign(path); err != nil {
		l.Close()
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return func() error {
		_ = os.Truncate(path, 0)
		return l.Close()
	}, nil
}

// sign writes down who holds the lock.
func sign(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); !info.Mode().IsRegular() || !ok || int(st.Uid) != os.Geteuid() && st.Uid != 0 || st.Nlink != 1 {
		return sources.WithHint(errors.New("somebody else made the file"), "Look who, and remove it: ls -l "+path)
	}
	name := "uid " + fmt.Sprint(os.Getuid())
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if by := os.Getenv("SUDO_USER"); by != "" {
		name += " (" + by + ")"
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "process %d of %s, since %s\n", os.Getpid(), name, time.Now().UTC().Format(time.RFC3339))
	return err
}

// holder is what the other one signed with.
func holder(path string) string {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return ""
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 200))
	words := strings.TrimSpace(string(text))
	if err != nil || words == "" {
		return ""
	}
	return ": " + sources.Visible(words)
}
