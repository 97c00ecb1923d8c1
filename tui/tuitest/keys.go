package tuitest

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// named are the bytes that a terminal sends for keys that are no characters.
var named = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
	"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "delete": "\x1b[3~",
	"shift+left": "\x1b[1;2D", "shift+right": "\x1b[1;2C", "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B",
	"ctrl+left": "\x1b[1;5D", "ctrl+right": "\x1b[1;5C",
}

// Keys presses keys one after the other, letting the program come to rest
// after each. A key is a name as bindings spell it ("ctrl+p", "enter", "j").
func (s *Screen) Keys(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.Send(s.bytes(k))
		s.Settle()
	}
}

// Type types text, a character at a time.
func (s *Screen) Type(text string) {
	s.t.Helper()
	for _, r := range text {
		s.Send(string(r))
	}
	s.Settle()
}

// Paste pastes text as a terminal with bracketed paste does.
func (s *Screen) Paste(text string) {
	s.t.Helper()
	s.Send("\x1b[200~" + text + "\x1b[201~")
	s.Settle()
}

// Send writes raw bytes to the program's input and waits for nothing.
func (s *Screen) Send(raw string) {
	s.t.Helper()
	select {
	case <-s.ended:
		return
	default:
	}
	if _, err := s.keys.Write([]byte(raw)); err != nil {
		s.t.Fatalf("send %q: %v", raw, err)
	}
}

// Resize changes the size of the terminal.
func (s *Screen) Resize(width, height int) {
	s.ResizeAtOnce(width, height)
	s.Settle()
}

// ResizeAtOnce is Resize without letting the program come to rest.
func (s *Screen) ResizeAtOnce(width, height int) {
	if width > 0 && height > 0 { // a terminal of no size exists as a message only
		s.term.Resize(width, height)
	}
	s.o.Width, s.o.Height = width, height
	s.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Message sends a message to the program as a Cmd would.
func (s *Screen) Message(msg tea.Msg) {
	s.program.Send(msg)
	s.Settle()
}

func (s *Screen) bytes(key string) string {
	s.t.Helper()
	if b, ok := named[key]; ok {
		return b
	}
	if utf8.RuneCountInString(key) == 1 {
		return key
	}
	if c, ok := strings.CutPrefix(key, "ctrl+"); ok && len(c) == 1 {
		return string(rune(c[0] & 0x1f))
	}
	if c, ok := strings.CutPrefix(key, "alt+"); ok {
		return "\x1b" + s.bytes(c)
	}
	s.t.Fatalf("no key is called %q", key)
	return ""
}
