package machine

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/ceilotop/ceilotop/setup"
)

// tree reads files below a root as a process would whose root it is. It keeps a
// list of what was there but could not be read.
type tree struct {
	root       string
	unreadable []setup.Unreadable
	broken     []setup.Broken
	users      map[uint32]string
	groups     map[uint32]string
	contents   map[string]*content
}

// content is what came of reading a file.
type content struct {
	text []byte
	info fs.FileInfo
	ok   bool
	// absent says that there is no such file. One that is there but was not read
	// is neither ok nor absent.
	absent bool
}

const (
	maxFile  = 16 << 20
	maxLinks = 40
)

// read returns the file's text; false if there is none or it is not to be read.
func (t *tree) read(name string) ([]byte, bool) {
	c := t.content(name)
	return c.text, c.ok
}

// content reads a file once, however many ask for it: nova.conf of a package has
// 353 kB, and a second look could see another text.
func (t *tree) content(name string) *content {
	if c := t.contents[name]; c != nil {
		return c
	}
	c := &content{}
	err := t.load(name, c)
	c.ok = err == nil
	c.absent = errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
	if err != nil {
		c.text = nil
		t.note(name, err)
	}
	if t.contents == nil {
		t.contents = make(map[string]*content)
	}
	t.contents[name] = c
	return c
}

func (t *tree) load(name string, c *content) error {
	f, err := t.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if c.info, err = f.Stat(); err != nil {
		return err
	}
	c.text, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(c.text) > maxFile {
		err = errors.New("the file is larger than 16 MiB")
	}
	return err
}

// has reports whether something is there, be it readable or not.
func (t *tree) has(name string) bool {
	_, err := t.resolve(name)
	if err != nil {
		t.note(name, err)
	}
	return err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR)
}

// stat is for a path without links.
func (t *tree) stat(name string) (fs.FileInfo, error) { return os.Lstat(t.real(name)) }

// link is where a symbolic link leads, as it is written; "" for all else.
func (t *tree) link(name string) string {
	dir, err := t.resolve(path.Dir(name))
	if err != nil {
		return ""
	}
	target, _ := os.Readlink(t.real(path.Join(dir, path.Base(name))))
	return target
}

// list returns the names in a directory, sorted; none if it does not exist.
func (t *tree) list(name string) []string {
	p, err := t.resolve(name)
	if err != nil {
		t.note(name, err)
		return nil
	}
	entries, err := os.ReadDir(t.real(p))
	if err != nil {
		t.note(name, err)
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// open opens a regular file. A FIFO does not block it.
func (t *tree) open(name string) (*os.File, error) {
	p, err := t.resolve(name)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(t.real(p), os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		if err == nil {
			err = errors.New("it is not a regular file")
		}
		return nil, err
	}
	return f, nil
}

// resolve follows the symbolic links in name inside the root: an absolute link
// begins at the root, and .. stops there. What it returns has no links.
func (t *tree) resolve(name string) (string, error) {
	done := "/"
	ahead := split(name)
	linked, link := 0, "" // how many of the next parts come from links, and the last of these
	for links := 0; len(ahead) > 0; {
		part := ahead[0]
		ahead = ahead[1:]
		fromLink := linked > 0
		linked = max(linked-1, 0)
		if part == ".." {
			done = path.Dir(done)
			continue
		}
		next := path.Join(done, part)
		info, err := os.Lstat(t.real(next))
		if fromLink && errors.Is(err, fs.ErrNotExist) {
			return "", &danglingError{link}
		}
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			done = next
			continue
		}
		if links++; links > maxLinks {
			return "", errors.New("too many symbolic links")
		}
		target, err := os.Readlink(t.real(next))
		if err != nil {
			return "", err
		}
		if path.IsAbs(target) {
			done = "/"
		}
		ahead = append(split(target), ahead...)
		linked, link = linked+len(split(target)), next
	}
	return done, nil
}

// danglingError is a link to what is not below the root. It counts as a file
// that does not exist, but not in silence.
type danglingError struct{ link string }

func (e *danglingError) Error() string { return "the symbolic link leads to nothing below the root" }
func (e *danglingError) Unwrap() error { return fs.ErrNotExist }

func split(name string) []string {
	return slices.DeleteFunc(strings.Split(name, "/"), func(s string) bool { return s == "" || s == "." })
}

// real is the path as the operating system knows it.
func (t *tree) real(name string) string { return filepath.Join(t.root, name) }

// note remembers why something that is there could not be read.
func (t *tree) note(name string, err error) {
	var dangling *danglingError
	switch {
	case errors.As(err, &dangling):
		t.add(setup.Broken{File: t.real(dangling.link), Reason: err.Error(), Advice: "Look at the link with ls -l."})
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
	case errors.Is(err, fs.ErrPermission):
		u := t.refused(err)
		if !slices.Contains(t.unreadable, u) {
			t.unreadable = append(t.unreadable, u)
		}
	default:
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		t.add(setup.Broken{File: t.real(name), Reason: err.Error(), Advice: "Look at the file with ls -l."})
	}
}

// add takes each mistake once: several programs share a directory or a drop-in.
func (t *tree) add(b setup.Broken) {
	if !slices.Contains(t.broken, b) {
		t.broken = append(t.broken, b)
	}
}

// refused finds what said no: the thing itself, or the nearest directory above
// that may not be searched.
func (t *tree) refused(err error) setup.Unreadable {
	var p *fs.PathError
	errors.As(err, &p)
	at := p.Path
	info, err := os.Lstat(at)
	for err != nil && at != filepath.Dir(at) {
		at = filepath.Dir(at)
		info, err = os.Lstat(at)
	}
	u := setup.Unreadable{Path: at, Owner: "unknown"}
	if err == nil {
		u.Mode = info.Mode()
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			u.Owner = t.owner(st.Uid, st.Gid)
		}
	}
	return u
}

// owner names user and group as the files below the root do.
func (t *tree) owner(uid, gid uint32) string {
	if t.users == nil {
		t.users, t.groups = t.names("/etc/passwd"), t.names("/etc/group")
	}
	name := func(names map[uint32]string, id uint32) string {
		if n := names[id]; n != "" {
			return n
		}
		return strconv.FormatUint(uint64(id), 10)
	}
	return fmt.Sprintf("%s:%s", name(t.users, uid), name(t.groups, gid))
}

func (t *tree) names(file string) map[uint32]string {
	names := make(map[uint32]string)
	f, err := t.open(file)
	if err != nil {
		return names
	}
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, maxFile))
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(line, ":")
		if len(fields) < 3 {
			continue
		}
		if id, err := strconv.ParseUint(fields[2], 10, 32); err == nil {
			names[uint32(id)] = fields[0]
		}
	}
	return names
}
