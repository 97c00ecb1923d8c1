// Package machine looks at the real machine.
//
// Inspect finds the brokers, the stores of meters and Ceilometer's credentials in
// the configuration files of the services, with no question asked: it reads, and
// nothing else. What this user may not read is
// reported as such, never as absent, and one file that is broken does not hide
// the others. All paths are resolved below the given root, symbolic links
// included, so that a fixture or a mounted disk never leads to the files of the
// machine itself.
package machine
