// Package clipboard makes the escape sequence by which a terminal is asked to
// put a text on its clipboard (OSC 52). It is the only way that works over SSH;
// no program of the machine is run, because one that is installed without a
// display fails silently (opencode #8974).
package clipboard

import (
	"encoding/base64"
	"errors"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Limit is how large a text may be once it is encoded. Terminals that take
// 100,000 bytes for the whole sequence are the most common; some count twice.
const Limit = 74_994

// MaxText is the largest text that fits.
const MaxText = Limit / 4 * 3

// ErrTooLarge says that the terminal would cut the text or ignore it.
var ErrTooLarge = errors.New("the text is larger than a terminal's clipboard takes")

// screenChunk is how much GNU screen passes through at a time.
const screenChunk = 768

// Sequence returns what to write to the terminal. Multiplexers take an OSC 52
// for themselves or drop it, depending on their version and options: inside
// tmux the sequence is sent plainly, for set-clipboard on, and wrapped, for
// allow-passthrough; inside screen wrapped only.
func Sequence(text string, getenv func(string) string) (string, error) {
	if base64.StdEncoding.EncodedLen(len(text)) > Limit {
		return "", ErrTooLarge
	}
	plain := ansi.SetSystemClipboard(text)
	switch {
	case getenv("TMUX") != "", strings.HasPrefix(getenv("TERM"), "tmux"):
		return plain + ansi.TmuxPassthrough(plain), nil
	case getenv("STY") != "":
		return ansi.ScreenPassthrough(plain, screenChunk), nil
	}
	return plain, nil
}
