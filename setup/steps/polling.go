package steps

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/yamlsplice"
	"github.com/ceilotop/ceilotop/sources"
)

const (
	pipelineFile = "/etc/ceilometer/pipeline.yaml"
	pollingFile  = "/etc/ceilometer/polling.yaml"
)

var pollingFiles = []string{pipelineFile, pollingFile}

// polling sets the interval of all sources: in pipeline.yaml until polling.yaml
// came with Ocata.
func (b *builder) polling(role setup.NodeRole) {
	interval := b.a.PollingInterval
	if interval == 0 || b.find("P1") != nil {
		return
	}
	p := b.profile("ceilometer")
	name := pipelineFile
	if own, only := p.Polling(); only || own && b.known(pollingFile) {
		name = pollingFile
	}
	s := b.configStep("P1", role, "how often meters are polled", "With a broker of its own telemetry may poll often without harm to the cloud's calls.")
	s.Check = "each source of " + name + " has the interval"
	s.Verify = "the samples of one meter on broker B are that far apart"
	if !b.released(s, "ceilometer") {
		return
	}
	if interval < time.Second || interval%time.Second != 0 {
		s.block("the interval "+interval.String()+" is not in whole seconds", "set polling_interval to 1s or more")
		return
	}
	seconds := int(interval / time.Second)
	if !b.may(s, name) {
		return
	}
	d := b.doc(name)
	text := d.text
	if !d.exists {
		if name != pollingFile {
			s.block(name+" is not there", "copy the package's own one, or plan again when the packages are installed")
			return
		}
		// The package's own one first, where the machine has it.
		text = []byte(everything)
		for _, file := range b.f.Files {
			if strings.HasPrefix(file.Path, "/usr/") && strings.HasSuffix(file.Path, "/polling.yaml") && len(file.Text) > 0 {
				text = file.Text
			}
		}
		d.mode, d.owner = 0o640, "root:ceilometer"
	}
	text, count, err := intervals(name, text, seconds)
	switch {
	case err != nil:
		s.block(err.Error(), cmp.Or(sources.HintOf(err), "set the intervals by hand"))
		return
	case count == 0:
		s.block(name+" has no sources", "look at the file, or remove it")
		return
	case d.exists && bytes.Equal(text, d.text):
		s.found("all %d sources have %d s", count, seconds)
	default:
		b.write(s, d, text, fmt.Sprintf("interval: %d in %d sources", seconds, count))
	}
	b.load(seconds, meters(text))
}

// everything polls all meters.
const everything = `---
sources:
    - name: all_pollsters
      interval: 300
      meters:
        - "*"
`

// source is what counts of a source of the file.
type source struct {
	Meters []string `yaml:"meters"`
}

// sourcesOf reads the file as far as it is needed. The parser may panic on a
// broken file.
func sourcesOf(text []byte) (all []source, err error) {
	defer func() {
		if recover() != nil {
			all, err = nil, errNoYAML
		}
	}()
	var file struct {
		Sources []source `yaml:"sources"`
	}
	if yaml.Unmarshal(text, &file) != nil {
		return nil, errNoYAML
	}
	return file.Sources, nil
}

var errNoYAML = errors.New("the file is not what Ceilometer reads")

// intervals gives all sources the interval, and counts them.
func intervals(name string, text []byte, seconds int) ([]byte, int, error) {
	all, err := sourcesOf(text)
	if err != nil {
		return nil, 0, fmt.Errorf("reading %s: %w", name, err)
	}
	for i := range all {
		at := yamlsplice.Path{yamlsplice.Key("sources"), yamlsplice.Index(i), yamlsplice.Key("interval")}
		value, _, err := yamlsplice.Get(name, text, at)
		if err != nil {
			return nil, 0, err
		}
		if n, err := strconv.Atoi(value); err == nil && n == seconds {
			continue
		}
		if text, err = yamlsplice.Set(name, text, at, seconds); err != nil {
			return nil, 0, err
		}
	}
	return text, len(all), nil
}

// What one message of a poller is, as measured on a small cloud of Zed: the
// median of telemetry.polling. A pollster sends one for each source that takes
// its meter.
const (
	pollingBytes  = 5546
	computeMeters = 30 // pollsters of the compute agent that "*" takes
	centralMeters = 10
)

// meters counts the meters that the sources take, "*" as the compute agent's.
func meters(text []byte) int {
	count := 0
	all, _ := sourcesOf(text)
	for _, s := range all {
		for _, m := range s.Meters {
			switch {
			case m == "*":
				count += computeMeters
			case !strings.HasPrefix(m, "!"):
				count++
			}
		}
	}
	return count
}

// load says what broker B will carry.
func (b *builder) load(seconds, meters int) {
	nodes := max(1, len(b.a.Nodes.Compute))
	rate := float64(nodes*meters+centralMeters) / float64(seconds)
	b.note("Polling every %d s puts about %.1f messages/s and %.0f kB/s on broker B: estimated from %d compute nodes with %d pollsters each and %d central ones, one message each of %d bytes, the median that was measured with few instances; it grows with the instances of a node.",
		seconds, rate, rate*pollingBytes/1000, nodes, meters, centralMeters, pollingBytes)
}
