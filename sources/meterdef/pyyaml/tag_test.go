package pyyaml_test

import (
	"fmt"
	"testing"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
	"github.com/ceilotop/ceilotop/sources/meterdef/pyyaml"
)

// TestTagsOfScalars has what PyYAML makes of them; "" is a file that it refuses.
func TestTagsOfScalars(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"!!int 7": "int64 7", "!!int '7'": "int64 7", "!!int 0x1f": "int64 31", "!!int 1_000": "int64 1000", "!!int 1:30": "int64 90", "!!int ' -7 '": "int64 -7",
		"!!int x": "", "!!int 7.5": "", "!!int ''": "", "!!int [1]": "",
		"!!float '7'": "float64 7", "!!float 7.5": "float64 7.5", "!!float 1e3": "float64 1000", "!!float -1:30.5": "float64 -90.5", "!!float x": "", "!!float 0x1f": "",
		"!!bool 'yes'": "bool true", "!!bool OFF": "bool false", "!!bool 7": "",
		"!!null ''": "<nil> <nil>", "!!null 7": "<nil> <nil>",
		"!!str 7": "string 7", "!!python/name:os.system x": "",
	} {
		got := ""
		if d, err := pyyaml.Read([]byte("a: " + text + "\n")); err == nil {
			v, _ := d.Root.(*jsonpath.Object).Get("a")
			got = fmt.Sprintf("%T %v", v, v)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
