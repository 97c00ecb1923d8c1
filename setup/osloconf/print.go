package osloconf

import (
	"fmt"
	"io"
	"log/slog"
)

// Format gives the place, because the text may be a password.
func (v Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, v.place()) }

// LogValue is the place.
func (v Value) LogValue() slog.Value { return slog.StringValue(v.place()) }

// MarshalText gives the place.
func (v Value) MarshalText() ([]byte, error) { return []byte(v.place()), nil }

func (v Value) place() string { return fmt.Sprintf("%s:%d", v.File, v.Line) }

// Format gives the section and the key.
func (e Entry) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.place()) }

// LogValue is the section and the key.
func (e Entry) LogValue() slog.Value { return slog.StringValue(e.place()) }

// MarshalText gives the section and the key.
func (e Entry) MarshalText() ([]byte, error) { return []byte(e.place()), nil }

func (e Entry) place() string { return fmt.Sprintf("line %d [%s] %s", e.Line, e.Section, e.Key) }

// Format gives the name.
func (f File) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, f.name) }

// LogValue is the name.
func (f File) LogValue() slog.Value { return slog.StringValue(f.name) }

// Format gives the kind of line.
func (l Line) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, l.Kind.String()) }

// LogValue is the kind of line.
func (l Line) LogValue() slog.Value { return slog.StringValue(l.Kind.String()) }

// MarshalText gives the kind of line.
func (l Line) MarshalText() ([]byte, error) { return []byte(l.Kind.String()), nil }

var kindNames = [...]string{"blank", "comment", "header", "assignment", "continuation"}

func (k Kind) String() string { return kindNames[k] }
