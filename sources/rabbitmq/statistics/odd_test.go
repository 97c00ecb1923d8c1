package statistics

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// standIn is a stand-in for the management API, with answers that were written
// for a test: no broker gives them when it is told to.
func standIn(t *testing.T, answers map[string]string) *Asker {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "stand-in, no RabbitMQ")
		answer, ok := answers[strings.TrimPrefix(r.URL.EscapedPath(), "/api/")]
		if !ok {
			http.Error(w, `{"error":"Object Not Found","reason":"Not Found"}`, http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(s.Close)
	u, err := oslo.ParseTransportURL("rabbit://u:p@127.0.0.1:1/v")
	check(t, err)
	a := New(Config{Name: "B", URL: u, Management: s.URL})
	t.Cleanup(a.Close)
	return a
}

// answersFrom reads the answers of testdata/NAME.json by path.
func answersFrom(t testing.TB, name string) map[string]string {
	t.Helper()
	file, err := os.ReadFile(path.Join("testdata", name+".json"))
	check(t, err)
	var raw map[string]json.RawMessage
	check(t, json.Unmarshal(file, &raw))
	answers := map[string]string{}
	for at, answer := range raw {
		answers[at] = string(answer)
	}
	return answers
}

func TestOddValuesAreMissingAndCostNothingElse(t *testing.T) {
	t.Parallel()
	s := ask(t, standIn(t, answersFrom(t, "odd")))
	if !s.Management || s.Version != "3.6.5" {
		t.Fatalf("the statistics are %s", show(s))
	}
	got := map[string]string{}
	for _, q := range s.Queues {
		got[q.Name] = said(q)
	}
	for name, want := range map[string]string{
		"a list for an object":    "- - - - - - - - -",
		"strings":                 "12 10 2 400 1 0.5 - - -1.5",
		"words":                   "- - - - - - - - -",
		"null":                    "- - - - - - - - -",
		"absent":                  "- - - - - - - - -",
		"negative":                "- - - - - - - - -2",
		"beyond what is counted":  "- - - - - - - - -",
		"zero is not missing":     "0 0 0 0 0 0 0 0 0",
		"the rest of a row is ok": "7 - - - - - - - -",
	} {
		if got[name] != want {
			t.Errorf("queue %q has %s, want %s", name, got[name], want)
		}
	}
	if len(s.Queues) != 9 {
		t.Errorf("there are %d queues", len(s.Queues))
	}
	if s.Unroutable != nil || s.Messages != nil || s.Growth != nil || s.QueuesInAll != nil {
		t.Errorf("the broker is %s", show(s))
	}
	if len(s.Nodes) != 2 || s.Nodes[0].Running || s.Nodes[0].Memory != nil || !s.Nodes[1].Running || !is(s.Nodes[1].Memory, 1024) || s.Nodes[1].MemoryLimit != nil {
		t.Errorf("the nodes are %+v", s.Nodes)
	}
	if len(s.Connections) != 3 || s.Connections[0].Program != "" || s.Connections[1].Program != "cinder-volume" || s.Connections[1].PID != 12 || !s.Connections[0].Since.IsZero() {
		t.Errorf("the connections are %+v", s.Connections)
	}
	if !slices.Contains(s.Lacks, "3 rows of the queues could not be read") {
		t.Errorf("it lacks %q", s.Lacks)
	}
}

// said are the samples of a queue, with - for what is missing.
func said(q sources.QueueStatistics) string {
	var b strings.Builder
	for _, n := range []*int{q.Messages, q.Ready, q.Unacked} {
		b.WriteString(sample(n))
	}
	b.WriteString(sample(q.Bytes) + sample(q.Readers))
	for _, n := range []*float64{q.Published, q.Delivered, q.Acked, q.Growth} {
		b.WriteString(sample(n))
	}
	return strings.TrimSpace(b.String())
}

func sample[N any](n *N) string {
	if n == nil {
		return "- "
	}
	return fmt.Sprint(*n, " ")
}

// What does not answer as the management API does is told by what it answered.
func TestWhatIsNoManagementAPI(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, overview, want string }{
		{"a web page", "<html>welcome</html>", "read the answer: invalid character '<'"},
		{"nothing", "", "read the answer: unexpected EOF"},
		{"a list", "[]", "read the answer: json: cannot unmarshal array"},
		{"something else", `{"hello":"world"}`, "it is no RabbitMQ management API"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := standIn(t, map[string]string{"overview": tt.overview})
			if _, err := a.Ask(t.Context()); err == nil {
				t.Error("there is no broker, and it answered")
			}
			if !strings.Contains(a.closed, tt.want) {
				t.Errorf("it lacks %q, want %q", a.closed, tt.want)
			}
		})
	}
}

// One part that is not what it should be leaves the others.
func TestAPartThatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	answers := answersFrom(t, "odd")
	answers["queues"] = `{"items":{}}`
	answers["vhosts/v/connections"] = `{"total_count":3,`
	delete(answers, "nodes")
	s := ask(t, standIn(t, answers))
	lacks := strings.Join(s.Lacks, "\n")
	for _, want := range []string{
		"queues could not be asked for: read the answer: its items are no list",
		"connections could not be asked for: read the answer: unexpected EOF",
		"nodes could not be asked for: it answered with 404, Not Found",
	} {
		if !strings.Contains(lacks, want) {
			t.Errorf("it lacks %q, want %q", s.Lacks, want)
		}
	}
	if s.Queues != nil || s.Nodes != nil || len(s.Exchanges) != 1 {
		t.Errorf("the statistics are %s", show(s))
	}
}

// A broker older than 3.6 knows no pages and sends everything: the first rows are
// read and no more.
func TestAListWithoutPagesIsCut(t *testing.T) {
	t.Parallel()
	answers := answersFrom(t, "odd")
	row := `{"name":"q","vhost":"v"},`
	answers["queues"] = "[" + strings.Repeat(row, 100_000) + `{"name":"last"}]`
	s := ask(t, standIn(t, answers))
	if len(s.Queues) != 1 || !slices.Contains(s.Lacks, "only the first 500 queues were read") {
		t.Errorf("there are %d queues, and it lacks %q", len(s.Queues), s.Lacks)
	}
}

// An alarm that nobody could ask for is not one that is not there.
func TestWithoutTheHealthCheckThereAreNoNodes(t *testing.T) {
	t.Parallel()
	answers := answersFrom(t, "odd")
	answers["whoami"] = `{"name":"u","tags":["management"]}`
	answers["vhosts"] = `[{"name":"v","cluster_state":{"rabbit@one":"running"}}]`
	s := ask(t, standIn(t, answers))
	if s.Nodes != nil || !slices.Contains(s.Lacks, "alarms could not be asked for: it answered with 404, Not Found") {
		t.Errorf("the nodes are %+v, and it lacks %q", s.Nodes, s.Lacks)
	}
	answers["health/checks/alarms"] = `{"status":"ok"}`
	s = ask(t, standIn(t, answers))
	if len(s.Nodes) != 1 || !s.Nodes[0].Running || s.Nodes[0].Name != "rabbit@one" {
		t.Errorf("the nodes are %+v", s.Nodes)
	}
}

func TestTheProgramIsInTheConnectionsName(t *testing.T) {
	t.Parallel()
	const id = "0b0e5a3c-7f5b-4cd3-8d5a-1f1f1f1f1f1f"
	for _, tt := range []struct {
		name, program string
		pid           int
	}{
		{"nova-compute:77:" + id, "nova-compute", 77},
		{"mod_wsgi (pid:1):77:" + id, "mod_wsgi (pid:1)", 77},
		{"uwsgi:77:" + id, "uwsgi", 77},
		{":77:" + id, "", 0},
		{"nova:x:" + id, "", 0},
		{"nova:-7:" + id, "", 0},
		{"nova:0:" + id, "", 0},
		{"77:" + id, "", 0},
		{"ceilotop:host:77", "", 0},
		{id, "", 0},
		{"", "", 0},
	} {
		if p, pid := program(tt.name); p != tt.program || pid != tt.pid {
			t.Errorf("%q is %q, %d", tt.name, p, pid)
		}
	}
}

func FuzzRows(f *testing.F) {
	for _, answer := range answersFrom(f, "odd") {
		f.Add(answer)
	}
	f.Add(`[{"name":"a"},{"name":"b"},{"name":"c"}]`)
	f.Add(`{"items":[{"name":1e999,"messages":"NaN"}],"total_count":"many"}`)
	f.Fuzz(func(t *testing.T, answer string) {
		const limit = 2
		n := 0
		_, err := readList(strings.NewReader(answer), limit, func(q queueRow) {
			n++
			got := q.statistics()
			for _, v := range []*int{got.Messages, got.Ready, got.Unacked, got.Readers} {
				if v != nil && *v < 0 {
					t.Errorf("%q gives a negative count", answer)
				}
			}
			for _, v := range []*float64{got.Published, got.Delivered, got.Acked, got.Growth} {
				if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
					t.Errorf("%q gives a rate of %v", answer, *v)
				}
			}
		})
		if n > limit {
			t.Errorf("%d rows were read", n)
		}
		if err != nil && strings.Contains(err.Error(), "cannot unmarshal") && json.Valid([]byte(answer)) && n > 0 {
			t.Errorf("%q: one value costs the list: %v", answer, err)
		}
		for _, into := range []any{&overview{}, &queueRow{}} {
			_ = readObject(strings.NewReader(answer), into)
		}
		program(answer)
	})
}
