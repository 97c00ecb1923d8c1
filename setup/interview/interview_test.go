package interview_test

import (
	"bytes"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/interview"
)

func TestALaterAnswerFollowsFromAnEarlierOne(t *testing.T) {
	t.Parallel()
	i, err := interview.New(setup.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Answer("broker_b.host", "192.0.2.7"); err != nil {
		t.Fatal(err)
	}
	q, ok := i.Question("broker_b.admin_url")
	if !ok || q.Default != "http://192.0.2.7:15672" {
		t.Errorf("the management API is asked for with %q", q.Default)
	}
	if err := i.Answer("broker_b.host", "not a host"); err == nil {
		t.Error("a wrong host was taken")
	}
	if got := i.Answers().BrokerB.Host; got != "192.0.2.7" {
		t.Errorf("a wrong answer replaced the right one: %q", got)
	}
}

func TestAGuidedSetupChangesNothingUnlessItIsSaidTo(t *testing.T) {
	t.Parallel()
	i, err := interview.New(setup.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if got := i.Answers().Apply.Mode; got != "patch" {
		t.Errorf("the mode is %q", got)
	}
	file, err := answers.Parse("a.yaml", []byte("apply: {mode: local}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if i, err = interview.New(setup.Facts{}, file); err != nil || i.Answers().Apply.Mode != "local" {
		t.Errorf("the mode of the file was not taken: %v", err)
	}
}

func TestACloneKeepsItsAnswers(t *testing.T) {
	t.Parallel()
	i, err := interview.New(setup.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	answer := func(i *interview.Interview, host string) {
		t.Helper()
		if err := i.Answer("broker_b.host", host); err != nil {
			t.Fatal(err)
		}
	}
	answer(i, "192.0.2.7")
	c := i.Clone()
	answer(i, "192.0.2.8")
	if got := c.Answers().BrokerB.Host; got != "192.0.2.7" {
		t.Errorf("the clone says %s", got)
	}
	answer(c, "192.0.2.9")
	if got := i.Answers().BrokerB.Host; got != "192.0.2.8" {
		t.Errorf("the clone's answer went to the other one: %s", got)
	}
}

// keptBy gives what a conversation keeps to the next one.
func keptBy(t *testing.T, i *interview.Interview, files ...answers.File) *interview.Interview {
	t.Helper()
	var text bytes.Buffer
	if err := i.Keep(&text, answers.Here(".")); err != nil {
		t.Fatal(err)
	}
	kept, err := answers.Parse("kept.yaml", text.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	next, err := interview.Resume(i.Facts(), kept, files...)
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	return next
}

func TestADefaultThatWasAcceptedIsKept(t *testing.T) {
	t.Parallel()
	facts := setup.Facts{System: setup.System{Hostname: "control"}, Units: []setup.Unit{{Name: "nova-api.service"}, {Name: "cinder-volume.service"}}}
	i, err := interview.New(facts)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for {
		q, more := i.Next()
		if !more {
			break
		}
		order = append(order, q.Key)
		if text, typed := map[string]string{"broker_b.host": "192.0.2.7", "keystone.auth_url": "http://192.0.2.1:5000"}[q.Key]; typed {
			err = i.Answer(q.Key, text)
		} else {
			err = i.Accept(q.Key)
		}
		if err != nil || !i.Settled(q.Key) {
			t.Fatalf("%s: %v", q.Key, err)
		}
		// Whatever comes next, here or after a break, is the same question.
		later := keptBy(t, i)
		now, _ := i.Next()
		then, _ := later.Next()
		if now.Key != then.Key || later.Answered(q.Key) {
			t.Errorf("after %s comes %q, resumed %q", q.Key, now.Key, then.Key)
		}
	}
	if len(order) < 4 {
		t.Fatalf("only %v was asked", order)
	}
	// The value is kept, and not what the default is at another time.
	files := answers.Given(map[string]string{"audit.period": "day"})
	if later := keptBy(t, i, files); later.Answers().Audit.Period != "hour" {
		t.Errorf("the period that was accepted is %s now", later.Answers().Audit.Period)
	}
}

func TestAFileOfAnswersLeavesTheQuestionsOpen(t *testing.T) {
	t.Parallel()
	i, err := interview.New(setup.Facts{}, answers.Given(map[string]string{"broker_b.host": "192.0.2.7"}))
	if err != nil {
		t.Fatal(err)
	}
	if i.Settled("broker_b.host") {
		t.Error("nobody accepted the host of the file")
	}
	if err := i.Accept("broker_b.nothing"); err == nil {
		t.Error("an answer was accepted to a question that does not exist")
	}
	empty, err := interview.New(setup.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if err := empty.Accept("broker_b.host"); err == nil || empty.Settled("broker_b.host") {
		t.Errorf("a host was accepted where there is none: %v", err)
	}
}

// TestAnyAnswerSurvivesABreak alone, and whatever is answered after it.
func TestAnyAnswerSurvivesABreak(t *testing.T) {
	t.Parallel()
	given := map[string]string{
		"profile": "zed", "roles": "compute", "nodes.compute": "c1, root@c2", "broker_b.port": "5673", "broker_b.admin_url": "http://192.0.2.9:8080",
		"broker_b.vhost": "b", "broker_b.tls": "yes", "keystone.region": "R", "keystone.password": "env:P", "features.heat": "true",
		"keystone.admin_url": "", "polling_interval": "10s", "audit.period": "day@3", "apply.mode": "local", "mongo.user": "m", "broker_b.admin_user": "admin",
	}
	for key, text := range given {
		i, err := interview.New(setup.Facts{})
		if err != nil {
			t.Fatal(err)
		}
		if err := i.Answer(key, text); err != nil {
			t.Fatal(err)
		}
		want, _ := answers.Get(i.Answers(), key)
		later := keptBy(t, i)
		if err := later.Answer("broker_b.host", "192.0.2.7"); err != nil {
			t.Fatal(err)
		}
		for n := range 2 {
			if got, _ := answers.Get(later.Answers(), key); got != want {
				t.Errorf("%s was %q and is %q after break %d", key, want, got, n+1)
			}
			later = keptBy(t, later)
		}
	}
}

func TestAPasswordThatWasTypedIsAskedForAgain(t *testing.T) {
	t.Parallel()
	i, err := interview.New(setup.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range map[string]string{"broker_b.host": "192.0.2.7", "broker_b.admin_user": "admin", "broker_b.admin_password": "hunter2hunter2", "keystone.password": "env:P"} {
		if err := i.Answer(key, text); err != nil {
			t.Fatal(err)
		}
	}
	if later := keptBy(t, i); later.Settled("broker_b.admin_password") || !later.Settled("keystone.password") || !later.Settled("broker_b.admin_user") {
		t.Error("the typed password is not asked for again, or what was kept is")
	}
}
