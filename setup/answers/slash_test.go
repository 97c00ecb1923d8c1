package answers_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// TestNoSlashStandsInWhatServicesLogInWith wherever it comes from. The others are
// not given to oslo.messaging, and may have one.
func TestNoSlashStandsInWhatServicesLogInWith(t *testing.T) {
	t.Parallel()
	const text = "long/enough1"
	for key, refused := range map[string]bool{
		"broker_b.password": true, "broker_b.listener_password": true,
		"broker_b.tap_password": false, "broker_b.admin_password": false, "keystone.password": false, "mongo.password": false,
	} {
		var a setup.Answers
		if err := answers.Set(&a, key, text); (err != nil) != refused {
			t.Errorf("%s, typed: %v", key, err)
		} else if refused && (!strings.Contains(err.Error(), "kombu") || sources.HintOf(err) == "" || strings.Contains(err.Error(), text)) {
			t.Errorf("%s: %v", key, err)
		}
		group, name, _ := strings.Cut(key, ".")
		file, err := answers.Parse("a.yaml", []byte(group+": {"+name+": "+text+"}\n"))
		if err != nil {
			t.Fatal(err)
		}
		file.Private = true
		if _, err := answers.Merge(setup.Facts{}, file); (err != nil) != refused {
			t.Errorf("%s, in a file: %v", key, err)
		}
		given := map[string]string{key: "env:P", "broker_b.host": "192.0.2.7", "broker_b.strict_users": "yes", "broker_b.admin_url": "http://192.0.2.7", "profile": "newton"}
		if a, err = answers.Merge(setup.Facts{}, answers.Given(given)); err != nil {
			t.Fatal(err)
		}
		_, _, err = answers.Resolve(a, setup.Facts{}, answers.Origins{Env: func(string) (string, bool) { return text, true }})
		if (err != nil) != refused {
			t.Errorf("%s, from the environment: %v", key, err)
		}
	}
}

// TestAPasswordThatNobodyCanUseIsMadeAnew instead of taken from the files.
func TestAPasswordThatNobodyCanUseIsMadeAnew(t *testing.T) {
	t.Parallel()
	b, err := oslo.ParseTransportURL("rabbit://ceilometer:long%2Fenough1@192.0.2.7:5672//")
	if err != nil {
		t.Fatal(err)
	}
	f := setup.Facts{Brokers: []setup.Broker{{Name: "B", URL: b}}}
	a, _, err := answers.Resolve(answers.Defaults(f), f, answers.Origins{})
	if err != nil || !a.BrokerB.Password.Fresh || strings.Contains(a.BrokerB.Password.Value.Reveal(), "/") {
		t.Errorf("%+v, %v", a.BrokerB, err)
	}
}

func TestAVirtualHostIsWhatKombuTakesItFor(t *testing.T) {
	t.Parallel()
	for name, good := range map[string]bool{"/": true, "telemetry": true, "a/b": true, "a:b@c,d": true, "a;b": false, "a%41": false, "a#b": false, "a?b": false} {
		var a setup.Answers
		if err := answers.Set(&a, "broker_b.vhost", name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}
