package remote

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Limits bound what an archive may hold; zero is the usual bound.
type Limits struct {
	File  int64 // bytes of one file: 16 MiB
	Total int64 // bytes of all: 1 GiB
	Count int   // files: 50,000
}

func (l Limits) orUsual() Limits {
	if l.File == 0 {
		l.File = 16 << 20
	}
	if l.Total == 0 {
		l.Total = 1 << 30
	}
	if l.Count == 0 {
		l.Count = 50_000
	}
	return l
}

// database is the largest file of a database of packages.
const database = 512 << 20

// errNoArchive says that what came is no archive at all: whoever sent it said
// why on another way.
var errNoArchive = errors.New("what came back is not an archive")

// Unpack unpacks a compressed tar archive into a directory and returns what it
// left out, with the reason. It fails when the archive is cut off or larger
// than the limits: half a configuration would give a wrong plan.
//
// Nothing is written outside: the directory is opened once and every name is
// resolved within it. A link keeps its meaning below the new root, and one that
// leads above it is left out; a hard link becomes a copy. Owners are kept where
// the process may give files away.
func Unpack(from io.Reader, dir string, limits Limits) (left []string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	zipped, err := gzip.NewReader(from)
	if err != nil {
		return nil, errNoArchive
	}
	u := &unpacker{root: root, limits: limits.orUsual()}
	archive := tar.NewReader(zipped)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return u.left, nil
		}
		if err != nil {
			return u.left, fmt.Errorf("the archive is damaged or cut off: %w", err)
		}
		if u.count++; u.count > u.limits.Count {
			return u.left, fmt.Errorf("there are more than %d files", u.limits.Count)
		}
		if err := u.entry(h, archive); err != nil {
			return u.left, err
		}
	}
}

type unpacker struct {
	root   *os.Root
	limits Limits
	count  int
	total  int64
	left   []string
}

func (u *unpacker) skip(name, reason string) error {
	if len(u.left) < 1000 {
		u.left = append(u.left, sources.Visible("/"+name)+": "+reason)
	}
	return nil
}

func (u *unpacker) entry(h *tar.Header, text io.Reader) error {
	name, ok := within(h.Name)
	if !ok {
		return u.skip(h.Name, "its name leads out of the directory")
	}
	if name == "." {
		return nil
	}
	if err := u.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return u.skip(name, "its directory cannot be made")
	}
	var err error
	switch h.Typeflag {
	case tar.TypeDir:
		err = u.root.MkdirAll(name, 0o755)
	case tar.TypeReg:
		limit := u.limits.File
		if strings.HasPrefix(name, "var/lib/rpm/") || strings.HasPrefix(name, "usr/lib/sysimage/rpm/") || name == "var/lib/dpkg/status" {
			limit = max(limit, database)
		}
		if h.Size > limit {
			return u.skip(name, fmt.Sprintf("it is larger than %d bytes", limit))
		}
		if u.total += h.Size; u.total > u.limits.Total {
			return fmt.Errorf("the files are larger than %d bytes together", u.limits.Total)
		}
		err = u.file(name, h.FileInfo().Mode().Perm(), text)
	case tar.TypeSymlink:
		return u.link(name, h.Linkname)
	case tar.TypeLink:
		err = u.copy(name, h)
	default:
		return u.skip(name, "it is no file")
	}
	if err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("the archive is cut off in /%s", sources.Visible(name))
		}
		return u.skip(name, "it cannot be written: "+reason(err))
	}
	if os.Geteuid() == 0 {
		_ = u.root.Lchown(name, h.Uid, h.Gid) // without it only its owner is unknown
	}
	return nil
}

// within gives the name from the root, and whether it stays below it.
func within(name string) (string, bool) {
	clean := path.Clean(strings.TrimLeft(name, "/"))
	return clean, clean != ".." && !strings.HasPrefix(clean, "../") && !strings.Contains(name, "\x00")
}

// file makes a new file: an archive that has a name twice, or a link of that
// name first, does not write through it.
func (u *unpacker) file(name string, mode fs.FileMode, text io.Reader) error {
	f, err := u.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, text)
	return errors.Join(err, f.Chmod(mode|0o400), f.Close())
}

// link makes a symbolic link that means below the directory what it meant below
// the root.
func (u *unpacker) link(name, target string) error {
	from := path.Dir(name)
	to := path.Join("/"+from, target)
	if path.IsAbs(target) {
		to = path.Clean(target)
	} else if depth(from, target) < 0 {
		return u.skip(name, "the link leads above the root")
	}
	up := strings.Repeat("../", strings.Count(name, "/"))
	if err := u.root.Symlink(up+strings.TrimPrefix(to, "/"), name); err != nil {
		return u.skip(name, "the link cannot be made: "+reason(err))
	}
	return nil
}

// depth is how deep below the root a relative target gets at its highest point.
func depth(from, target string) int {
	level, least := 0, 0
	if from != "." {
		level = strings.Count(from, "/") + 1
	}
	least = level
	for part := range strings.SplitSeq(target, "/") {
		switch part {
		case "", ".":
		case "..":
			level--
		default:
			level++
		}
		least = min(least, level)
	}
	return least
}

func (u *unpacker) copy(name string, h *tar.Header) error {
	target, ok := within(h.Linkname)
	if !ok {
		return errors.New("its other name leads out of the directory")
	}
	f, err := u.root.Open(target)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("its other name is no file")
	}
	if u.total += info.Size(); u.total > u.limits.Total {
		return errors.New("the files are too large together")
	}
	return u.file(name, info.Mode().Perm(), f)
}

// reason is an error without the path that the caller names.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err.Error()
	}
	return sources.Visible(err.Error())
}
