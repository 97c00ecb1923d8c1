//go:build !linux

package machine

// Create makes a file that must not exist. It is Linux only.
func Create(_, path string, _ []byte, _ Wear) error { return failed("making", path, errLinux) }

func create(_, path string, _ []byte, _ Wear, _ uint32) error {
	return failed("making", path, errLinux)
}

// Remove takes a file away. It is Linux only.
func (e *Editable) Remove() error { return failed("removing", e.path, errLinux) }

func (e *Editable) wear() (Wear, error) { return Wear{}, errLinux }

func removeEmpty(string, []string) {}

func absent(_, path string) ([]string, error) { return nil, failed("looking for", path, errLinux) }

func ensure(_, path string, _ uint32) (string, error) { return "", failed("making", path, errLinux) }
