package interview_test

import (
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
