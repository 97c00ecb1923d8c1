package osloconf

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/sourcestest/oracle"
)

// reading is oslo.config as a service uses it: of each case the files, in the
// order in which they are read, and the options. Every option that a file sets
// is registered, as a service registers its own; a value that cannot be read is
// null. The files parsed one by one come first.
const reading = `
import json, logging, os, sys, tempfile
from oslo_config import cfg
logging.disable(logging.CRITICAL)
answers = []
with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as d:
    for case in json.load(sys.stdin):
        names, parsed = [], []
        for i, text in enumerate(case["files"]):
            name = os.path.join(d, "%d.conf" % i)
            with open(name, "w", newline="") as f:
                f.write(text)
            names.append(name)
            normalised = {}
            parser = cfg.ConfigParser(name, {})
            parser._add_normalized(normalised)
            parser.parse()
            parsed.append(normalised)
        conf = cfg.ConfigOpts()
        for g in ("s", "notification", "t"):  # a service has its groups, whatever the files say
            conf.register_group(cfg.OptGroup(g))
        special = {}
        for o in case["options"]:
            special[o["group"], o["key"]] = (cfg.MultiStrOpt if o["multi"] else cfg.StrOpt)(
                o["key"], deprecated_opts=[cfg.DeprecatedOpt(k, group=g) for g, k in o["old"]])
        # A reference to an option that is registered but not set gives its
        # default, which only the services know.
        def known(g, k):
            return any(k in sections.get(g.lower() if g != "DEFAULT" else g, {}) for sections in parsed)
        everything = {(o["group"], o["key"]): special[o["group"], o["key"]] for o in case["options"]
                      if known(o["group"], o["key"]) or any(known(g, k) for g, k in o["old"])}
        for sections in parsed:
            for g, keys in sections.items():
                for k in keys:
                    everything.setdefault((g, k), cfg.StrOpt(k))
        for (g, k), opt in everything.items():
            conf.register_opt(opt, group=None if g == "DEFAULT" else g)
        conf(args=[], project="x", default_config_files=names, default_config_dirs=[])
        values = []
        for g, k in special:
            if (g, k) not in everything:
                values.append(None)
                continue
            try:
                v = conf[k] if g == "DEFAULT" else conf[g][k]
                values.append(v if isinstance(v, list) or v is None else [v])
            except Exception:
                values.append(None)
        answers.append({"parsed": parsed, "values": values})
json.dump(answers, sys.stdout)
`

type oracleOption struct {
	Group string      `json:"group"`
	Key   string      `json:"key"`
	Multi bool        `json:"multi"`
	Old   [][2]string `json:"old"`
}

type oracleCase struct {
	Files   []string       `json:"files"`
	Options []oracleOption `json:"options"`

	before  string // the file that was edited, before
	edited  int    // which one of the files
	changes []Change
}

// rounds is how many edits are tried: CEILOTOP_EDITS=100000 for a long run.
func rounds(t *testing.T) int {
	text := os.Getenv("CEILOTOP_EDITS")
	if text == "" {
		return 3000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What oslo.config reads after an edit is what it read before, changed as asked,
// and what we say that a service reads.
func TestEditsAgreeWithOsloConfig(t *testing.T) {
	t.Parallel()
	const batch = 5000
	r := rand.New(rand.NewPCG(3, 4))
	done, values, unchanged := 0, 0, 0
	for left := rounds(t); left > 0; left -= batch {
		var cases []oracleCase
		var question []any
		for range min(left, batch) {
			c := randomCase(t, r)
			cases = append(cases, c)
			// The file as it was goes along as a case of its own.
			question = append(question, c, oracleCase{Files: []string{c.before}, Options: []oracleOption{}})
		}
		var answers []struct {
			Parsed []map[string]map[string][]string
			Values [][]string
		}
		oracle.Ask(t, osloConfig, reading, question, &answers)
		for i, c := range cases {
			after, before := answers[2*i], answers[2*i+1].Parsed[0]
			if c.before == c.Files[c.edited] {
				unchanged++
			}
			if want := model(before, c.changes); !reflect.DeepEqual(after.Parsed[c.edited], want) {
				t.Fatalf("%q edited with %v is %q: oslo.config sees %v, want %v", c.before, describe(c.changes), c.Files[c.edited], after.Parsed[c.edited], want)
			}
			var files []*File
			for _, text := range c.Files {
				files = append(files, parse(t, text))
			}
			config := Merge(files...)
			for n, o := range c.Options {
				got := effective(config, o)
				values += len(got)
				if !reflect.DeepEqual(got, after.Values[n]) {
					t.Fatalf("%q: [%s] %s multi %v old %v is %q, oslo.config reads %q", c.Files, o.Group, o.Key, o.Multi, o.Old, got, after.Values[n])
				}
			}
			done++
		}
	}
	t.Logf("%d edits, %d of which changed nothing; %d values read", done, unchanged, values)
	if unchanged > done/2 || values < done {
		t.Error("the generator is no good")
	}
}

func effective(config *Config, o oracleOption) []string {
	var old []Name
	for _, n := range o.Old {
		old = append(old, Name{n[0], n[1]})
	}
	values := config.GetMulti(o.Group, o.Key, old...)
	if !o.Multi {
		values = nil
		if v, ok := config.Get(o.Group, o.Key, old...); ok {
			values = append(values, v)
		}
	}
	var texts []string
	for _, v := range values {
		if v.Err != nil {
			return nil
		}
		texts = append(texts, v.Text)
	}
	return texts
}

func describe(changes []Change) string {
	var all []string
	for _, c := range changes {
		all = append(all, fmt.Sprintf("%d [%s] %s %q", c.op, c.section, c.key, c.values))
	}
	return strings.Join(all, "; ")
}

// model changes what oslo.config read, without looking at lines.
func model(before map[string]map[string][]string, changes []Change) map[string]map[string][]string {
	after := make(map[string]map[string][]string)
	for section, keys := range before {
		after[section] = maps.Clone(keys)
	}
	for _, c := range changes {
		section := strings.ToLower(c.section)
		if c.section == "DEFAULT" {
			section = c.section
		}
		old := after[section][c.key]
		if c.op == opUnset || c.op == opSetMulti && len(c.values) == 0 {
			delete(after[section], c.key)
			continue
		}
		if after[section] == nil {
			after[section] = make(map[string][]string)
		}
		list := slices.Clone(old)
		switch {
		case c.op == opSet && len(old) == 0:
			list = c.values
		case c.op == opSet:
			if !equal(old[len(old)-1:], c.values) {
				list[len(list)-1] = c.values[0]
			}
		default:
			list = modelMulti(old, c.values)
		}
		after[section][c.key] = list
	}
	return after
}

// modelMulti keeps of the old values those that are wanted, as often as they
// are, puts new ones in the places of others, and the rest at the end.
func modelMulti(old, wanted []string) []string {
	fresh := slices.Clone(wanted)
	free := make([]bool, len(old))
	for i, v := range old {
		at := slices.IndexFunc(fresh, func(w string) bool { return equal([]string{v}, []string{w}) })
		if free[i] = at < 0; !free[i] {
			fresh = slices.Delete(fresh, at, at+1)
		}
	}
	var list []string
	for i, v := range old {
		switch {
		case !free[i]:
			list = append(list, v)
		case len(fresh) > 0:
			list, fresh = append(list, fresh[0]), fresh[1:]
		}
	}
	return append(list, fresh...)
}

var (
	oracleKeys     = []string{"a", "b", "multi", "transport_url", "old_a", "old_multi"}
	oracleSections = []string{"DEFAULT", "s", "S", "Notification", "notification", "t"}
	oracleValues   = []string{
		"", "x", "messagingv2", "two words", "rabbit://u:p@h:5672//", " lead", "trail\t", `"q"`, "'q'", `"`, "'", `"q`, "a#b", "a ; b # c", "é创\u3000", "\u00a0",
		"[x]", "#", "; x", "a=b:c", "=", "$b", "${b}/x", "$s.b", "${notification.a}", "$nowhere", "pa$$word", `pa\$word`, `\\$x`, "$", "$$", "<None>", "\x1c", "x\x1fy", "\u2028",
	}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// randomCase edits one of up to three files.
func randomCase(t *testing.T, r *rand.Rand) oracleCase {
	t.Helper()
	c := oracleCase{}
	for range 1 + r.IntN(3) {
		c.Files = append(c.Files, randomConf(r))
	}
	c.edited = r.IntN(len(c.Files))
	c.before = c.Files[c.edited]
	seen := make(map[Name]bool)
	for range 1 + r.IntN(3) {
		change := randomChange(r)
		if seen[change.name()] {
			continue
		}
		seen[change.name()] = true
		c.changes = append(c.changes, change)
	}
	edited, err := parse(t, c.before).Edit(c.changes...)
	if err != nil {
		t.Fatalf("%q: %v: %v", c.before, describe(c.changes), err)
	}
	c.Files[c.edited] = string(edited.Bytes())
	c.Options = []oracleOption{
		{"DEFAULT", "a", false, [][2]string{{"s", "old_a"}}},
		{"s", "a", false, [][2]string{{"DEFAULT", "old_a"}, {"notification", "old_a"}}},
		{"s", "b", false, [][2]string{}},
		{"notification", "multi", true, [][2]string{{"DEFAULT", "old_multi"}}},
		{"t", "transport_url", false, [][2]string{}},
	}
	return c
}

func randomChange(r *rand.Rand) Change {
	section, key := pick(r, oracleSections), pick(r, oracleKeys)
	switch {
	case r.IntN(6) == 0:
		return Unset(section, key)
	case strings.Contains(key, "multi") || r.IntN(8) == 0:
		var values []string
		for range r.IntN(4) {
			values = append(values, pick(r, oracleValues))
		}
		return SetMulti(section, key, values...)
	case r.IntN(2) == 0:
		return Set(section, key, Literal(pick(r, oracleValues)))
	}
	return Set(section, key, pick(r, oracleValues))
}

// randomConf writes a file that oslo.config can parse, in one of the ways of
// ending lines or in all of them.
func randomConf(r *rand.Rand) string {
	ends := pick(r, [][]string{{"\n"}, {"\n"}, {"\r\n"}, {"\r"}, {"\n", "\r\n", "\r"}})
	var b strings.Builder
	line := func(text string) { b.WriteString(text + pick(r, ends)) }
	for range r.IntN(3) {
		line(pick(r, []string{"# before", "", "; a = 1"}))
	}
	for range r.IntN(5) {
		line("[" + pick(r, oracleSections) + "]" + pick(r, []string{"", "", " ", "\t"}))
		for range r.IntN(6) {
			key := pick(r, oracleKeys)
			switch r.IntN(6) {
			case 0:
				line(pick(r, []string{"#", ";", "# "}) + key + pick(r, []string{" = ", "=", ": "}) + "<None>")
			case 1:
				line(pick(r, []string{"", "  ", "# prose", "\t"}))
			default:
				value := pick(r, oracleValues)
				if r.IntN(3) == 0 {
					value = quoted(value)
				}
				line(key + pick(r, []string{" = ", "=", ": ", "  =\t"}) + value)
				for r.IntN(5) == 0 {
					line(pick(r, []string{" ", "\t", "    "}) + pick(r, []string{"more", "# text", "b = 1", "[s]", "x  "}))
				}
			}
		}
	}
	text := b.String()
	if r.IntN(4) == 0 {
		text = strings.TrimRight(text, "\r\n")
	}
	return text
}
