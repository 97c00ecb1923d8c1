package wizard_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestTheDiffBesideAQuestionIsTheQuestionsOwn(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "enter") // broker B's host
		f.settle()
		f.Wants("broker_b.host", "/etc/nova/nova.conf", "+transport_url = rabbit://ceilometer:******@192.0.2.71:5672//", "more in Plan")
		f.Lacks("+notification_format = unversioned", "+driver = messagingv2")
	})
}
