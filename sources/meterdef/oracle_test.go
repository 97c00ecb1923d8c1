package meterdef

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
	"github.com/ceilotop/ceilotop/sources/sourcestest/oracle"
)

// program is Ceilometer's notification agent from the conversion on, without its
// transport: for each set of files null when it does not survive them, and for
// each notification its samples, or null where it loses them. The library that
// reads paths makes its parser's tables anew for every path; here they are made
// once.
const program = `
import json, os, sys, tempfile, glob
out, sys.stdout = sys.stdout, sys.stderr
import ply.yacc
yacc, tables = ply.yacc.yacc, {}
def once(*a, **kw):
    key = type(kw.get('module'))
    if key not in tables:
        tables[key] = yacc(*a, **kw)
    return tables[key]
ply.yacc.yacc = once
import logging
logging.disable(logging.CRITICAL)
from oslo_config import cfg
from ceilometer import sample
from ceilometer.meter import notifications
from ceilometer.pipeline.sample import SamplePipeline
import ceilometer
packaged = os.path.join(os.path.dirname(ceilometer.__file__), 'data', 'meters.d')
conf = cfg.ConfigOpts()
conf.register_opts(notifications.OPTS, group='meter')
conf.register_opts(sample.OPTS)
conf([], project='ceilometer', default_config_files=[])
question = json.load(sys.stdin)
answers = []
for files, reserved in zip(question['sets'], question['reserved']):
    conf.set_override('reserved_metadata_namespace', reserved['Namespaces'] or [])
    conf.set_override('reserved_metadata_keys', reserved['Keys'] or [])
    conf.set_override('reserved_metadata_length', reserved['Length'])
    dirs = []
    for text in files:
        d = tempfile.mkdtemp()
        with open(os.path.join(d, 'meters.yaml'), 'w') as f:
            f.write(text)
        dirs.append(d)
    conf.set_override('meter_definitions_dirs', dirs or [packaged], group='meter')
    try:
        agent = notifications.ProcessMeterNotifications(conf, None)
    except Exception as e:
        answers.append({'stops': repr(e)})
        continue
    results = []
    for text in question['notifications']:
        n = json.loads(text)
        message = {
            'ctxt': {k[9:]: v for k, v in n.items() if k.startswith('_context_')},
            'publisher_id': n.get('publisher_id'), 'event_type': n.get('event_type'), 'payload': n.get('payload'),
            'metadata': {'message_id': n.get('message_id'), 'timestamp': n.get('timestamp')},
        }
        try:
            made = []
            for s in list(agent.build_sample(message)):
                if SamplePipeline._validate_volume(None, s):
                    d = s.as_dict()
                    made.append({k: d[k] for k in ('name', 'type', 'unit', 'volume', 'user_id', 'project_id', 'resource_id', 'timestamp', 'resource_metadata', 'source')})
            results.append(made)
        except Exception as e:
            results.append(None)
    answers.append({'results': results, 'packaged': [open(f).read() for f in sorted(glob.glob(packaged + '/*.yaml'))] if not files else []})
json.dump(answers, out)
`

type answer struct {
	Stops    string
	Results  []*json.RawMessage
	Packaged []string
}

// agree compares the samples of each notification, field by field, in order. It
// returns how many samples there were and how often all were lost.
func agree(t *testing.T, what string, s *Set, notifications []Notification, want []*json.RawMessage) (samples, lost int) {
	t.Helper()
	for i, n := range notifications {
		got, misses := s.SamplesOf(n)
		failed := false
		for _, m := range misses {
			failed = failed || m.Reason == Failed
		}
		if want[i] == nil {
			lost++
			if !failed {
				t.Errorf("%s, %s: %d samples, Ceilometer loses them all\n%s", what, n.EventType, len(got), n.Body)
			}
			continue
		}
		if failed {
			t.Errorf("%s, %s: %v, Ceilometer makes %s\n%s", what, n.EventType, misses, *want[i], n.Body)
			continue
		}
		v, err := jsonpath.Decode(*want[i])
		if err != nil {
			t.Fatal(err)
		}
		list := v.([]jsonpath.Value)
		var theirs, ours []string
		for _, v := range list {
			theirs = append(theirs, theirSample(v.(*jsonpath.Object)))
		}
		for _, g := range got {
			ours = append(ours, fmt.Sprintf("%q %q %q %s user %q project %q resource %q %s %s %s", g.Meter, g.Type.Or("None"), g.Unit.Or("None"), jsonpath.Text(g.Volume),
				g.UserID.Or("None"), g.ProjectID.Or("None"), g.ResourceID.Or("None"), isoFormat(g.Timestamp), g.Source.Value, g.Metadata))
		}
		samples += len(list)
		if a, b := strings.Join(ours, "\n"), strings.Join(theirs, "\n"); a != b {
			t.Errorf("%s, %s:\n%s\nCeilometer:\n%s\n%s", what, n.EventType, a, b, n.Body)
		}
	}
	return samples, lost
}

func theirSample(o *jsonpath.Object) string {
	text := func(name string) string { return jsonpath.Text(o.Values[name]) }
	at, _ := isoTime(o.Values["timestamp"])
	n, _, _ := volume(o.Values["volume"])
	return fmt.Sprintf("%q %q %q %s user %q project %q resource %q %s %s %s", text("name"), text("type"), text("unit"), jsonpath.Text(n),
		text("user_id"), text("project_id"), text("resource_id"), isoFormat(at.UTC()), text("source"), jsonpath.AppendJSON(nil, o.Values["resource_metadata"]))
}

func TestSamplesAreCeilometers(t *testing.T) {
	t.Parallel()
	notifications := append(captured(t), generated(t)...)
	var bodies []string
	for _, n := range notifications {
		bodies = append(bodies, string(n.Body))
	}
	sets, reserved := [][]string{{}}, []Reserved{ReservedByDefault()}
	others := []Reserved{
		{Namespaces: []string{"other", "metering.", ""}, Keys: []string{"metering.n", "other", "nothing"}, Length: 3},
		{Keys: []string{"metering.a.b"}, Length: -1},
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 120 {
		files := []string{randomFile(r)}
		if r.IntN(4) == 0 {
			files = append(files, randomFile(r))
		}
		sets, reserved = append(sets, files), append(reserved, ReservedByDefault())
		if n := len(sets); n%3 == 0 {
			reserved[n-1] = others[n/3%len(others)]
		}
	}
	var want []answer
	oracle.Ask(t, "python3-ceilometer", program, map[string]any{"sets": sets, "reserved": reserved, "notifications": bodies}, &want)
	builtin, err := Builtin("zed", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if samples, _ := agree(t, "built in", builtin, notifications, want[0].Results); samples < 30 {
		t.Errorf("only %d samples", samples)
	}
	sets[0] = want[0].Packaged
	stops, samples, lost := 0, 0, 0
	for i, texts := range sets {
		var files []File
		for j, text := range texts {
			files = append(files, File{fmt.Sprintf("set %d, file %d", i, j), []byte(text)})
		}
		s, err := Read(files, "zed", Options{Reserved: &reserved[i]})
		if (err != nil) != (want[i].Stops != "") {
			t.Errorf("Read: %v, Ceilometer says %q\n%s", err, want[i].Stops, strings.Join(texts, "\n"))
		}
		if err != nil || want[i].Stops != "" {
			stops++
			continue
		}
		n, l := agree(t, strings.Join(texts, "\n"), s, notifications, want[i].Results)
		samples, lost = samples+n, lost+l
	}
	t.Logf("%d sets, %d stop the agent; %d samples, %d times all lost", len(sets), stops, samples, lost)
	if stops < 5 || stops > len(sets)/2 || samples < 500 || lost < 20 {
		t.Error("the generator is no good")
	}
}
