package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// recordsOf is what a run of these actions leaves.
func recordsOf(t *testing.T, actions ...Action) []Record {
	t.Helper()
	var records []Record
	for n, a := range actions {
		u, err := (&sheet{}).Prepare(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, Record{Number: n, Step: fmt.Sprint("S", n), Undo: u, Done: true})
	}
	return records
}

func undo(a Action) string { return "undo " + a.String() }

func TestRollbackGoesFromTheNewestToTheOldest(t *testing.T) {
	t.Parallel()
	s := &sheet{}
	install := InstallPackages{Packager: "apt", Names: []string{"ceilometer"}}
	err := Rollback(t.Context(), recordsOf(t, install, vhost, user, agent, nova, glance, compute, api), s, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	// A unit is restarted when the last of its files is back, before the user is
	// taken away that it logged in with.
	s.expect(t, "rollback", undo(glance), api.String(), undo(nova), compute.String(), undo(agent), undo(user), undo(vhost), "closed")
}

func TestRollbackPassesOverWhatIsBack(t *testing.T) {
	t.Parallel()
	records := recordsOf(t, vhost, nova, compute)
	records[1].Reverted = true
	s := &sheet{}
	if err := Rollback(t.Context(), records, s, s, nil); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "the restart is still needed", compute.String(), undo(vhost), "closed")
	for n := range records {
		records[n].Reverted = true
	}
	s = &sheet{}
	if err := Rollback(t.Context(), records, s, s, nil); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "all is back", "closed")
}

func TestAUnitThatTheRunStartedIsNotRestarted(t *testing.T) {
	t.Parallel()
	s := &sheet{}
	again := ControlUnit{Unit: agent.Unit, Verb: Restart, Because: []string{nova.Path}}
	if err := Rollback(t.Context(), recordsOf(t, agent, nova, again), s, s, nil); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "rollback", undo(nova), undo(agent), "closed")
}

func TestRollbackLeavesWhatAnEditedFileMayNeed(t *testing.T) {
	t.Parallel()
	s := &sheet{fail: map[string]error{undo(glance): ErrDrifted}}
	var stays []string
	err := Rollback(t.Context(), recordsOf(t, vhost, user, nova, glance, compute, api), s, s, func(p Progress) {
		if p.Phase == Stays {
			stays = append(stays, p.Step)
		}
	})
	if !errors.Is(err, ErrDrifted) || !strings.Contains(err.Error(), glance.Path) || !strings.Contains(err.Error(), user.String()+"; "+vhost.String()) || sources.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if strings.Join(stays, " ") != "S1 S0" {
		t.Errorf("it was told that %q stay", stays)
	}
	if e := (*EditedError)(nil); !errors.As(err, &e) || strings.Join(e.Files, " ") != glance.Path {
		t.Errorf("the files that were edited: %v", e)
	}
	s.expect(t, "rollback", undo(glance), undo(nova), compute.String(), "closed: stopped")
}

func TestRollbackGoesOnWithoutAJournal(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	s := &sheet{fail: map[string]error{"reverted 1": full}}
	err := Rollback(t.Context(), recordsOf(t, vhost, nova), s, s, nil)
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "everything was taken back") {
		t.Errorf("%v", err)
	}
	s.expect(t, "rollback", undo(nova), undo(vhost), "closed: stopped")
}

func TestRollbackStopsBetweenActions(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := &sheet{after: func(string) { cancel() }}
	if err := Rollback(ctx, recordsOf(t, vhost, nova), s, s, nil); !errors.Is(err, context.Canceled) || sources.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	s.expect(t, "rollback", undo(nova), "closed: stopped")
}
