package machine

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Editable is a file that is open to be replaced. While it is, no other
// ceilotop replaces a file of the same directory.
//
// Replacing never half-writes: the new text goes to a temporary file in the
// same directory, gets the owner, the mode and the extended attributes of the
// old one (SELinux label and ACL among them), reaches the disk, and takes the
// name in one step. Services own the directories of their configuration, so the
// path may be hostile: what is a link, has a second name, or changed since it
// was read is refused.
type Editable struct {
	path string
	text []byte
	editable
}

// ErrChanged says that a file is not what it was when it was opened.
var ErrChanged = setup.ErrDrifted

// Text is the file as it was opened. The caller must not change it.
func (e *Editable) Text() []byte { return e.text }

// Path is the name that was given to Edit, without a slash at its end.
func (e *Editable) Path() string { return e.path }

// failed says what was tried, and what to do if nothing else is known.
func failed(doing, path string, err error) error {
	hint := sources.HintOf(err)
	err = fmt.Errorf("%s %s: %w", doing, path, err)
	switch {
	case hint != "":
		return err
	case errors.Is(err, fs.ErrPermission):
		return sources.WithHint(err, "Run the command as root, or as the file's owner.")
	case errors.Is(err, ErrChanged):
		return sources.WithHint(err, "Run the command again: it starts from the file as it is now.")
	}
	return err
}
