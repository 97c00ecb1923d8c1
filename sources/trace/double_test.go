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
compute instance.rebuild done 40-60 versioned only
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
			"a failure in both forms is one, and so is the attempt after it", `
				0 compute.n1 compute.instance.create.start vm
				1 nova-compute:n1 instance.create.start vm
				70 compute.n1 compute.instance.create.error vm error=Boom
				71 nova-compute:n1 instance.create.error vm error=Boom
				90 compute.n2 compute.instance.create.start vm
				91 nova-compute:n2 instance.create.start vm
				190 compute.n2 compute.instance.create.end vm
				191 nova-compute:n2 instance.create.end vm`,
			`compute compute.instance.create failed 0-70 also instance.create: Boom
compute compute.instance.create done 90-190 try 2 after n1 also instance.create
gap 0-1 20
`,
		},
		{
			"what only happens, in both forms", `
				0 compute.n1 compute.instance.exists vm
				1 nova-compute:n1 instance.exists vm`,
			"compute compute.instance.exists happened 0-0 also instance.exists\n",
		},
	})
}
