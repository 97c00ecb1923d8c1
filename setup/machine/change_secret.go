package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"

	"github.com/ceilotop/ceilotop/setup"
)

var secretName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

func (m *Machine) prepareSecret(a setup.KeepSecret) (setup.Undo, error) {
	name, value := a.Password.Name, a.Password.Value.Reveal()
	if !secretName.MatchString(name) || value == "" {
		return setup.Undo{}, fmt.Errorf("keeping a generated password: the plan gives it no value, or a name that makes no file: %q", name)
	}
	u := setup.Undo{Path: filepath.Join(secretsDir, name), New: []byte(value), After: setup.SHA256([]byte(value))}
	missing, err := absent(m.root, u.Path)
	u.Directories = missing
	if !errors.Is(err, fs.ErrExist) {
		return u, err
	}
	e, err := m.openPlanned("keeping a password in", u.Path, u.After)
	if err != nil {
		return u, err
	}
	defer e.Close()
	u.Existed, u.Original, u.Before = true, e.Text(), u.After
	return u, nil
}

func (m *Machine) keepSecret(a setup.KeepSecret) error {
	path, value := filepath.Join(secretsDir, a.Password.Name), []byte(a.Password.Value.Reveal())
	if e, err := m.openPlanned("keeping a password in", path, setup.SHA256(value)); err == nil {
		return e.Close()
	}
	if err := m.ensureOwn(secretsDir); err != nil {
		return err
	}
	return create(m.root, path, value, Wear{Mode: 0o600}, 0o700)
}

// ensureOwn makes a directory that only ceilotop's user may look into.
func (m *Machine) ensureOwn(path string) error {
	_, err := own(m.root, path)
	return err
}

// own makes a directory below ceilotop's own, and says where it really is.
func own(root, path string) (string, error) {
	if _, err := ensure(root, "/var/lib", 0o755); err != nil {
		return "", err
	}
	return ensure(root, path, 0o700)
}
