package machine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/ceilotop/ceilotop/sources"
)

// A directory on the way need not be one that may be listed.
const pathFlags = unix.O_PATH | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC

// walkBelow opens a directory below a root part by part. A symbolic link on the
// way is followed only if it and the directory it stands in belong to root or to
// this user: whoever else could put it there could lead root anywhere. openat2
// would do this in one call, but the kernel of CentOS 7 has none.
//
// No link leads out of the root: an absolute one begins there, and .. stops
// there. A mode that is not 0 makes the directories that are missing; made is
// told of each, as the machine knows it. The name of the directory that it
// returns is its path without the root.
func walkBelow(root, path string, mode uint32, made func(string)) (*os.File, error) {
	top, err := openRoot(root)
	if err != nil {
		return nil, err
	}
	defer unix.Close(top)
	dir, err := unix.Openat(top, ".", pathFlags, 0)
	if err != nil {
		return nil, err
	}
	done := "/"
	ahead := split(path)
	for links := 0; len(ahead) > 0; {
		part := ahead[0]
		ahead = ahead[1:]
		if part == ".." && done == "/" {
			continue
		}
		next, err := unix.Openat(dir, part, pathFlags, 0)
		if errors.Is(err, unix.ENOENT) && mode != 0 {
			if next, err = makeDirectory(dir, part, mode); err == nil && made != nil {
				made(filepath.Join(done, part))
			}
		}
		if err == nil {
			unix.Close(dir)
			dir, done = next, filepath.Join(done, part)
			continue
		}
		target, trusted := readLink(dir, part)
		links++
		switch {
		case target == "":
			unix.Close(dir)
			return nil, fmt.Errorf("opening %s: %w", filepath.Join(done, part), err)
		case !trusted:
			unix.Close(dir)
			return nil, sources.WithHint(fmt.Errorf("%s is a symbolic link that others could change", filepath.Join(done, part)),
				"Name the file by its real path.")
		case links > maxLinks:
			unix.Close(dir)
			return nil, errors.New("too many symbolic links")
		}
		if filepath.IsAbs(target) {
			unix.Close(dir)
			if dir, err = unix.Openat(top, ".", pathFlags, 0); err != nil {
				return nil, err
			}
			done = "/"
		}
		ahead = append(split(target), ahead...)
	}
	last, err := unix.Openat(dir, ".", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	unix.Close(dir)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", done, err)
	}
	return os.NewFile(uintptr(last), done), nil
}

// openRoot opens the root itself; links on the way to it lead where they lead.
func openRoot(root string) (int, error) {
	if root == "" || root == "/" {
		return unix.Open("/", pathFlags, 0)
	}
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return -1, err
	}
	return unix.Open(real, pathFlags, 0)
}

// makeDirectory makes one that belongs to whoever runs this, for all to enter or
// for nobody else, and brings its name to the disk.
func makeDirectory(dir int, name string, mode uint32) (int, error) {
	if err := unix.Mkdirat(dir, name, mode); err != nil {
		return -1, fmt.Errorf("making the directory: %w", err)
	}
	fd, err := unix.Openat(dir, name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	var made unix.Stat_t
	if err := unix.Fstat(fd, &made); err != nil || !ours(made.Uid) {
		unix.Close(fd)
		return -1, errors.Join(ErrChanged, err)
	}
	if err := unix.Fchmod(fd, mode); err != nil { // whatever the umask says
		unix.Close(fd)
		return -1, fmt.Errorf("setting the directory's mode: %w", err)
	}
	parent, err := unix.Openat(dir, ".", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err == nil {
		_ = unix.Fsync(parent)
		unix.Close(parent)
	}
	return fd, nil
}

// readLink returns where a link leads, "" if it is none, and whether nobody else
// could have put it there.
func readLink(dir int, name string) (target string, trusted bool) {
	b := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(dir, name, b)
	if err != nil {
		return "", false
	}
	var link, in unix.Stat_t
	if unix.Fstatat(dir, name, &link, unix.AT_SYMLINK_NOFOLLOW) != nil || unix.Fstat(dir, &in) != nil {
		return string(b[:n]), false
	}
	closed := ours(in.Uid) && (in.Mode&0o022 == 0 || in.Mode&unix.S_ISVTX != 0)
	return string(b[:n]), ours(link.Uid) && closed
}

func ours(uid uint32) bool { return uid == 0 || int(uid) == os.Geteuid() }
