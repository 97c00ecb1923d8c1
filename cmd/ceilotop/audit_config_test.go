package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
)

// TestAnAuditTakesAFileOfAnyName: what --config names is Cinder's for the audit,
// and says where the brokers are.
func TestAnAuditTakesAFileOfAnyName(t *testing.T) {
	t.Parallel()
	conf := filepath.Join(t.TempDir(), "volumes.ini")
	text := "[DEFAULT]\ntransport_url = rabbit://c:c@127.0.0.1:1//\nvolume_usage_audit_period = day\n" + notifications("messagingv2", "rabbit://c:c@127.0.0.1:2//")
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{config: conf, root: "/", getenv: func(string) string { return "" }}
	facts, err := a.auditFacts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.prepareAudit(t.Context(), facts, audit.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if p.target.Settings.Period != "day" || p.name != "B" || len(p.brokers) != 2 {
		t.Errorf("period %s, broker %s of %d", p.target.Settings.Period, p.name, len(p.brokers))
	}
}

func TestADeadBrokerBHasAHint(t *testing.T) {
	t.Parallel()
	p := &preparedAudit{name: "B"}
	for _, err := range []error{nil, errors.New("connection refused")} {
		if err := p.dead(err); !strings.Contains(sources.HintOf(err), "rabbitmqctl status") {
			t.Errorf("%v: %q", err, sources.HintOf(err))
		}
	}
	if err := p.dead(sources.WithHint(errors.New("refused"), "its own")); sources.HintOf(err) != "its own" {
		t.Errorf("%v: %q", err, sources.HintOf(err))
	}
}
