package clipboard

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

func env(vars ...string) func(string) string {
	return func(name string) string {
		for _, v := range vars {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func TestEachMultiplexerIsTalkedToInItsOwnWay(t *testing.T) {
	t.Parallel()
	plain := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte("nova 中文")) + "\x07"
	doubled := "\x1bPtmux;\x1b" + plain + "\x1b\\"
	for _, c := range []struct {
		name string
		env  []string
		want string
	}{
		{"a terminal", []string{"TERM=xterm-256color"}, plain},
		{"tmux", []string{"TMUX=/tmp/tmux-0/default,3,0", "TERM=screen-256color"}, plain + doubled},
		{"tmux on the near side of ssh", []string{"TERM=tmux-256color"}, plain + doubled},
		{"screen", []string{"STY=1.pts-0.host", "TERM=screen"}, "\x1bP" + plain + "\x1b\\"},
		{"something like screen on the near side of ssh", []string{"TERM=screen-256color"}, plain},
	} {
		if got, err := Sequence("nova 中文", env(c.env...)); err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestScreenIsFedInPieces(t *testing.T) {
	t.Parallel()
	got, err := Sequence(strings.Repeat("x", 5000), env("STY=1"))
	if err != nil {
		t.Fatal(err)
	}
	var whole strings.Builder
	for _, piece := range strings.Split(got, "\x1bP")[1:] {
		piece, ok := strings.CutSuffix(piece, "\x1b\\")
		if !ok || len(piece) > screenChunk {
			t.Fatalf("a piece of %d bytes, ended %t", len(piece), ok)
		}
		whole.WriteString(piece)
	}
	if want, _ := Sequence(strings.Repeat("x", 5000), env()); whole.String() != want {
		t.Error("the pieces do not make the sequence")
	}
}

func TestWhatATerminalWouldCutIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := Sequence(strings.Repeat("x", MaxText), env()); err != nil {
		t.Errorf("%d bytes: %v", MaxText, err)
	}
	if _, err := Sequence(strings.Repeat("x", MaxText+3), env()); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d bytes: %v", MaxText+3, err)
	}
}
