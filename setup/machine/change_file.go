package machine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// drifted is ErrDrifted for a path.
func drifted(doing, path, what string) error {
	return sources.WithHint(fmt.Errorf("%s %s: %s: %w", doing, path, what, setup.ErrDrifted),
		"Make the plan again: it starts from the file as it is now.")
}

// openPlanned opens a file that has to have the text that was planned for.
func (m *Machine) openPlanned(doing, path, planned string) (*Editable, error) {
	e, err := EditBelow(m.root, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, drifted(doing, filepath.Join(m.root, path), "it is gone")
	}
	if err != nil {
		return nil, err
	}
	if setup.SHA256(e.Text()) != planned {
		e.Close()
		return nil, drifted(doing, e.path, "its text is another one than in the plan")
	}
	return e, nil
}

func (m *Machine) prepareWrite(a setup.WriteFile) (setup.Undo, error) {
	u := setup.Undo{Path: a.Path, New: a.New, After: setup.SHA256(a.New)}
	if a.SHA256 == "" {
		missing, err := absent(m.root, a.Path)
		if errors.Is(err, fs.ErrExist) {
			err = drifted("making", filepath.Join(m.root, a.Path), "it exists already")
		}
		u.Directories = missing
		return u, err
	}
	e, err := m.openPlanned("editing", a.Path, a.SHA256)
	if err != nil {
		return u, err
	}
	defer e.Close()
	u.Existed, u.Original, u.Before = true, e.Text(), a.SHA256
	return u, nil
}

func (m *Machine) write(ctx context.Context, a setup.WriteFile) error {
	if a.SHA256 == "" {
		w, err := m.wear(a.Mode, a.Owner)
		if err != nil {
			return failed("making", filepath.Join(m.root, a.Path), err)
		}
		if err := Create(m.root, a.Path, a.New, w); err != nil {
			return err
		}
		return m.label(ctx, a.Path)
	}
	e, err := m.openPlanned("editing", a.Path, a.SHA256)
	if err != nil {
		return err
	}
	defer e.Close()
	return m.replace(ctx, e, a.Path, a.New)
}

// replace gives a file a new text, and sees that its label is no worse than it
// was.
func (m *Machine) replace(ctx context.Context, e *Editable, path string, text []byte) error {
	was, err := m.mislabelled(ctx, path)
	if err != nil {
		return err
	}
	if err := e.Replace(text); err != nil || was != "" {
		return err
	}
	now, err := m.mislabelled(ctx, path)
	if err == nil && now != "" {
		err = sources.WithHint(fmt.Errorf("writing %s: its SELinux label was not kept: %s", e.path, now), "restorecon "+e.path)
	}
	return err
}

func (m *Machine) prepareRemove(a setup.RemoveFile) (setup.Undo, error) {
	u := setup.Undo{Path: a.Path}
	e, err := m.openPlanned("removing", a.Path, a.SHA256)
	if err != nil {
		return u, err
	}
	defer e.Close()
	w, err := e.wear()
	if err != nil {
		return u, failed("removing", e.path, err)
	}
	u.Existed, u.Original, u.Before = true, e.Text(), a.SHA256
	u.Mode, u.Owner, u.Attributes = w.Mode, fmt.Sprintf("%d:%d", w.UID, w.GID), w.Attributes
	return u, nil
}

func (m *Machine) remove(a setup.RemoveFile) error {
	e, err := m.openPlanned("removing", a.Path, a.SHA256)
	if err != nil {
		return err
	}
	defer e.Close()
	return e.Remove()
}

// revertFile brings a file to what it was. Before and After decide what that
// takes: it was never changed, it is what the run left, or somebody else was
// there since.
func (m *Machine) revertFile(ctx context.Context, u setup.Undo) error {
	full := filepath.Join(m.root, u.Path)
	e, err := EditBelow(m.root, u.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return m.revertMissing(u)
	}
	if err != nil {
		return err
	}
	defer e.Close()
	now := setup.SHA256(e.Text())
	switch {
	case u.Existed && now == u.Before:
		e.Sweep()
		return nil
	case u.After == "" || now != u.After:
		return sources.WithHint(fmt.Errorf("%s is not what the run left there: %w", full, setup.ErrDrifted),
			"Look at the journal's reverse.patch and put the file right by hand.")
	case u.Existed && setup.SHA256(u.Original) != u.Before:
		return damaged(full)
	case u.Existed:
		return m.replace(ctx, e, u.Path, u.Original)
	}
	if err := e.Remove(); err != nil {
		return err
	}
	e.Close()
	removeEmpty(m.root, u.Directories)
	return nil
}

// revertMissing takes back what left no file, or never made one.
func (m *Machine) revertMissing(u setup.Undo) error {
	full := filepath.Join(m.root, u.Path)
	switch {
	case !u.Existed:
		_, err := absent(m.root, u.Path) // what a killed run left beside it
		removeEmpty(m.root, u.Directories)
		return err
	case u.After != "":
		return sources.WithHint(fmt.Errorf("%s is gone since the run: %w", full, setup.ErrDrifted),
			"Look at the journal's orig file, which is its text before the run.")
	}
	if setup.SHA256(u.Original) != u.Before {
		return damaged(full)
	}
	w, err := m.wear(u.Mode, u.Owner)
	if err != nil {
		return failed("taking back", full, err)
	}
	w.Attributes = u.Attributes
	return Create(m.root, u.Path, u.Original, w)
}

func damaged(path string) error {
	return fmt.Errorf("the journal's copy of the original text of %s is missing or damaged", path)
}
