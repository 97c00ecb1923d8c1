package doctor_test

import (
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// TestWhatIsBehindTheBroker: whether somebody reads what feeds a meter, and where
// the pipelines send it.
func TestWhatIsBehindTheBroker(t *testing.T) {
	t.Parallel()
	pipeline := func(meters string, publishers ...string) []setup.Pipeline {
		source := setup.PipelineSource{Name: "meter_source", Meters: []string{meters}}
		for _, url := range publishers {
			source.Publishers = append(source.Publishers, setup.Publisher{URL: sources.Secret(url), From: setup.Place{File: "/etc/ceilometer/pipeline.yaml", Line: 12}})
		}
		return []setup.Pipeline{{Sources: []setup.PipelineSource{source}}}
	}
	unread := func(s *doctor.Seen) { put(s.B, queue("notifications.info", 7, 0, 1)) }
	for _, c := range []struct {
		name    string
		brokers []string
		broken  func(*doctor.Seen)
		state   setup.HopState
		why     string
	}{
		{"the agent reads B", []string{"B"}, nil, setup.HopWaiting, ""},
		{"over A, where no agent is", []string{"A"}, nil, setup.HopBroken, "there is no queue notifications.info on broker A"},
		{"over both", []string{"A", "B"}, nil, setup.HopWaiting, ""},
		{"the agent is stopped", []string{"B"}, unread, setup.HopBroken, "nobody reads notifications.info on broker B"},
		{"who reads is not known", []string{"B"}, func(s *doctor.Seen) { s.B.Management = false }, setup.HopWaiting, ""},
		{"the broker was not asked", []string{"B"}, func(s *doctor.Seen) { s.B = nil }, setup.HopWaiting, ""},
		{"another broker", []string{"third"}, nil, setup.HopWaiting, ""},
		{"the pipeline keeps it", []string{"B"}, func(s *doctor.Seen) { s.Facts.Pipelines = pipeline("*", "gnocchi://") }, setup.HopWaiting, ""},
		{"the pipeline drops it", []string{"B"}, func(s *doctor.Seen) { s.Facts.Pipelines = pipeline("!memory", "gnocchi://") }, setup.HopBroken, "no source of pipeline.yaml takes memory, so that Ceilometer drops it"},
		{"it goes elsewhere", []string{"B"}, func(s *doctor.Seen) { s.Facts.Pipelines = pipeline("*", "udp://192.0.2.9:4952") }, setup.HopUnknown, "memory goes to udp://192.0.2.9:4952 (/etc/ceilometer/pipeline.yaml:12), which ceilotop cannot read"},
	} {
		s := &doctor.Seen{At: now}
		healthyServers(s)
		if c.broken != nil {
			c.broken(s)
		}
		h := s.Behind("memory", c.brokers)
		if h.State != c.state || h.Why != c.why || (h.Hint == "") != (c.why == "") {
			t.Errorf("%s: %+v", c.name, h)
		}
	}
	s := &doctor.Seen{Facts: setup.Facts{Programs: []setup.Program{{Service: "nova"}, {Service: "glance"}}}}
	if got := s.Expected(); !slices.Equal(got, []string{"image.size", "memory", "vcpus"}) {
		t.Errorf("expected: %v", got)
	}
}
