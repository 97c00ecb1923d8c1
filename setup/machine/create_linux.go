package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Create makes a file that must not exist, with the care with which Replace
// changes one: it is there as a whole or not at all, and one that someone else
// made meanwhile is never overwritten. Directories that are missing are made
// with mode 0755, and belong to whoever runs this.
func Create(root, path string, text []byte, w Wear) error {
	return create(root, path, text, w, 0o755)
}

func create(root, path string, text []byte, w Wear, directories uint32) (err error) {
	e := &Editable{path: filepath.Join(root, path)}
	defer e.Close()
	if err = e.create(root, filepath.Join("/", path), text, w, directories); errors.Is(err, unix.EEXIST) {
		err = ErrChanged
	}
	if err != nil {
		return failed("making", e.path, err)
	}
	return nil
}

func (e *Editable) create(root, path string, text []byte, w Wear, directories uint32) error {
	var made []string
	err := e.enter(root, path, directories, func(d string) { made = append(made, d) })
	if err == nil {
		err = e.settle(text, w)
	}
	if err != nil {
		removeEmpty(root, made)
	}
	return err
}

// settle gives the new file its name.
func (e *Editable) settle(text []byte, w Wear) error {
	dir := int(e.dir.Fd())
	var there unix.Stat_t
	if err := unix.Fstatat(dir, e.name, &there, unix.AT_SYMLINK_NOFOLLOW); err == nil {
		return ErrChanged
	}
	temporary, err := e.stage(text, w.dress)
	if err != nil {
		return err
	}
	// The kernel of CentOS 7 cannot rename without overwriting on every file
	// system. There a link does it, and a run that is killed between the two
	// calls leaves a second name, which the next one sweeps away.
	err = unix.Renameat2(dir, temporary, dir, e.name, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		err = unix.Linkat(dir, temporary, dir, e.name, 0)
		_ = unix.Unlinkat(dir, temporary, 0)
	}
	if err != nil {
		_ = unix.Unlinkat(dir, temporary, 0)
		return err
	}
	_ = unix.Fsync(dir)
	return nil
}

// dress gives a new file its owner, attributes and mode.
func (w Wear) dress(fd int) error {
	var now unix.Stat_t
	if err := unix.Fstat(fd, &now); err != nil {
		return err
	}
	uid, gid := now.Uid, now.Gid
	if w.Owned {
		uid, gid = w.UID, w.GID
	}
	if uid != now.Uid || gid != now.Gid {
		if err := unix.Fchown(fd, int(uid), int(gid)); err != nil {
			return fmt.Errorf("giving it the owner %d:%d: %w", uid, gid, err)
		}
	}
	for name, value := range w.Attributes {
		if err := unix.Fsetxattr(fd, name, value, 0); err != nil {
			return fmt.Errorf("setting the extended attribute %s: %w", name, err)
		}
	}
	if err := unix.Fchmod(fd, permissions(w.Mode)); err != nil {
		return fmt.Errorf("setting its mode: %w", err)
	}
	return nil
}

// permissions are the bits as the kernel has them.
func permissions(mode fs.FileMode) uint32 {
	bits := uint32(mode.Perm())
	for _, b := range []struct {
		mode fs.FileMode
		bit  uint32
	}{{fs.ModeSetuid, unix.S_ISUID}, {fs.ModeSetgid, unix.S_ISGID}, {fs.ModeSticky, unix.S_ISVTX}} {
		if mode&b.mode != 0 {
			bits |= b.bit
		}
	}
	return bits
}

// wear is what a file that is open has on.
func (e *Editable) wear() (Wear, error) {
	w := Wear{Owned: true, UID: e.stat.Uid, GID: e.stat.Gid}
	info, err := e.file.Stat()
	if err != nil {
		return w, err
	}
	w.Mode = info.Mode()
	names, err := attributes(int(e.file.Fd()))
	if err != nil {
		return w, fmt.Errorf("reading its extended attributes: %w", err)
	}
	for _, name := range names {
		value, err := attribute(int(e.file.Fd()), name)
		if err != nil {
			return w, fmt.Errorf("reading the extended attribute %s: %w", name, err)
		}
		if w.Attributes == nil {
			w.Attributes = make(map[string][]byte)
		}
		w.Attributes[name] = value
	}
	return w, nil
}

// Remove takes a file away, if it is still what it was when it was opened.
func (e *Editable) Remove() error {
	e.sweep()
	err := e.unchanged()
	if err == nil {
		err = unix.Unlinkat(int(e.dir.Fd()), e.name, 0)
	}
	if err != nil {
		return failed("removing", e.path, err)
	}
	_ = unix.Fsync(int(e.dir.Fd()))
	return nil
}

// removeEmpty takes directories away that nothing was put into, innermost first.
func removeEmpty(root string, made []string) {
	for i := len(made) - 1; i >= 0; i-- {
		dir, err := walkBelow(root, filepath.Dir(made[i]), 0, nil)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a killed run made those further out only
		}
		if err != nil {
			return
		}
		err = unix.Unlinkat(int(dir.Fd()), filepath.Base(made[i]), unix.AT_REMOVEDIR)
		_ = unix.Fsync(int(dir.Fd()))
		dir.Close()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}

// absent looks for a file that must not exist. It names the directories that
// have to be made for it, outermost first, and clears away what a killed run
// left of an attempt to make it.
func absent(root, path string) (missing []string, err error) {
	full := filepath.Join(root, path)
	path = filepath.Join("/", path)
	parent := filepath.Dir(path)
	for {
		dir, err := walkBelow(root, parent, 0, nil)
		if err == nil {
			dir.Close()
			break
		}
		if !errors.Is(err, fs.ErrNotExist) || parent == "/" {
			return nil, failed("looking for", full, err)
		}
		missing = append([]string{parent}, missing...)
		parent = filepath.Dir(parent)
	}
	if len(missing) > 0 {
		return missing, nil
	}
	e := &Editable{path: full}
	defer e.Close()
	if err := e.enter(root, path, 0, nil); err != nil {
		return nil, failed("looking for", full, err)
	}
	e.sweep()
	var there unix.Stat_t
	switch err := unix.Fstatat(int(e.dir.Fd()), e.name, &there, unix.AT_SYMLINK_NOFOLLOW); {
	case errors.Is(err, unix.ENOENT):
		return nil, nil
	case err != nil:
		return nil, failed("looking for", full, err)
	}
	return nil, &os.PathError{Op: "looking for", Path: full, Err: fs.ErrExist}
}

// ensure makes a directory for ceilotop itself and says where it really is.
func ensure(root, path string, mode uint32) (string, error) {
	dir, err := walkBelow(root, path, mode, nil)
	if err != nil {
		return "", failed("making", filepath.Join(root, path), err)
	}
	defer dir.Close()
	return filepath.Join(root, dir.Name()), nil
}
