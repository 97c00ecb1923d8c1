package trace_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/trace"
)

func TestBar(t *testing.T) {
	t.Parallel()
	w := trace.Of(all(t, `
		0 api.c b vm
		0 compute.n1 a.start vm
		50 compute.n1 a.end vm
		60 compute.n1 c.start vm
		70 compute.n1 d.end vm request=req-9
		80 compute.n1 e.start vm
		100 compute.n1 e.error vm`))
	var got []string
	for i := range w.Steps {
		got = append(got, w.Steps[i].Action+" "+w.Bar(i, 10))
		if w.Bar(i, 0) != "" || len(w.Bar(i, 1)) != 1 {
			t.Errorf("step %d does not keep to its width", i)
		}
	}
	want := []string{"a ======    ", "b |         ", "c       ?   ", "d <=======  ", "e         =x"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
