package answers_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// A cluster that the files name stays one: cut to its first host, the services
// would have nowhere to go when that one is down.
func TestAClusterIsOneAnswer(t *testing.T) {
	t.Parallel()
	url, err := oslo.ParseTransportURL("rabbit://ceilometer:Secret1@192.0.2.71:5672,ceilometer:Secret1@192.0.2.72:5672,ceilometer:Secret1@192.0.2.73:5672//")
	if err != nil {
		t.Fatal(err)
	}
	f := setup.Facts{Brokers: []setup.Broker{{Name: "B", URL: url, From: []setup.Origin{{File: "/etc/nova/nova.conf", Line: 7}}}}}
	a := answers.Defaults(f)
	if a.BrokerB.Host != "192.0.2.71,192.0.2.72,192.0.2.73" || a.BrokerB.User != "ceilometer" || a.BrokerB.AdminURL != "http://192.0.2.71:15672" {
		t.Errorf("the defaults are %q, %q, %q", a.BrokerB.Host, a.BrokerB.User, a.BrokerB.AdminURL)
	}
	a, _, err = answers.Resolve(a, f, answers.Here("."))
	if err != nil || a.BrokerB.Password.Value != "Secret1" {
		t.Errorf("the password in use is not taken over: %v", err)
	}
	for text, ok := range map[string]bool{"b1,b2": true, "b1, 192.0.2.9": true, "b1,,b2": false, "b1,b2:5672": false} {
		if err := answers.Set(&a, "broker_b.host", text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
