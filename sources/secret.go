package sources

import "log/slog"

// Masked stands wherever a secret was.
const Masked = "******"

// Secret is a password or token. Every way of printing it gives Masked; only
// Reveal gives the text, and each call of Reveal is a place to look at.
type Secret string

func (s Secret) String() string               { return s.masked() }
func (s Secret) GoString() string             { return s.masked() }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.masked()) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.masked()), nil }

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) masked() string {
	if s == "" {
		return ""
	}
	return Masked
}
