package doctor

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// meterChecks are about what becomes of an event: definitions and pipelines.
var meterChecks = []Check{
	{
		ID: "definitions-own", Title: "the meters are those of the installed release", Severity: Warning,
		Why:    "A file of one's own wins over the package's. One that an upgrade left behind lacks what is new: the event arrives, and no meter is made of it.",
		Fix:    "take over what the package's file has and this one has not, or remove the file",
		Source: "ceilometer/meter/notifications.py, declarative.py load_definitions",
		Needs:  []Part{Configuration}, Judge: definitionsOwn,
	},
	{
		ID: "pipeline-drops", Title: "the pipeline keeps telemetry's own meters", Severity: Warning,
		Why:    "A meter that no source of pipeline.yaml takes is thrown away after it was made, without a word in a log.",
		Fix:    "add the meter to the source's meters in pipeline.yaml, and restart the notification agent",
		Source: "ceilometer/pipeline: is_supported",
		Needs:  []Part{Configuration}, Judge: pipelineDrops,
	},
	{
		ID: "pipeline-nowhere", Title: "the pipeline publishes where something reads", Severity: Critical,
		Why:    "notifier:// sends the samples to the queue metering.sample for the collector, which Queens removed: the queue grows, and nothing is stored.",
		Fix:    "publish to gnocchi:// in pipeline.yaml, and restart the notification agent",
		Source: "ceilometer d881dd522: the collector was removed in 10.0.0",
		Needs:  []Part{Configuration}, Judge: pipelineNowhere,
	},
	{
		ID: "transformers-gone", Title: "no pipeline counts on transformers that the release has not", Severity: Warning,
		Why:    "Stein removed the transformers, and with them cpu_util and the meters that end in .rate: the pipeline names them in vain.",
		Fix:    "read the rate from Gnocchi, as rate:mean of cpu with the archive policy ceilometer-low-rate, and remove the transformers from pipeline.yaml",
		Source: "ceilometer 12.0.0 release notes; stackoverflow.com/questions/56216683",
		Needs:  []Part{Configuration}, Judge: transformersGone,
	},
}

// definitions tells the files of one's own that define meters, and those that a
// package manager left beside them.
func definitions(f setup.File) (own, left bool) {
	if !strings.HasPrefix(f.Path, "/etc/ceilometer/") {
		return false, false
	}
	name := strings.TrimPrefix(f.Path, "/etc/ceilometer/")
	base := name
	for _, end := range []string{".rpmnew", ".dpkg-dist", ".dpkg-new", ".ucf-dist"} {
		base = strings.TrimSuffix(base, end)
	}
	meters := base == "meters.yaml" || path.Dir(base) == "meters.d" && strings.HasSuffix(base, ".yaml")
	return meters && base == name, base != name
}

// definitionsOwn compares the names of meters; what the release's package
// defines is known where its file is there to be read.
func definitionsOwn(s *Seen) (found []Finding) {
	packaged, from := s.packaged()
	for _, f := range s.Facts.Files {
		own, left := definitions(f)
		switch {
		case left:
			found = append(found, Finding{
				Result: Warning, Subject: f.Path, Title: "the package left a newer file beside one that was kept",
				Evidence: []Evidence{{Text: path.Base(f.Path), File: f.Path}}, Fix: "compare the two, take over what is new, and remove this one",
			})
		case own:
			names, err := defined(f.Text)
			if err != nil {
				found = append(found, Finding{
					Result: Critical, Subject: f.Path, Title: "the definitions of meters are no YAML, and the agent stops at them", Fix: "mend the file",
					Evidence: []Evidence{{Text: "no definitions of meters", File: f.Path, Line: 1}},
				})
				continue
			}
			var lacking []string
			for _, name := range packaged {
				if !slices.Contains(names, name) {
					lacking = append(lacking, name)
				}
			}
			if len(lacking) > 0 && s.replaces(f) {
				found = append(found, Finding{
					Result: Warning, Subject: f.Path, Title: fmt.Sprintf("%s lacks %d meters of the package", f.Path, len(lacking)),
					Evidence: []Evidence{{Text: strings.Join(lacking[:min(len(lacking), 5)], ", "), File: from}, {Text: fmt.Sprintf("%d meters", len(names)), File: f.Path}},
				})
			}
		}
	}
	return found
}

// replaces reports whether a file is read in place of the package's: up to Ocata.
// From Pike on both are, and what stands in /etc wins by name.
func (s *Seen) replaces(f setup.File) bool {
	of := serviceOf(s.Facts, ceilometer)
	return f.Path == "/etc/ceilometer/meters.yaml" && of.Name != "" && of.Release < profile.Pike
}

// packaged are the names of the meters that the package defines.
func (s *Seen) packaged() (names []string, from string) {
	for _, f := range s.Facts.Files {
		if !strings.HasPrefix(f.Path, "/etc/") && strings.HasSuffix(f.Path, "/meters.yaml") {
			if all, err := defined(f.Text); err == nil {
				return all, f.Path
			}
		}
	}
	return nil, ""
}

// defined are the names that a file of definitions has.
func defined(text []byte) (names []string, err error) {
	var file struct {
		Metric []struct {
			Name string `yaml:"name"`
		} `yaml:"metric"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	for _, m := range file.Metric {
		if m.Name != "" && !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	return names, nil
}

// wanted are meters that telemetry is set up for, one of each family.
var wanted = []string{"image.size", "volume.size", "memory", "vcpus"}

func pipelineDrops(s *Seen) (found []Finding) {
	for _, p := range s.Facts.Pipelines {
		var dropped []string
		for _, meter := range wanted {
			if len(p.Publishers(meter)) == 0 {
				dropped = append(dropped, meter)
			}
		}
		if len(dropped) > 0 {
			at := s.path(pipelineFile(p))
			found = append(found, Finding{
				Result: Warning, Subject: at, Title: "the pipeline throws away " + strings.Join(dropped, ", "),
				Evidence: []Evidence{{Text: patterns(p), File: at}},
			})
		}
	}
	return found
}

// patterns are what the sources take.
func patterns(p setup.Pipeline) string {
	var all []string
	for _, source := range p.Sources {
		all = append(all, source.Name+": "+strings.Join(source.Meters, " "))
	}
	return strings.Join(all, "; ")
}

// pipelineFile is where a pipeline stands: its publishers know.
func pipelineFile(p setup.Pipeline) string {
	for _, source := range p.Sources {
		for _, publisher := range source.Publishers {
			return publisher.From.File
		}
	}
	return "/etc/ceilometer/pipeline.yaml"
}

func pipelineNowhere(s *Seen) (found []Finding) {
	of := serviceOf(s.Facts, ceilometer)
	if of.Name == "" {
		return []Finding{{Result: NotApplicable, Why: "the release of Ceilometer is not known"}}
	}
	if of.API() {
		return nil
	}
	for _, p := range s.Facts.Pipelines {
		for _, source := range p.Sources {
			for _, publisher := range source.Publishers {
				scheme, _, _ := strings.Cut(publisher.URL.Reveal(), ":")
				if scheme = strings.ToLower(scheme); scheme != "notifier" && scheme != "rpc" && scheme != "direct" && scheme != "database" {
					continue
				}
				file := s.path(publisher.From.File)
				found = append(found, Finding{
					Result: Critical, Subject: file, Title: fmt.Sprintf("%s of %s publishes to %s, where nobody reads", source.Name, of.Release, publisher.At()),
					Evidence: []Evidence{{Text: publisher.At(), File: file, Line: publisher.From.Line}, s.version(ceilometer)},
				})
			}
		}
	}
	return once(found)
}

func transformersGone(s *Seen) (found []Finding) {
	of := serviceOf(s.Facts, ceilometer)
	if of.Name == "" || of.Release < profile.Stein {
		return nil
	}
	for _, f := range s.Facts.Files {
		if f.Service != ceilometer || path.Base(f.Path) != "pipeline.yaml" || strings.HasPrefix(f.Path, "/usr/") {
			continue
		}
		if line := transformer(f.Text); line > 0 {
			found = append(found, Finding{
				Result: Warning, Subject: f.Path, Title: fmt.Sprintf("Ceilometer of %s has no transformers", of.Release),
				Evidence: []Evidence{{Text: "transformers", File: f.Path, Line: line}, s.version(ceilometer)},
			})
		}
	}
	return found
}

// transformer is the line of a file's first transformer that has a name; 0 none.
// The empty key transformers: of old files does no harm.
func transformer(text []byte) int {
	n, open := 0, 0
	for line := range strings.Lines(string(text)) {
		n++
		word := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(word, "#") || word == "":
		case strings.HasPrefix(word, "transformers:"):
			open = n
		case open > 0 && strings.HasPrefix(word, "- name:"):
			return open
		default:
			open = 0
		}
	}
	return 0
}
