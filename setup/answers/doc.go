// Package answers reads what an operator wants from a YAML file, fills in what
// the machine's files already say, fetches the passwords that the file refers
// to, and writes such a file with its reasons as comments.
//
// One table (fields) holds every answer: its name in the file, its default and
// where that was found, what it is for, and what is wrong with a bad one. The
// wizard's questions come from the same table.
package answers
