// Package osloconf reads files of oslo.config as the services read them, and
// keeps every byte.
//
// A File is a slice of physical lines with their line ends: put together they
// are the file, always, so that an editor can change one line and leave the
// rest alone. A file that oslo.config cannot parse is refused with the line and
// the reason. A Config merges files in the order in which a service reads them
// and gives the value that takes effect, together with the place that set it.
//
// Edit changes options and nothing else, or refuses: the text that comes out is
// read again, and its meaning has to differ by exactly what was asked for. Diff
// and MaskedDiff show the difference, the one for patch and the other for
// people. Lint names the accidents of copying a guide.
//
// The package does no I/O. Values are often passwords: no error holds a piece
// of the text, and every way of printing a File, an Entry or a Value gives its
// place instead.
package osloconf
