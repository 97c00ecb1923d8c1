package meterdef

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]sources.MeterKind{
		"image.size":                     {Type: "gauge", Unit: "B", Interval: 10 * time.Minute},
		"image.serve":                    {Type: "delta", Unit: "B"},
		"volume.size":                    {Type: "gauge", Unit: "GB", Interval: time.Hour},
		"volume.create.end":              {Type: "delta", Unit: "volume"},
		"memory":                         {Type: "gauge", Unit: "MB", Interval: time.Hour},
		"vcpus":                          {Type: "gauge", Unit: "vcpu", Interval: time.Hour},
		"cpu":                            {Type: "cumulative", Unit: "ns", Interval: 10 * time.Minute},
		"cpu_util":                       {Type: "gauge", Unit: "%", Interval: 10 * time.Minute},
		"memory.swap.in":                 {Type: "cumulative", Unit: "MB", Interval: 5 * time.Minute},
		"disk.device.read.bytes":         {Type: "cumulative", Unit: "B", Interval: 10 * time.Minute},
		"disk.device.read.bytes.rate":    {Type: "gauge", Unit: "B/s", Interval: 10 * time.Minute},
		"network.incoming.packets.drop":  {Type: "cumulative", Unit: "packet", Interval: 10 * time.Minute},
		"compute.node.cpu.user.time":     {Type: "cumulative", Unit: "ns", Interval: time.Minute},
		"hardware.ipmi.fan":              {Type: "gauge", Unit: "RPM", Interval: 10 * time.Minute},
		"hardware.ipmi.humidity":         {Type: "gauge", Interval: 10 * time.Minute},
		"network.services.lb.vip.create": {Type: "delta"},
		"identity.authenticate.unknown":  {Type: "delta", Unit: "user"},
		"my.own.rate":                    {Type: "gauge", Interval: 10 * time.Minute},
	} {
		if got, known := Lookup(name); !known || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, known, want)
		}
	}
	for _, name := range []string{"", "*", ".rate", "hardware.ipmi.", "Image.size", "no.such.meter", "image.size "} {
		if got, known := Lookup(name); known {
			t.Errorf("%q: got %+v, want nothing", name, got)
		}
	}
}

func TestEveryMeterIsInTheTableOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, d := range table {
		if !slices.Contains([]string{gauge, delta, cumulative}, d.kindOf) {
			t.Errorf("%s: %q is no type", d.names, d.kindOf)
		}
		for name := range strings.FieldsSeq(d.names) {
			if seen[name] {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = true
		}
	}
	for _, f := range families {
		if strings.Count(f.names, "*") != 1 {
			t.Errorf("family %q: want one asterisk", f.names)
		}
	}
}

// TestTableAgreesWithTheDefinitions compares with a list of what Ceilometer's
// releases package, on machines that have it.
func TestTableAgreesWithTheDefinitions(t *testing.T) {
	t.Parallel()
	const index = "/work/shared/data/meters-index.csv"
	file, err := os.Open(index)
	if err != nil {
		t.Skip("no list of definitions on this machine: " + err.Error())
	}
	defer file.Close() //nolint:errcheck // only read
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		name, kind, unit := row[0], row[1], row[2]
		if strings.HasPrefix(name, "$") {
			continue // the name is made from the notification
		}
		d, ok := byName[name]
		if !ok {
			t.Errorf("%s is not in the table", name)
			continue
		}
		if d.kindOf != kind {
			t.Errorf("%s: the table says %s, the definitions %s", name, d.kindOf, kind)
		}
		if unit != d.unit && unit != d.newUnit {
			t.Errorf("%s: the table says %q and %q, the definitions %q", name, d.unit, d.newUnit, unit)
		}
	}
}
