package machine

// Everything lets a test try units, packages and commands below a root of its
// own.
func (m *Machine) Everything() { m.local = false }

// Restorecon lets a test take a program for that of a machine with SELinux.
func (m *Machine) Restorecon(program string) { m.labels = program }
