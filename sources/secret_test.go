package sources

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretNeverPrints(t *testing.T) {
	t.Parallel()
	const password = "hunter2"
	s := Secret(password)
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %s %q %#v %+v %x %d", s, s, s, s, struct{ P Secret }{s}, s, s) //nolint:govet // %d is the point
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "password", s)
	if err := json.NewEncoder(&out).Encode(map[string]any{"p": s}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), password) {
		t.Errorf("the password shows in %s", out.String())
	}
	if s.Reveal() != password {
		t.Errorf("Reveal() = %q, want the password", s.Reveal())
	}
}
