package trace_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/sources/trace"
)

// The order is that of arrival between hosts, and clocks that contradict it are
// named.
func TestClocks(t *testing.T) {
	t.Parallel()
	they(t, []story{
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
			"volume volume.attach done 0--300 backward\n",
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
	})
}

// What clocks that differ say is marked as such, and no bar shows it as a time
// that passed.
func TestSkewIsSaid(t *testing.T) {
	t.Parallel()
	w := trace.Of(all(t, `
		0 volume.st@fake volume.attach.start vol
		-300 volume.ctl volume.attach.end vol at=120`))
	if d, _ := w.Steps[0].Duration(); !w.Skewed() || d >= 0 {
		t.Errorf("skewed %v, took %v", w.Skewed(), d)
	}
	if bar := w.Bar(0, 10); bar != "         ?" {
		t.Errorf("the bar is %q", bar)
	}
	same := trace.Of(all(t, "0 compute.n1 a.start vm\n30 compute.n2 a.end vm"))
	if same.Skewed() {
		t.Error("clocks that agree are said to differ")
	}
}
