package sources

import (
	"fmt"
	"io"
	"log/slog"
)

// Masked stands wherever a secret was.
const Masked = "******"

// Secret is a password or token. Every way of printing it gives Masked; only
// Reveal gives the text, and each call of Reveal is a place to look at.
type Secret string

func (s Secret) String() string               { return s.masked() }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.masked()) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.masked()), nil }

// Format masks under every verb: fmt prints a string's text even under a verb
// that does not fit it, as in %!d(sources.Secret=…).
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.masked()) }

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) masked() string {
	if s == "" {
		return ""
	}
	return Masked
}
