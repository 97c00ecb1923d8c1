package ownlog

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

func last(r *Ring) string {
	records, _ := r.Records()
	if len(records) == 0 {
		return ""
	}
	return records[len(records)-1].Text
}

func TestARecordIsOneLine(t *testing.T) {
	t.Parallel()
	r := New(Options{})
	log := slog.New(r)
	log.With("broker", "B").WithGroup("queue").With("name", "ceilotop.1").Info("declared", "depth", 3, slog.Group("limit", "length", 50000))
	if got, want := last(r), "declared broker=B queue.name=ceilotop.1 queue.depth=3 queue.limit.length=50000"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	log.Info("a\nb\x1b[31m", "why", "two words", "empty", "", "text", "a\u202eb")
	if got := last(r); strings.ContainsAny(got, "\n\x1b\u202e") || !strings.Contains(got, `why="two words" empty=""`) {
		t.Errorf("got %q", got)
	}
	log.Debug("not asked for")
	if strings.Contains(last(r), "not asked for") {
		t.Error("a record below the level was kept")
	}
}

func TestNoSecretIsKept(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	r := New(Options{Out: &file, Mask: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("gAAAAhunter2"), []byte("******")) }})
	log := slog.New(r)
	log.Info("by type", "login", sources.Secret("hunter2"))
	log.Info("by name", "admin_password", "hunter2", "auth_token", "hunter2", slog.Group("store", "secret", "hunter2"))
	log.With("Password", "hunter2").Info("by name, beforehand")
	log.Info("by shape: rabbit://nova:hunter2@10.0.0.1:5672/ and gAAAAhunter2")
	log.Error("in an error", "err", fmt.Errorf("dial: %w", errors.New(`parse "amqp://u:hu@nter2@host": bad`)))
	records, _ := r.Records()
	for _, rec := range records {
		if strings.Contains(rec.Text, "nter2") {
			t.Errorf("a secret was kept: %q", rec.Text)
		}
	}
	if len(records) != 5 || strings.Contains(file.String(), "nter2") || strings.Count(file.String(), "\n") != 5 {
		t.Errorf("the file has:\n%s", file.String())
	}
	if !strings.Contains(records[3].Text, "rabbit://nova:******@10.0.0.1:5672/") {
		t.Errorf("too much was masked: %q", records[3].Text)
	}
}

func TestTheOldestRecordsMakeRoomAndAreCounted(t *testing.T) {
	t.Parallel()
	r := New(Options{Capacity: 3})
	for i := range 8 {
		slog.New(r).Info(fmt.Sprint(i))
	}
	records, dropped := r.Records()
	var got []string
	for _, rec := range records {
		got = append(got, rec.Text)
	}
	if fmt.Sprint(got) != "[5 6 7]" || dropped != 5 {
		t.Errorf("kept %v, dropped %d", got, dropped)
	}
}

func TestManyWritersAndOneReader(t *testing.T) {
	t.Parallel()
	r := New(Options{Capacity: 10})
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for i := range 100 {
				slog.New(r).Info("x", "i", i)
			}
		})
	}
	writers.Wait()
	<-r.Changed()
	records, dropped := r.Records()
	if len(records) != 10 || dropped != 390 {
		t.Errorf("kept %d, dropped %d", len(records), dropped)
	}
}
