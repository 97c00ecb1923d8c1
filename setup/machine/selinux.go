package machine

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/ceilotop/ceilotop/sources"
)

// mislabelled asks restorecon whether a file's SELinux label is another one than
// the policy gives its path, and returns its line; "" is right, or SELinux is
// off. It changes nothing.
func (m *Machine) mislabelled(ctx context.Context, path string) (string, error) {
	if m.labels == "" {
		return "", nil
	}
	out, err := m.output(ctx, m.labels, "-n", "-v", filepath.Join(m.root, path))
	if err != nil {
		return "", fmt.Errorf("checking the SELinux label: %w", err)
	}
	return lastLines(out, 1), nil
}

// label gives a new file the label that its path has in the policy. The kernel
// has given it the directory's.
func (m *Machine) label(ctx context.Context, path string) error {
	wrong, err := m.mislabelled(ctx, path)
	if err != nil || wrong == "" {
		return err
	}
	full := filepath.Join(m.root, path)
	if _, err := m.output(ctx, m.labels, full); err != nil {
		return fmt.Errorf("setting the SELinux label: %w", err)
	}
	if wrong, err = m.mislabelled(ctx, path); err == nil && wrong != "" {
		err = sources.WithHint(fmt.Errorf("making %s: its SELinux label is wrong: %s", full, wrong), "restorecon -v "+full)
	}
	return err
}
