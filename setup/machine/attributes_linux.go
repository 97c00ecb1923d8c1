package machine

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// copyAttributes makes the extended attributes of one file those of another. It
// fails when one cannot be kept: a file without its SELinux label is one that
// its service may not read. Those of IMA and EVM are sums over the old text.
func copyAttributes(from, to int) error {
	want, err := attributes(from)
	if err != nil {
		return fmt.Errorf("reading its extended attributes: %w", err)
	}
	have, err := attributes(to)
	if err != nil {
		return fmt.Errorf("reading the temporary file's extended attributes: %w", err)
	}
	for _, name := range have { // such as the directory's default ACL
		if !slices.Contains(want, name) && name != "security.selinux" {
			if err := unix.Fremovexattr(to, name); err != nil && !errors.Is(err, unix.ENODATA) {
				return fmt.Errorf("removing the extended attribute %s: %w", name, err)
			}
		}
	}
	for _, name := range want {
		value, err := attribute(from, name)
		if err != nil {
			return fmt.Errorf("reading the extended attribute %s: %w", name, err)
		}
		if old, err := attribute(to, name); err == nil && bytes.Equal(old, value) && slices.Contains(have, name) {
			continue
		}
		if err := unix.Fsetxattr(to, name, value, 0); err != nil {
			return fmt.Errorf("keeping the extended attribute %s: %w", name, err)
		}
	}
	return nil
}

// attributes lists the names; none where the file system has no attributes.
func attributes(fd int) ([]string, error) {
	list, err := grown(func(b []byte) (int, error) { return unix.Flistxattr(fd, b) })
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.ENOSYS) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names := strings.Split(strings.TrimSuffix(string(list), "\x00"), "\x00")
	return slices.DeleteFunc(names, func(n string) bool { return n == "" || n == "security.ima" || n == "security.evm" }), nil
}

func attribute(fd int, name string) ([]byte, error) {
	return grown(func(b []byte) (int, error) { return unix.Fgetxattr(fd, name, b) })
}

// grown calls a function with more room until its answer fits.
func grown(fill func([]byte) (int, error)) ([]byte, error) {
	for size := 256; ; size *= 4 {
		b := make([]byte, size)
		n, err := fill(b)
		if errors.Is(err, unix.ERANGE) && size < 1<<20 {
			continue
		}
		if err != nil {
			return nil, err
		}
		return b[:n], nil
	}
}
