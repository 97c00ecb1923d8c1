// Package bundle writes a plan as a patch and scripts, for machines that
// ceilotop does not change itself. Each node gets a directory of its own, made
// from that node's own files:
//
//	etc.patch   what changes in its files, for patch -p1 and git apply
//	apply.sh    carries the plan out, in order; may be run again
//	undo.sh     takes back what apply.sh did
//	verify.sh   looks whether it works; changes nothing
//	README      the steps in words, and what is left to a person
//	patches/    etc.patch in pieces, one a file: what the scripts work with
//	secrets/    passwords, each in a file of its own
//
// The scripts are POSIX sh. No password is ever an argument of a program or
// stands in its environment: programs read them from files of secrets/, which
// only the owner can read, like all else in the directory.
package bundle
