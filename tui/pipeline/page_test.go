package pipeline_test

import (
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// quiet is a cloud with a verdict and nothing else.
func quiet(v isolation.Verdict) func(now time.Time) pipeline.Sight {
	return func(now time.Time) pipeline.Sight {
		v.At = now
		return pipeline.Sight{
			Seen: &doctor.Seen{At: now}, Verdict: v,
			Picture: topology.Picture{At: now, Brokers: []topology.Broker{{Name: "A"}, {Name: "B", Lacks: []string{"the management API is closed"}}}},
		}
	}
}

func TestThePageIsAbsentWithoutABackend(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.more = func(c *tui.Config) { c.Pipeline = nil } }, func(t *testing.T, f *fixture) {
		f.Lacks("Pipeline")
		f.Keys("3")
		f.Wants("[1 Events]")
	})
}

func TestALeakIsOnTheScreenWithinFiveSecondsOfItsFirstEvent(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.sight = quiet(isolation.Verdict{State: isolation.Isolated, Why: []string{"configuration and process starts agree"}})
		f.takes = 4 * time.Second // a look, as long as a look may take
	}, func(t *testing.T, f *fixture) {
		f.Advance(6 * time.Second)
		f.Wants("✓ ISOLATED configuration and process starts agree")
		f.fake.look(func() {
			f.verdict = func(now time.Time) isolation.Verdict {
				return isolation.Verdict{State: isolation.Leaking, At: now, Leaks: []isolation.Leak{{Service: "nova", Host: "ctl1", Exchange: "nova", Last: now, Because: novaConf}}}
			}
		})
		f.event("A", "nova", "compute.instance.update", "m-1")
		f.Advance(2 * time.Second)
		f.Wants("✗ LEAKING nova@ctl1 via nova because /etc/nova/nova.conf:12")
	})
}

// TestALeakOfNobodyKnownHasItsExchangeAndItsAge: the reason has no room beside
// them at 80 columns, and is what is read last.
func TestALeakOfNobodyKnownHasItsExchangeAndItsAge(t *testing.T) {
	leak := func(now time.Time) isolation.Verdict {
		return isolation.Verdict{State: isolation.Leaking, At: now, Leaks: []isolation.Leak{{
			Exchange: "nova", Last: now.Add(-3 * time.Second), Reason: "which service sends it does not stand in the message",
		}}}
	}
	run(t, tuitest.Options{}, func(f *fixture) {
		f.sight = func(now time.Time) pipeline.Sight { return quiet(leak(now))(now) }
	}, func(t *testing.T, f *fixture) {
		f.Wants("✗ LEAKING ? via nova", "last 3s ago")
	})
}

func TestTheVerdictsThatAreNoLeak(t *testing.T) {
	rate := -12.3
	for _, c := range []struct {
		v    isolation.Verdict
		want string
	}{
		{isolation.Verdict{State: isolation.Isolated, Why: []string{"quiet for 10m0s"}}, "✓ ISOLATED quiet for 10m0s"},
		{isolation.Verdict{State: isolation.Draining, Queues: []isolation.Drain{{VHost: "/", Name: "notifications.info", Messages: 1704, Rate: &rate}, {}}}, "! DRAINING notifications.info: 1,704 left, -12.3/s +1 more"},
		{isolation.Verdict{State: isolation.Draining, Queues: []isolation.Drain{{VHost: "/", Name: "notifications.info", Messages: 4}}}, "! DRAINING notifications.info: 4 left  "},
		{isolation.Verdict{State: isolation.Unknown, Why: []string{"broker A could not be asked"}}, "? UNKNOWN broker A could not be asked"},
	} {
		t.Run(c.want, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture) { f.sight = quiet(c.v) }, func(t *testing.T, f *fixture) {
				f.Advance(time.Second)
				f.Wants(c.want, "looked 0s ago", "not known: the management API is", "closed", "✓ No finding.")
			})
		})
	}
}

func TestNothingIsAskedWhileAnotherPageIsShown(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Advance(11 * time.Second)
		looks := func() (n int) {
			f.fake.look(func() { n = f.looks })
			return n
		}
		if n := looks(); n != 3 {
			t.Errorf("%d looks in eleven seconds, want 3", n)
		}
		f.Keys("1")
		f.Advance(time.Minute)
		if n := looks(); n > 3 {
			t.Errorf("%d looks while nobody looked here", n-3)
		}
		f.Keys("3")
		f.Wants("looked 0s ago")
	})
}

func TestTheFirstFrameWaitsForNothingAndALookThatHangsIsEnded(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.takes = time.Hour }, func(t *testing.T, f *fixture) {
		f.Wants("Looking at the brokers")
		f.Keys("tab", "j", "?")
		f.Wants("look now")
		f.Keys("esc")
		f.Advance(11 * time.Second)
		f.Wants("could not look: context deadline exceeded")
	})
}

func TestASightStaysWhenTheNextLookFails(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.fake.look(func() { f.err = errRefused })
		f.Advance(20 * time.Second)
		f.Wants("nova@ctl1", "could not look: connect to 10.0.0.11:5672")
		f.fake.look(func() { f.err = nil })
		f.Keys("R")
		f.Wants("looked 0s ago")
	})
}

func TestEvidenceOpensTheFileTheQueueTheEventAndTheStep(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.event("A", "nova", "compute.instance.update", "m-41")
		f.event("A", "nova", "compute.instance.delete.end", "m-42")
		f.Advance(time.Second)
		f.Keys("enter")
		f.Wants("1704 messages, no consumer  A:/:notifications.info")
		f.Keys("enter")
		f.Wants("[A notifications.info", "1,704", "published/s       2.1", "delivered/s       -")
		f.Keys("esc", "esc", "j", "enter", "enter")
		f.Wants("> 12 » #transport_url =", `# notifications\x1b[2J`, "nova:******@10.0.0.4")
		f.Keys("esc", "j", "enter")
		f.Wants("[1 Events]", "compute.instance.update")
		f.Lacks("compute.instance.delete.end")
		f.Keys("esc")
		f.Wants("[3 Pipeline]", "it runs")
		f.Keys("j", "enter")
		f.Wants("systemctl status nova-compute.service")
		f.Keys("esc", "G", "enter")
		f.Wants("no step of the plan mends this") // there is no Setup page here
	})
}

func TestFromAPublisherToItsEventsAndBack(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.event("A", "nova", "compute.instance.update", "m-41")
		f.event("B", "glance", "image.upload", "g-7")
		f.Advance(time.Second)
		f.Keys("h", "E")
		f.Wants("[1 Events]", "compute.instance.update")
		f.Lacks("image.upload")
		f.Keys("q")
		f.Wants("[3 Pipeline]")
		f.Keys("e", "e")
		f.Wants(">✗ notifications.info")
		f.Keys("e", "e", "enter")
		f.Wants("[A nova@ctl1]")
	})
}

func TestWhatIsBrokenIsSaidWithoutColours(t *testing.T) {
	run(t, tuitest.Options{Profile: colorprofile.ASCII}, nil, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Wants("✗ LEAKING", "A ✗2", "✗ nova@ctl1", "✗ notifications.info on broker A has no consumer")
	})
}

func TestFaultsAreSwitchedInABoxAndByName(t *testing.T) {
	on := false
	run(t, tuitest.Options{}, func(f *fixture) {
		f.config.About = "Demo: nothing here is real"
		f.config.Faults = []pipeline.Fault{{ID: "leak", Title: "Nova leaks", On: func() bool { return on }, Flip: func() { on = !on }}}
	}, func(t *testing.T, f *fixture) {
		f.Wants("Demo: nothing here is real")
		f.Keys("F")
		f.Wants("switch faults", "> [ ] Nova leaks")
		f.Keys("enter")
		f.Wants("> [✗] Nova leaks", "Nova leaks: on")
		f.Keys("F")
		f.Lacks("[✗]")
		f.Keys(":")
		f.Type("leaks")
		f.Keys("enter")
		f.Wants("Nova leaks: off")
	})
}

func TestWithoutFaultsThereIsNoBox(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("F", "?")
		f.Lacks("switch faults")
	})
}
