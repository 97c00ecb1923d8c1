package machine

import "io/fs"

// Wear is what a file has besides its text.
type Wear struct {
	Mode fs.FileMode
	// Owned says that UID and GID are meant; without it the file belongs to
	// whoever makes it.
	Owned      bool
	UID, GID   uint32
	Attributes map[string][]byte
}
