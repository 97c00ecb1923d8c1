package rabbitmq

import (
	"slices"
	"testing"
	"time"
)

func names(list []*exchange) (names []string) {
	for _, e := range list {
		names = append(names, e.name)
	}
	return names
}

func TestMissingExchangeIsAskedForEverMoreRarely(t *testing.T) {
	t.Parallel()
	s := newSchedule(unhurried, []string{"nova"})
	now := time.Unix(0, 0)
	s.restart(now)
	for _, minutes := range []time.Duration{1, 2, 4, 8, 10, 10} {
		if got := s.due(now); len(got) != 1 {
			t.Fatalf("at %v nothing is due", now.Sub(time.Unix(0, 0)))
		}
		s.isMissing(s.all[0], now)
		at, _ := s.next()
		if got := at.Sub(now); got != minutes*time.Minute {
			t.Errorf("the next attempt is after %v, want %v minutes", got, minutes)
		}
		if s.due(at.Add(-time.Second)) != nil {
			t.Error("it is due before its time")
		}
		now = at
	}
}

func TestExchangeThatWasThereIsExpectedBackSoon(t *testing.T) {
	t.Parallel()
	s := newSchedule(unhurried, []string{"nova"})
	now := time.Unix(0, 0)
	s.restart(now)
	s.isBound(s.all[0], now)
	if _, any := s.next(); any {
		t.Error("a bound exchange is due")
	}
	s.restart(now) // the broker was restarted
	for _, seconds := range []time.Duration{1, 2, 4, 8} {
		s.isMissing(s.all[0], now)
		at, _ := s.next()
		if got := at.Sub(now); got != seconds*time.Second {
			t.Errorf("the next attempt is after %v, want %v seconds", got, seconds)
		}
		now = at
	}
}

func TestNothingIsAskedWhileTheManagementTells(t *testing.T) {
	t.Parallel()
	s := newSchedule(unhurried, []string{"nova", "glance"})
	now := time.Unix(0, 0)
	s.restart(now)
	s.isRefused(s.all[1], now, &RefusedError{Reason: "no"})
	s.told = true
	now = now.Add(time.Hour)
	if got := names(s.due(now)); !slices.Equal(got, []string{"glance"}) {
		t.Errorf("due are %v, want only the refused one, whose permission nobody tells us about", got)
	}
	s.told = false
	if got := names(s.due(now)); !slices.Equal(got, []string{"nova", "glance"}) {
		t.Errorf("due are %v, want both", got)
	}
}

func TestRefusedAsAWholeOnlyWhenNothingCanBeRead(t *testing.T) {
	t.Parallel()
	s := newSchedule(unhurried, []string{"nova", "glance", "cinder"})
	now := time.Unix(0, 0)
	no := &RefusedError{Reason: "no"}
	s.isMissing(s.all[0], now)
	if s.overall() != nil {
		t.Error("refused although everything is only missing")
	}
	s.isRefused(s.all[1], now, no)
	if s.overall() != nil {
		t.Error("refused although nobody knows whether the exchange is there")
	}
	s.all[1].exists = true
	if s.overall() != no {
		t.Error("not refused although the one exchange that is there is")
	}
	s.isBound(s.all[2], now)
	if s.overall() != nil {
		t.Error("refused although one exchange is bound")
	}
	bound, missing, refused := s.lists()
	if !slices.Equal(bound, []string{"cinder"}) || !slices.Equal(missing, []string{"nova"}) || !slices.Equal(refused, []string{"glance"}) {
		t.Errorf("lists = %v, %v, %v", bound, missing, refused)
	}
}

func TestAGrantIsTriedForAllThatWereRefused(t *testing.T) {
	t.Parallel()
	s := newSchedule(unhurried, []string{"nova", "glance", "cinder", "heat"})
	now := time.Unix(0, 0)
	s.restart(now)
	s.isBound(s.all[0], now)
	s.isRefused(s.all[1], now, &RefusedError{})
	now = now.Add(30 * time.Second)
	s.isRefused(s.all[2], now, &RefusedError{})
	s.isMissing(s.all[3], now)
	s.isBound(s.all[0], now) // as it is every now and then
	if got := names(s.due(now)); got != nil {
		t.Errorf("due are %v, want none", got)
	}
	now = now.Add(30 * time.Second)
	if got := names(s.due(now)); !slices.Equal(got, []string{"glance"}) {
		t.Fatalf("due are %v, want glance", got)
	}
	s.isBound(s.all[1], now)
	if got := names(s.due(now)); !slices.Equal(got, []string{"cinder"}) {
		t.Errorf("after the grant due are %v, want cinder", got)
	}
}
