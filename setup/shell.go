package setup

import "strings"

// ShellWord makes of a text one word that a POSIX shell takes as it is.
func ShellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
