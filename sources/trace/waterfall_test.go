package trace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
)

func TestWaterfall(t *testing.T) {
	t.Parallel()
	they(t, []story{
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
		{
			"from service to service, with the time on the way", `
				0 api.ctl keypair.import -
				30 conductor.ctl compute_task.build_instances vm
				130 scheduler.ctl scheduler.select_destinations.start vm
				150 scheduler.ctl scheduler.select_destinations.end vm
				2150 compute.n1 compute.instance.create.start vm
				2200 compute.n1 compute.instance.create.end vm`,
			`api keypair.import happened 0-0
conductor compute_task.build_instances happened 30-30
scheduler scheduler.select_destinations done 130-150
compute compute.instance.create done 2150-2200
gap 0-1 30
gap 1-2 100
gap 2-3 2000
`,
		},
		{
			"several volumes at once, each by itself", `
				0 volume.st volume.attach.start v1
				10 volume.st volume.attach.start v2
				20 volume.st2 volume.attach.start v3
				30 volume.st volume.attach.end v2
				40 volume.st2 volume.attach.end v3
				90 volume.st volume.attach.end v1
				95 volume.st volume.detach.start v2`,
			`volume volume.attach done 0-90
volume volume.attach done 10-30
volume volume.attach done 20-40
volume volume.detach stuck 95-?
gap 0-3 5
`,
		},
	})
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
