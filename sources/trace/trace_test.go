package trace_test

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/trace"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// told makes an event that arrived 5 ms after its timestamp, from
// "milliseconds publisher type resource"; words after that change it.
func told(t testing.TB, text string) sources.Event {
	t.Helper()
	words := strings.Fields(text)
	var ms int
	if _, err := fmt.Sscan(words[0], &ms); err != nil || len(words) < 4 {
		t.Fatalf("%q: %v", text, err)
	}
	e := sources.Event{
		Timestamp: noon.Add(time.Duration(ms) * time.Millisecond), PublisherID: words[1], EventType: words[2],
		ResourceID: words[3], RequestID: "req-1", Service: "nova", Priority: "info", MessageID: text,
	}
	_, e.Host, _ = strings.Cut(words[1], ".")
	if _, host, ok := strings.Cut(words[1], ":"); ok {
		e.Host = host
	}
	e.ReceivedAt = e.Timestamp.Add(5 * time.Millisecond)
	for _, word := range words[4:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "at": // when it arrived, in the same milliseconds
			var at int
			if _, err := fmt.Sscan(value, &at); err != nil {
				t.Fatal(err)
			}
			e.ReceivedAt = noon.Add(time.Duration(at) * time.Millisecond)
		case "untimed":
			e.Timestamp = time.Time{}
		case "request":
			e.RequestID = value
		case "for":
			e.GlobalRequestID = value
		case "error":
			e.Priority = "error"
			e.Payload = []byte(`{"exception":"` + value + `"}`)
		default:
			t.Fatalf("%q is not understood", word)
		}
	}
	if e.ResourceID == "-" {
		e.ResourceID = ""
	}
	return e
}

func all(t testing.TB, text string) (events []sources.Event) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		events = append(events, told(t, line))
	}
	return events
}

// shown is a waterfall as text, times in milliseconds after noon.
func shown(w *trace.Waterfall) string {
	var b strings.Builder
	ms := func(at time.Time) string {
		if at.IsZero() {
			return "?"
		}
		return fmt.Sprint(at.Sub(noon).Milliseconds())
	}
	for i := range w.Steps {
		s := &w.Steps[i]
		fmt.Fprintf(&b, "%s %s %s %s-%s", s.Stage, s.Action, s.State, ms(s.Begin.At), ms(s.End.At))
		if s.Try > 1 {
			fmt.Fprintf(&b, " try %d", s.Try)
		}
		if s.Count > 1 {
			fmt.Fprintf(&b, " x%d", s.Count)
		}
		if s.Double != "" {
			b.WriteString(" also " + s.Double)
		}
		if s.Reason != "" {
			b.WriteString(": " + s.Reason)
		}
		b.WriteByte('\n')
	}
	for _, g := range w.Gaps {
		fmt.Fprintf(&b, "gap %d-%d %d", g.After, g.Before, g.Length.Milliseconds())
		if g.Backward() {
			fmt.Fprintf(&b, " %s %s", g.From, g.To)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestWaterfall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, events, want string }{
		{
			"a server is made", `
				0 api.ctl compute_task.build_instances vm
				10 scheduler.ctl scheduler.select_destinations.start vm
				60 scheduler.ctl scheduler.select_destinations.end vm
				100 compute.n1 compute.instance.create.start vm
				150 volume.st volume.attach.start vol request=req-2 for=req-1
				180 volume.st volume.attach.end vol request=req-2 for=req-1
				900 compute.n1 compute.instance.create.end vm`,
			`api compute_task.build_instances happened 0-0
scheduler scheduler.select_destinations done 10-60
compute compute.instance.create done 100-900
volume volume.attach done 150-180
gap 0-1 10
gap 1-2 40
`,
		},
		{
			"the beginning without the end", `
				0 compute.n1 compute.instance.create.start vm
				100 compute.n1 compute.instance.update vm
				200 compute.n1 compute.instance.update vm`,
			`compute compute.instance.create stuck 0-?
compute compute.instance.update happened 100-200 x2
gap 0-1 100
`,
		},
		{
			"the end without the beginning",
			"50 compute.n1 compute.instance.delete.end vm",
			"compute compute.instance.delete no start ?-50\n",
		},
		{
			"a host fails and the next is tried", `
				0 compute.n1 compute.instance.create.start vm
				70 compute.n1 compute.instance.create.error vm error=Boom
				90 compute.n2 compute.instance.create.start vm
				190 compute.n2 compute.instance.create.end vm`,
			`compute compute.instance.create failed 0-70: Boom
compute compute.instance.create done 90-190 try 2
gap 0-1 20
`,
		},
		{
			"no host is found, and the scheduler never ends", `
				0 scheduler.ctl scheduler.select_destinations.start vm
				40 conductor.ctl compute_task.build_instances vm error=NoValidHost`,
			`scheduler scheduler.select_destinations broken off 0-?
conductor compute_task.build_instances failed 40-40: NoValidHost
gap 0-1 40
`,
		},
		{
			"the same again on the same host ends the later one", `
				0 compute.n1 compute.instance.reboot.start vm
				50 compute.n1 compute.instance.reboot.start vm
				80 compute.n1 compute.instance.reboot.end vm`,
			`compute compute.instance.reboot broken off 0-?
compute compute.instance.reboot done 50-80 try 2
gap 0-1 50
`,
		},
		{
			"twice and both well is no retry", `
				0 volume.st volume.update.start vol
				10 volume.st volume.update.end vol
				20 volume.st volume.update.start vol
				30 volume.st volume.update.end vol`,
			`volume volume.update done 0-10
volume volume.update done 20-30
gap 0-1 10
`,
		},
		{
			"both of Nova's forms", `
				0 compute.n1 compute.instance.resize.prep.start vm
				2 nova-compute:n1 instance.resize_prep.start vm
				30 compute.n1 compute.instance.resize.prep.end vm
				32 nova-compute:n1 instance.resize_prep.end vm
				40 nova-compute:n1 instance.rebuild.start vm
				60 nova-compute:n1 instance.rebuild.end vm`,
			`compute compute.instance.resize.prep done 0-30 also instance.resize_prep
compute instance.rebuild done 40-60
gap 0-1 10
`,
		},
		{
			"only the newer form has the start", `
				2 nova-compute:n1 instance.resize.start vm
				30 compute.n1 compute.instance.resize.end vm
				32 nova-compute:n1 instance.resize.end vm`,
			"compute compute.instance.resize done 2-30 also instance.resize\n",
		},
		{
			"the start does not know the id yet", `
				0 network.ctl port.create.start -
				1 network.ctl port.create.start -
				10 network.ctl port.create.end p1
				15 network.ctl port.create.end p2`,
			`network port.create done 0-10
network port.create done 1-15
`,
		},
		{
			"the other host's clock is two seconds behind", `
				0 compute.n1 compute.instance.create.start vm
				100 compute.n1 compute.instance.create.end vm
				-1850 volume.st volume.attach.start vol at=155
				-1800 volume.st volume.attach.end vol at=205`,
			`compute compute.instance.create done 0-100
volume volume.attach done -1850--1800
gap 0-1 -1850 n1 st
`,
		},
		{
			"an action ends on another host whose clock is behind", `
				0 volume.st@fake volume.attach.start vol
				-300 volume.ctl volume.attach.end vol at=120`,
			"volume volume.attach done 0--300\n",
		},
		{
			"a message that comes late is in its place", `
				0 compute.n1 compute.instance.pause.start vm at=9000
				50 compute.n1 compute.instance.pause.end vm
				60 volume.st volume.attach.end vol`,
			`compute compute.instance.pause done 0-50
volume volume.attach no start ?-60
gap 0-1 10
`,
		},
		{
			"an event without a timestamp counts by its arrival", `
				0 compute.n1 compute.instance.pause.start vm
				50 compute.n1 compute.instance.pause.end vm untimed at=70`,
			"compute compute.instance.pause done 0-70\n",
		},
		{
			"an image's upload", `
				0 image.localhost image.create img request=
				10 image.localhost image.prepare img request=
				80 image.localhost image.upload img request=
				81 image.localhost image.activate img request=`,
			`image image.create happened 0-0
image image.upload done 10-80
image image.activate happened 81-81
gap 0-1 10
gap 1-2 1
`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := shown(trace.Of(all(t, c.events))); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestRequestsNameTheOriginFirst(t *testing.T) {
	t.Parallel()
	w := trace.Of(all(t, `
		0 volume.st volume.attach.start vol request=req-2 for=req-1
		5 volume.st volume.attach.end vol request=req-2 for=req-1
		9 compute.n1 compute.instance.create.end vm`))
	if got := strings.Join(w.Requests, " "); got != "req-1 req-2" {
		t.Errorf("requests %s, want the one that the other was made for first", got)
	}
}

func TestAgeIsOfWhatIsStuck(t *testing.T) {
	t.Parallel()
	w := trace.Of(all(t, `
		0 compute.n1 compute.instance.create.start vm
		100 compute.n1 compute.instance.update vm`))
	if age, known := w.Steps[0].Age(noon.Add(time.Minute)); age != time.Minute || !known {
		t.Errorf("age %v %v, want a minute", age, known)
	}
	if _, known := w.Steps[1].Age(noon.Add(time.Minute)); known {
		t.Error("what only happened has an age")
	}
}

func TestNothing(t *testing.T) {
	t.Parallel()
	if w := trace.Of(nil); len(w.Steps) != 0 || w.Total() != 0 {
		t.Errorf("%+v of no events", w)
	}
	w := trace.Of([]sources.Event{{}, {EventType: "a.end"}}) // neither a time nor anything else
	if len(w.Steps) != 2 || !w.Begin.IsZero() {
		t.Errorf("%+v", w)
	}
}

func TestReason(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]string{
		`{"exception":"No valid host","args":{}}`: "No valid host",
		`"Error in store configuration"`:          "Error in store configuration",

		`{"reason":"{'kwargs': {'code': 500}, 'message': 'No valid host was found. ', 'args': 1}"}`:                   "No valid host was found.",
		`{"nova_object.data":{"fault":{"nova_object.data":{"exception":"X","exception_message":"out of\n memory"}}}}`: "out of memory",

		`{"a":1}`: "",
		`[1`:      "",
		``:        "",
	} {
		if got := trace.Reason(&sources.Event{Payload: []byte(payload)}); got != want {
			t.Errorf("reason of %s is %q, want %q", payload, got, want)
		}
	}
	if got := trace.Reason(&sources.Event{Payload: []byte(`"` + strings.Repeat("ä", 400) + `"`)}); len(got) > 310 {
		t.Errorf("a reason of %d bytes", len(got))
	}
}

// Notifications of whole requests, captured of a cloud of the release Zed with
// one host and one clock.
func captured(t testing.TB) (events []sources.Event) {
	t.Helper()
	r, err := recording.Open("testdata/requests.jsonl.zst")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var d oslo.Decoder
	for {
		var m sources.Message
		if err := r.Next(&m); errors.Is(err, io.EOF) {
			return events
		} else if err != nil {
			t.Fatal(err)
		}
		var e sources.Event
		d.Decode(&m, &e)
		e.Payload = bytes.Clone(e.Payload)
		events = append(events, e)
	}
}

func TestCapturedRequests(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	by := map[string][]sources.Event{}
	var order []string
	for _, e := range captured(t) {
		id := trace.Origin(&e)
		if by[id] == nil {
			order = append(order, id)
		}
		by[id] = append(by[id], e)
	}
	for _, id := range order {
		w := trace.Of(by[id])
		fmt.Fprintf(&got, "%s: %d events, %d doubles\n", cmp.Or(strings.Join(w.Requests, " "), "no request"), w.Events, w.Doubles)
		for i := range w.Steps {
			s := &w.Steps[i]
			d, _ := s.Duration()
			fmt.Fprintf(&got, "  %v %s %s %v x%d %v %s\n", s.Begin.At.Sub(w.Begin), s.Stage, s.Action, s.State, s.Count, d, s.Reason)
		}
	}
	const golden = "testdata/requests.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

var update = flag.Bool("update", false, "write the golden file")
