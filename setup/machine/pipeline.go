package machine

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// ownPipeline is what Ceilometer has done since Queens where there is no
// pipeline.yaml. Before that its packages always brought one.
var ownPipeline = setup.Pipeline{Sources: []setup.PipelineSource{{
	Name: "meter_source", Meters: []string{"*"},
	Publishers: []setup.Publisher{{URL: "gnocchi://", From: setup.Place{File: "Ceilometer's own pipeline.yaml"}}},
}}}

// findPipelines reads the pipeline.yaml of each configuration of Ceilometer.
func (s *search) findPipelines(facts *setup.Facts) {
	seen := make(map[string]bool)
	obstacles := len(s.tree.unreadable) + len(s.tree.broken)
	for _, m := range s.meters {
		name := m.pipelineFile()
		if seen[name] {
			continue
		}
		seen[name] = true
		text, ok := s.tree.read(name)
		if !ok {
			continue
		}
		p, err := parsePipeline(text, s.tree.real(name))
		if err != nil {
			s.tree.add(*err)
			continue
		}
		facts.Pipelines = append(facts.Pipelines, p)
	}
	absent := len(facts.Pipelines) == 0 && len(s.tree.unreadable)+len(s.tree.broken) == obstacles
	if absent && len(s.meters) > 0 {
		facts.Pipelines = append(facts.Pipelines, ownPipeline)
	}
}

// pipelineFile is relative to the directory of the configuration. In a container
// that directory is /etc/ceilometer.
func (m metering) pipelineFile() string {
	name := "pipeline.yaml"
	if v, ok := m.get("DEFAULT", "pipeline_cfg_file"); ok {
		name = v.Text
	}
	if rest, ok := strings.CutPrefix(name, "/etc/ceilometer/"); ok {
		name = rest
	}
	if path.IsAbs(name) {
		return name
	}
	return path.Join(m.dir, name)
}

// yamlPipeline is the form since Juno. Before that a pipeline was a list of
// sources that name their publishers themselves.
type yamlPipeline struct {
	Sources []yamlSource `yaml:"sources"`
	Sinks   []yamlSource `yaml:"sinks"`
}

type yamlSource struct {
	Name       string   `yaml:"name"`
	Meters     []string `yaml:"meters"`
	Counters   []string `yaml:"counters"` // the name of meters in Havana
	Sinks      []string `yaml:"sinks"`
	Publishers []placed `yaml:"publishers"`
}

// placed is a text and its line.
type placed struct {
	text string
	line int
}

// UnmarshalYAML keeps the line. In {publishers: [udp://h:4952]} the library sees
// a mapping of udp://h to 4952, PyYAML a text.
func (p *placed) UnmarshalYAML(node ast.Node) error {
	p.line = node.GetToken().Position.Line
	var pair map[string]string
	if yaml.NodeToValue(node, &pair) == nil && len(pair) == 1 {
		for scheme, port := range pair {
			p.text = scheme + ":" + port
		}
		return nil
	}
	return yaml.NodeToValue(node, &p.text)
}

func parsePipeline(text []byte, file string) (setup.Pipeline, *setup.Broken) {
	var y yamlPipeline
	err := yaml.Unmarshal(text, &y)
	var old []yamlSource
	if err != nil && yaml.Unmarshal(text, &old) == nil {
		y, err = yamlPipeline{Sources: old}, nil
	}
	if err != nil {
		return setup.Pipeline{}, brokenYAML(err, file)
	}
	sinks := make(map[string][]placed)
	for _, s := range y.Sinks {
		sinks[s.Name] = s.Publishers
	}
	var p setup.Pipeline
	for _, s := range y.Sources {
		if why := contradiction(append(s.Meters, s.Counters...)); why != "" {
			return setup.Pipeline{}, &setup.Broken{File: file, Reason: why, Advice: "Mend the file; ceilometer-agent-notification does not start with it."}
		}
		source := setup.PipelineSource{Name: s.Name, Meters: append(s.Meters, s.Counters...)}
		publishers := s.Publishers
		for _, name := range s.Sinks {
			publishers = append(publishers, sinks[name]...)
		}
		for _, publisher := range publishers {
			source.Publishers = append(source.Publishers, setup.Publisher{
				URL: sources.Secret(publisher.text), From: setup.Place{File: file, Line: publisher.line},
			})
		}
		p.Sources = append(p.Sources, source)
	}
	return p, nil
}

// contradiction is why Ceilometer refuses a source's meters (check_source_filtering
// in its agent.py); "" it does not.
func contradiction(meters []string) string {
	excluded := slices.ContainsFunc(meters, func(m string) bool { return strings.HasPrefix(m, "!") })
	included := slices.ContainsFunc(meters, func(m string) bool { return m != "" && m[0] != '!' && m[0] != '*' })
	switch {
	case included && excluded:
		return "a source both includes and excludes meters"
	case included && slices.Contains(meters, "*"):
		return "a source includes meters beside *"
	}
	return ""
}

// brokenYAML gives the place. The library's own text quotes the line, which may
// hold the password of a publisher.
func brokenYAML(err error, file string) *setup.Broken {
	b := &setup.Broken{File: file, Reason: "it is no YAML", Advice: "Mend the file; ceilometer-agent-notification does not start with it."}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		b.Line = at.GetToken().Position.Line
		if message := at.GetMessage(); !strings.ContainsAny(message, "\"'`") {
			b.Reason = message
		}
	}
	return b
}
