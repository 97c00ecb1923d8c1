package isolation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
)

const (
	ours   = "rabbit://ceilometer:Tel7secretTel@192.0.2.71:5672/"
	theirs = "rabbit://openstack:Rpc7secretRpc@192.0.2.11:5672/"
	line   = "transport_url = " + ours + "\n"
)

var scenarios = slices.Concat(leaks, silences)

// scenario is one of those that are the specification: what was seen, and what
// that means.
type scenario struct {
	name  string
	edits []edit
	seen  func(s *doctor.Seen)
	want  string // how the verdict in one line begins
	says  []string
	fix   string // a piece of it
	step  string
}

func TestTheVerdict(t *testing.T) {
	t.Parallel()
	for _, tt := range scenarios {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := cloud(t, tt.edits...)
			if tt.seen != nil {
				tt.seen(s)
			}
			v := isolation.Judge(s, isolation.Options{})
			text := v.String()
			if !strings.HasPrefix(text, tt.want) {
				t.Errorf("it is    %s\nand not  %s", text, tt.want)
			}
			for _, piece := range tt.says {
				if !strings.Contains(text, piece) && !strings.Contains(strings.Join(v.Why, "\n"), piece) {
					t.Errorf("it does not say %q: %s, %q", piece, text, v.Why)
				}
			}
			if !strings.Contains(v.Fix, tt.fix) || v.Step != tt.step {
				t.Errorf("its cure is %q in step %q, want %q in %q", v.Fix, v.Step, tt.fix, tt.step)
			}
		})
	}
}
