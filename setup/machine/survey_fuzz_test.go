package machine

import (
	"strings"
	"testing"
)

// FuzzWhatToolsSay feeds the readers of other programs' output with anything.
func FuzzWhatToolsSay(f *testing.F) {
	f.Add(recordedShow)
	f.Add(recordedRPM)
	f.Add("ii \tnova-common\t2:26.1.0-2\n")
	f.Add("Package: a\nStatus: install ok installed\nVersion: 1\n\n")
	f.Add("   0: 0100007F:2710 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 12345 1\n")
	f.Add(`[{"names":["a"],"metadata":"{\"image-name\":\"b:zed\"}"}]`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, u := range parseUnits(text) {
			if u.Name == "" {
				t.Error("a unit has no name")
			}
		}
		for _, p := range append(parseDpkgQuery(text), parseDpkgStatus(text)...) {
			if strings.ContainsAny(upstream(p.Version), "~+") {
				t.Errorf("%q keeps what its packager added", p.Version)
			}
		}
		parseSocket(text)
		shellAssignments(text)
		heading([]byte(text))
		parseDocker([]byte(text))
		for _, i := range parsePodman([]byte(text)) {
			if i.container == "" && i.name == "" {
				t.Error("an image has neither name nor container")
			}
		}
	})
}
