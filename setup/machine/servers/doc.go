// Package servers asks the servers that telemetry depends on, and changes them
// where a plan says so: the brokers, Keystone, MongoDB, and some ports.
//
// Ask fills in setup.Servers. It asks all of them at once, each for a short time
// only, and never fails: what could not be learnt is said in words in the fields.
// New gives the setup.Machine for the actions that are about servers; Knows says
// which those are.
//
// Neither contacts anything when the facts are not of the machine that ceilotop
// runs on, nor of a sandbox with servers of its own. Credentials go to the host that they are meant for and nowhere else:
// no redirection is followed and no link of an answer. An answer is read up to a
// limit. Passwords are never in an argument of a program, an error or an Undo.
package servers
