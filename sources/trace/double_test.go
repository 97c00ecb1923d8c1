package trace_test

import (
	"testing"
)

// The older of Nova's forms is the step, whatever only the newer one knows.
func TestDoubles(t *testing.T) {
	t.Parallel()
	they(t, []story{
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
	})
}
