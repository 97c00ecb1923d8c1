package verify_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/sources"
)

func TestTheAgentConsumes(t *testing.T) {
	t.Parallel()
	const hop = "consumes"
	agent := func(s verify.Sight) *setup.Unit { return &s.Facts.Units[1] }
	t.Run("proven, and by whom", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Agent.Consumers = append(s.Agent.Consumers, s.Agent.Consumers[0], verify.Consumer{Host: "10.0.0.9", User: "billing"})
		expect(t, s, hop, setup.HopProven, "3 consumers: ceilometer-agent-notification on 10.0.0.1 as ceilometer, a program on 10.0.0.9 as billing", "", "")
	})
	t.Run("the management API is closed", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Agent = verify.Agent{Err: sources.WithHint(errors.New("connection refused"), "rabbitmq-plugins enable rabbitmq_management")}
		expect(t, s, hop, setup.HopUnknown, "", "connection refused", "rabbitmq-plugins")
	})
	t.Run("nobody, and the agent is not configured", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Agent.Consumers = nil
		s.Plan.Steps = append(s.Plan.Steps, setup.Step{ID: "C12", State: setup.Change, Why: "not set: messaging_urls"})
		expect(t, s, hop, setup.HopBroken, "no consumer", "step C12 is not done: not set: messaging_urls", "ceilotop setup apply")
	})
	t.Run("nobody, and the agent is stopped", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Agent.Consumers = nil
		agent(s).Active = "inactive"
		expect(t, s, hop, setup.HopBroken, "no consumer", "ceilometer-agent-notification.service is stopped", "systemctl start ceilometer-agent-notification.service")
		agent(s).Enabled = "disabled"
		expect(t, s, hop, setup.HopBroken, "no consumer", "ceilometer-agent-notification.service is inactive", "systemctl start ceilometer-agent-notification.service")
	})
	t.Run("nobody yet, just after its start", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Agent.Consumers, s.Now = nil, at(20)
		expect(t, s, hop, setup.HopWaiting, "no consumer", "was started at 14:05:08", "")
	})
	t.Run("nobody, though the agent runs", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Agent.Consumers = nil
		expect(t, s, hop, setup.HopBroken, "no consumer", "runs, but does not consume", "journalctl -u ceilometer-agent-notification.service")
	})
	t.Run("nobody, and the agent is elsewhere", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Agent.Consumers, s.Facts.Units = nil, s.Facts.Units[:1]
		expect(t, s, hop, setup.HopBroken, "no consumer", "no notification agent has a unit on this machine", "look at the node")
	})
}

func TestTheFirstSampleIsStored(t *testing.T) {
	t.Parallel()
	const hop = "stored:image"
	arrived := []verify.Arrival{event("B", "glance", "ctl", "image.update", 20)}
	t.Run("proven", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Store.Samples = map[string]sources.Sample{"image": {Meter: "image.size", ResourceID: sources.Known("i-1"), Timestamp: at(21)}}
		expect(t, s, hop, setup.HopProven, "image.size of i-1 at 14:05:21 in http://gnocchi:8041", "", "")
	})
	t.Run("nothing can have come yet", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = []verify.Arrival{event("A", "glance", "ctl", "image.update", 20)}
		expect(t, s, hop, setup.HopWaiting, "no sample since 14:05:00", "no event that feeds it", "")
	})
	t.Run("it is on its way", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = arrived
		expect(t, s, hop, setup.HopWaiting, "no sample", "image.update arrived on B at 14:05:19 and is on its way", "")
	})
	t.Run("it got lost", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals, s.Now = arrived, since.Add(10*time.Minute)
		expect(t, s, hop, setup.HopBroken, "no sample", "made no sample", "agent's log")
		s.Agent.Consumers = nil
		expect(t, s, hop, setup.HopBroken, "no sample", "nobody consumes it", "journalctl")
	})
	t.Run("the pipeline drops it", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = arrived
		s.Facts.Pipelines = []setup.Pipeline{{Sources: []setup.PipelineSource{{Meters: []string{"cpu"}, Publishers: []setup.Publisher{{URL: "gnocchi://"}}}}}}
		expect(t, s, hop, setup.HopBroken, "", "no source of pipeline.yaml takes image.size", "pipeline.yaml")
		s.Facts.Pipelines[0].Sources[0] = setup.PipelineSource{Meters: []string{"*"}, Publishers: []setup.Publisher{{URL: "http://x:y@elsewhere/", From: setup.Place{File: "/etc/ceilometer/pipeline.yaml", Line: 7}}}}
		expect(t, s, hop, setup.HopUnknown, "", "image.size goes to http://elsewhere/ (/etc/ceilometer/pipeline.yaml:7), which ceilotop cannot read", "pipeline.yaml")
		s.Facts.Pipelines[0].Sources[0].Publishers[0].URL = "gnocchi://"
		expect(t, s, hop, setup.HopWaiting, "", "on its way", "")
	})
	t.Run("the store does not answer", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = arrived
		s.Store = verify.Store{Err: sources.WithHint(errors.New("no store is known"), "source the openrc")}
		expect(t, s, hop, setup.HopUnknown, "", "no store is known", "source the openrc")
	})
}

func TestWhatFeedsAFamily(t *testing.T) {
	t.Parallel()
	all := []verify.Arrival{
		event("B", "nova", "n1", "compute.instance.update", 1), event("B", "nova", "n1", "compute.instance.create.end", 2),
		event("A", "nova", "n1", "compute.instance.exists", 3), event("B", "cinder", "n1", "volume.exists", 4),
	}
	want := map[string]string{"memory": "compute.instance.create.end", "vcpus": "compute.instance.create.end", "volume": "volume.exists"}
	for _, f := range verify.Families(setup.Features{Nova: true, Cinder: true}) {
		if fed := f.Fed(all); len(fed) != 1 || fed[0].Type != want[f.Name] {
			t.Errorf("%s is fed by %v", f.Name, fed)
		}
	}
	q := verify.Families(setup.Features{Cinder: true})[0].SampleOf("volume.size", "v-1", since)
	if q.Limit != 1 || len(q.Conditions) != 2 || q.Conditions[0].Value != "2026-11-28T14:05:00" || q.Conditions[1].Value != "v-1" {
		t.Errorf("%+v", q)
	}
}
