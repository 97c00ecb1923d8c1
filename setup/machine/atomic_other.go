//go:build !linux

package machine

import "errors"

type editable struct{}

var errLinux = errors.New("writing configuration files is Linux only")

// Edit opens a file that is to be replaced. It is Linux only.
func Edit(path string) (*Editable, error) { return nil, failed("editing", path, errLinux) }

// EditBelow opens a file below a root to be replaced. It is Linux only.
func EditBelow(_, path string) (*Editable, error) { return nil, failed("editing", path, errLinux) }

// Replace gives the file a new text. It is Linux only.
func (e *Editable) Replace([]byte) error { return failed("writing", e.path, errLinux) }

// Close lets others edit.
func (e *Editable) Close() error { return nil }

// Sweep does nothing here.
func (e *Editable) Sweep() {}
