package trace_test

import (
	"testing"
)

// What fails and is done again, on the same host or on another.
func TestRetries(t *testing.T) {
	t.Parallel()
	they(t, []story{
		{
			"a host fails and the next is tried", `
				0 compute.n1 compute.instance.create.start vm
				70 compute.n1 compute.instance.create.error vm error=Boom
				90 compute.n2 compute.instance.create.start vm
				190 compute.n2 compute.instance.create.end vm`,
			`compute compute.instance.create failed 0-70: Boom
compute compute.instance.create done 90-190 try 2 after n1
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
			"a host that says nothing of its failure", `
				0 compute.n1 compute.instance.create.start vm
				90 compute.n2 compute.instance.create.start vm
				190 compute.n2 compute.instance.create.end vm`,
			`compute compute.instance.create broken off 0-?
compute compute.instance.create done 90-190 try 2 after n1
gap 0-1 90
`,
		},
		{
			"the scheduler is asked again", `
				0 scheduler.ctl scheduler.select_destinations.start vm
				10 scheduler.ctl scheduler.select_destinations.end vm
				20 compute.n1 compute.instance.create.start vm
				70 compute.n1 compute.instance.create.error vm error=NoSpace
				80 scheduler.ctl scheduler.select_destinations.start vm
				90 scheduler.ctl scheduler.select_destinations.end vm
				95 compute.n2 compute.instance.create.start vm
				99 compute.n2 compute.instance.create.error vm error=NoSpace
				100 scheduler.ctl scheduler.select_destinations.start vm
				110 conductor.ctl compute_task.build_instances vm error=NoValidHost`,
			`scheduler scheduler.select_destinations done 0-10
compute compute.instance.create failed 20-70: NoSpace
scheduler scheduler.select_destinations done 80-90 try 2
compute compute.instance.create failed 95-99 try 2 after n1: NoSpace
scheduler scheduler.select_destinations broken off 100-? try 3
conductor compute_task.build_instances failed 110-110: NoValidHost
gap 0-1 10
gap 1-2 10
gap 2-3 5
gap 3-4 1
gap 4-5 10
`,
		},
		{
			"a deletion breaks off what the resource has under way", `
				0 image.localhost image.prepare i request=
				50 image.localhost image.delete i request=`,
			`image image.upload broken off 0-?
image image.delete happened 50-50
gap 0-1 50
`,
		},
		{
			"a failure whose beginning was not seen",
			"70 compute.n1 compute.instance.create.error vm error=Boom",
			"compute compute.instance.create failed ?-70: Boom\n",
		},
		{
			"a failure does not end what another resource has under way", `
				0 volume.st volume.create.start v1
				1 volume.st volume.create.start v2
				40 volume.st volume.create.error v1 error=Full
				50 volume.st volume.create.end v2`,
			`volume volume.create failed 0-40: Full
volume volume.create done 1-50
`,
		},
	})
}
