package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
)

func TestWhatIsSavedCanBePlayed(t *testing.T) {
	t.Chdir(t.TempDir())
	messages := []*sources.Message{
		{ReceivedAt: time.Now().UTC(), Broker: "B", Exchange: "nova", RoutingKey: "notifications.info", Body: []byte(`{"a":1}`)},
		{ReceivedAt: time.Now().UTC(), Broker: "A", Exchange: "glance", RoutingKey: "notifications.error", Body: []byte("\xff")},
	}
	path, err := saveHere(slices.Values(messages))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 || !filepath.IsAbs(path) {
		t.Errorf("saved to %s with mode %o, want an absolute path and 600", path, mode)
	}
	r, err := recording.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, want := range messages {
		var got sources.Message
		if err := r.Next(&got); err != nil || string(got.Body) != string(want.Body) {
			t.Errorf("read %q (%v), want %q", got.Body, err, want.Body)
		}
	}
	if err := r.Next(new(sources.Message)); err != io.EOF {
		t.Errorf("after the last message: %v, want io.EOF", err)
	}
}

func TestFiltersAreKeptForTheNextSession(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	getenv := func(name string) string { return map[string]string{"XDG_STATE_HOME": state}[name] }
	if got := readHistory(getenv); got != nil {
		t.Errorf("before the first session there are filters: %q", got)
	}
	var many []string
	for n := range maxHistory + 5 {
		many = append(many, fmt.Sprintf("=size>%d", n))
	}
	keepHistory(getenv, slog.New(slog.DiscardHandler))(many)
	if got := readHistory(getenv); !slices.Equal(got, many[5:]) {
		t.Errorf("kept %d filters from %q on, want the last %d", len(got), got[0], maxHistory)
	}
	info, err := os.Stat(filepath.Join(state, "ceilotop", "filters"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v (%v), want mode 600", info.Mode(), err)
	}
}
