package machine

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ceilotop/ceilotop/sources"
)

// editable is what Linux keeps open: all later steps go by the directory's
// descriptor, so that a path that is exchanged meanwhile leads nowhere else.
type editable struct {
	dir  *os.File
	file *os.File
	name string
	stat unix.Stat_t
}

// Edit opens a file that is to be replaced. Close has to be called.
func Edit(path string) (*Editable, error) {
	full, err := filepath.Abs(path) // drops the slash behind which O_NOFOLLOW is void
	if err != nil {
		return nil, failed("editing", path, err)
	}
	return EditBelow("/", full)
}

// EditBelow is Edit for a path as the machine knows it whose root is another
// directory. No link leads out of that.
func EditBelow(root, path string) (*Editable, error) {
	e := &Editable{path: filepath.Join(root, path)}
	if err := e.open(root, filepath.Join("/", path)); err != nil {
		e.Close()
		return nil, failed("editing", e.path, err)
	}
	return e, nil
}

func (e *Editable) open(root, path string) error {
	if err := e.enter(root, path, 0, nil); err != nil {
		return err
	}
	return e.openFile()
}

// enter opens the file's directory and locks it.
func (e *Editable) enter(root, path string, mode uint32, made func(string)) error {
	parent, name := filepath.Split(path)
	if name == "" {
		return errors.New("it is a directory")
	}
	e.name = name
	var err error
	if e.dir, err = walkBelow(root, parent, mode, made); err != nil {
		return err
	}
	switch err := unix.Flock(int(e.dir.Fd()), unix.LOCK_EX|unix.LOCK_NB); {
	case errors.Is(err, unix.EWOULDBLOCK):
		return sources.WithHint(errors.New("another process is changing files in this directory"), "Wait until it has finished and try again.")
	case err != nil:
		return fmt.Errorf("locking its directory: %w", err)
	}
	return nil
}

func (e *Editable) openFile() error {
	fd, err := unix.Openat(int(e.dir.Fd()), e.name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ELOOP) {
		return e.link()
	}
	if err != nil {
		return err
	}
	e.file = os.NewFile(uintptr(fd), e.path)
	if err := unix.Fstat(fd, &e.stat); err != nil {
		return err
	}
	if e.stat.Nlink != 1 { // a killed run may have left the other name
		e.sweep()
		if err := unix.Fstat(fd, &e.stat); err != nil {
			return err
		}
	}
	switch {
	case e.stat.Mode&unix.S_IFMT != unix.S_IFREG:
		return errors.New("it is not a regular file")
	case e.stat.Nlink != 1:
		return sources.WithHint(fmt.Errorf("the file has %d names (hard links), and only one of them would change", e.stat.Nlink), "Look for the others with find -samefile "+e.path+".")
	}
	e.text, err = io.ReadAll(io.LimitReader(e.file, maxFile+1))
	if err == nil && len(e.text) > maxFile {
		err = errors.New("the file is larger than 16 MiB")
	}
	return err
}

// link names the target: to edit that is the operator's decision.
func (e *Editable) link() error {
	target, err := filepath.EvalSymlinks(e.path)
	if err != nil {
		return errors.New("it is a symbolic link, and its target cannot be found")
	}
	return sources.WithHint(errors.New("it is a symbolic link"), "If the target is the one you mean, name it: "+target)
}

// Replace gives the file a new text. After an error that it returns the old one
// is in place.
func (e *Editable) Replace(text []byte) error {
	if err := e.replace(text); err != nil {
		if errors.Is(err, unix.EBUSY) {
			err = sources.WithHint(err, "The file is a mount of its own, as in a container; edit it where it is mounted from.")
		}
		return failed("writing", e.path, err)
	}
	return nil
}

func (e *Editable) replace(text []byte) (err error) {
	temporary, err := e.stage(text, e.dress)
	if err != nil {
		return err
	}
	dir := int(e.dir.Fd())
	defer func() {
		if err != nil {
			_ = unix.Unlinkat(dir, temporary, 0)
		}
	}()
	if err := e.unchanged(); err != nil {
		return err
	}
	if err := unix.Renameat(dir, temporary, dir, e.name); err != nil {
		return err
	}
	// From here on the new text is in place. A directory that cannot be synced
	// is one whose file system keeps no promise after a power cut anyway.
	_ = unix.Fsync(dir)
	return nil
}

// stage writes a text to a temporary file beside the file, dresses it, and
// brings it to the disk.
func (e *Editable) stage(text []byte, dress func(fd int) error) (_ string, err error) {
	dir := int(e.dir.Fd())
	e.sweep()
	temporary := e.prefix() + rand.Text()[:12]
	fd, err := unix.Openat(dir, temporary, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return "", fmt.Errorf("making a temporary file beside it: %w", err)
	}
	f := os.NewFile(uintptr(fd), temporary)
	defer func() {
		f.Close()
		if err != nil {
			_ = unix.Unlinkat(dir, temporary, 0)
		}
	}()
	if _, err := f.Write(text); err != nil {
		return "", err
	}
	if err := dress(fd); err != nil {
		return "", err
	}
	if err := unix.Fsync(fd); err != nil {
		return "", fmt.Errorf("bringing it to the disk: %w", err)
	}
	return temporary, nil
}

// dress gives the temporary file the old one's owner, attributes and mode, in
// this order: a change of owner clears set-user-ID, and an ACL sets bits of the
// mode.
func (e *Editable) dress(fd int) error {
	var now unix.Stat_t
	if err := unix.Fstat(fd, &now); err != nil {
		return err
	}
	if now.Uid != e.stat.Uid || now.Gid != e.stat.Gid {
		if err := unix.Fchown(fd, int(e.stat.Uid), int(e.stat.Gid)); err != nil {
			return fmt.Errorf("keeping its owner %d:%d: %w", e.stat.Uid, e.stat.Gid, err)
		}
	}
	if err := copyAttributes(int(e.file.Fd()), fd); err != nil {
		return err
	}
	if err := unix.Fchmod(fd, e.stat.Mode&0o7777); err != nil {
		return fmt.Errorf("keeping its mode: %w", err)
	}
	return nil
}

// unchanged reads the file once more: the name has to lead to the same one, with
// the same text. Puppet, crudini and editors do not take our lock.
func (e *Editable) unchanged() error {
	var now unix.Stat_t
	if err := unix.Fstatat(int(e.dir.Fd()), e.name, &now, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return err
	}
	if now.Dev != e.stat.Dev || now.Ino != e.stat.Ino || now.Nlink != 1 || now.Mode != e.stat.Mode || now.Uid != e.stat.Uid || now.Gid != e.stat.Gid {
		return ErrChanged
	}
	text := make([]byte, len(e.text)+1)
	n, err := e.file.ReadAt(text, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if !bytes.Equal(text[:n], e.text) {
		return ErrChanged
	}
	return nil
}

// prefix begins the names of temporary files. No service reads a name that
// begins with a dot and does not end in .conf.
func (e *Editable) prefix() string { return "." + e.name + ".ceilotop-" }

// sweep removes what a killed run left behind; nobody else is at work under the
// lock.
func (e *Editable) sweep() {
	if _, err := e.dir.Seek(0, io.SeekStart); err != nil {
		return
	}
	names, err := e.dir.Readdirnames(-1)
	if err != nil {
		return
	}
	for _, name := range names {
		if rest, ok := strings.CutPrefix(name, e.prefix()); ok && len(rest) == 12 {
			_ = unix.Unlinkat(int(e.dir.Fd()), name, 0)
		}
	}
}

// Sweep removes what a run that was killed while it replaced this file left
// beside it.
func (e *Editable) Sweep() { e.sweep() }

// Close lets others edit. It may be called again.
func (e *Editable) Close() error {
	if e.file != nil {
		e.file.Close()
	}
	if e.dir == nil {
		return nil
	}
	dir := e.dir
	e.file, e.dir = nil, nil
	// Closing alone leaves the lock to a process that is just being started, until
	// it runs its program.
	_ = unix.Flock(int(dir.Fd()), unix.LOCK_UN)
	return dir.Close()
}
