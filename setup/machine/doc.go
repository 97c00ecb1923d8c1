// Package machine looks at the real machine, and changes it where it is told to.
//
// Inspect finds the brokers, the stores of meters and Ceilometer's credentials in
// the configuration files of the services, with no question asked: it reads, and
// nothing else. What this user may not read is
// reported as such, never as absent, and one file that is broken does not hide
// the others. All paths are resolved below the given root, symbolic links
// included, so that a fixture or a mounted disk never leads to the files of the
// machine itself.
//
// Edit opens a file that is to be replaced, and Replace does so in one step: the
// file is the old one or the new one at any time, with the same owner, mode and
// label, and paths that a service could have prepared are refused.
//
// New gives the setup.Machine that carries a plan out and takes it back. Lock
// keeps others away meanwhile, NewJournal remembers the run on the disk, and Runs
// lists the runs of the past, those that were killed among them.
package machine
