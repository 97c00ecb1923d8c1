package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

const (
	pipeline = "/etc/ceilometer/pipeline.yaml"
	packaged = "/usr/lib/python2.7/site-packages/ceilometer/meter/data/meters.yaml"
	own      = "/etc/ceilometer/meters.yaml"
)

// metersOf defines meters of those names.
func metersOf(names ...string) string {
	text := "---\nmetric:\n"
	for _, name := range names {
		text += "  - name: \"" + name + "\"\n    event_type: \"x\"\n    type: gauge\n    unit: B\n    volume: $.payload.size\n    resource_id: $.payload.id\n"
	}
	return text
}

func TestTheMetersAreThoseOfTheRelease(t *testing.T) {
	t.Parallel()
	specify(t, "definitions-own", "newton-redhat", []outcome{
		{name: "there are none of one's own", result: doctor.OK, files: lay(packaged, metersOf("image.size", "volume.size"))},
		{
			name: "one's own file lacks a meter", result: doctor.Warning, says: []string{"lacks 1 meters", "volume.size"}, at: own,
			files: func(_ *testing.T, f tree) {
				f[packaged], f[own] = metersOf("image.size", "volume.size"), metersOf("image.size")
			},
		},
		{
			name: "one's own file has more", result: doctor.OK,
			files: func(_ *testing.T, f tree) {
				f[packaged], f[own] = metersOf("image.size"), metersOf("image.size", "mine")
			},
		},
		{name: "the package left a newer one", result: doctor.Warning, files: lay(own+".rpmnew", metersOf("image.size")), at: own + ".rpmnew"},
		{name: "it is no YAML", result: doctor.Critical, files: lay(own, "metric: [\n"), at: own + ":1"},
	})
	specify(t, "definitions-own", "zed-debian", []outcome{
		{
			name: "Zed reads both, so nothing lacks", result: doctor.OK,
			files: func(_ *testing.T, f tree) {
				f["/usr/lib/python3/dist-packages/ceilometer/data/meters.d/meters.yaml"] = metersOf("image.size", "volume.size")
				f["/etc/ceilometer/meters.d/mine.yaml"] = metersOf("mine")
			},
		},
		{name: "the package left a newer one", result: doctor.Warning, files: lay("/etc/ceilometer/meters.d/meters.yaml.dpkg-dist", metersOf("image.size")), at: "/etc/ceilometer/meters.d/meters.yaml.dpkg-dist"},
	})
}

func TestThePipelineKeepsTelemetrysOwnMeters(t *testing.T) {
	t.Parallel()
	specify(t, "pipeline-drops", "zed-debian", []outcome{
		{name: "it does", result: doctor.OK},
		{name: "it excludes volumes", result: doctor.Warning, files: edit(pipeline, `          - "*"`, "          - \"*\"\n          - \"!volume.*\""), says: []string{"throws away volume.size"}, at: pipeline},
		{name: "it takes the processor alone", result: doctor.Warning, files: edit(pipeline, `"*"`, `"cpu"`), says: []string{"image.size, volume.size, memory, vcpus"}},
		{name: "there is none, and Ceilometer's own takes all", result: doctor.OK, files: func(_ *testing.T, f tree) { delete(f, pipeline) }},
	})
}

func TestThePipelinePublishesWhereSomethingReads(t *testing.T) {
	t.Parallel()
	specify(t, "pipeline-nowhere", "zed-debian", []outcome{
		{name: "to Gnocchi", result: doctor.OK},
		{name: "to the collector, which Zed has not", result: doctor.Critical, files: edit(pipeline, "gnocchi://", "notifier://"), says: []string{"meter_source of zed publishes to notifier://"}, at: pipeline + ":11"},
	})
	specify(t, "pipeline-nowhere", "newton-redhat", []outcome{{name: "to the collector of Newton", result: doctor.OK}})
}

func TestNoPipelineCountsOnTransformersThatAreGone(t *testing.T) {
	t.Parallel()
	const transformers = "    - name: meter_sink\n      transformers:\n          - name: \"rate_of_change\"\n"
	specify(t, "transformers-gone", "zed-debian", []outcome{
		{name: "it has none", result: doctor.OK},
		{name: "the empty key of old files", result: doctor.OK, files: edit(pipeline, "    - name: meter_sink\n", "    - name: meter_sink\n      transformers:\n")},
		{name: "it has one", result: doctor.Warning, files: edit(pipeline, "    - name: meter_sink\n", transformers), says: []string{"Ceilometer of zed has no transformers"}, at: pipeline + ":10"},
	})
	specify(t, "transformers-gone", "newton-redhat", []outcome{{name: "Newton has them", result: doctor.OK}})
}
