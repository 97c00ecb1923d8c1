package trace_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
)

func TestReason(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]string{
		`{"exception":"No valid host","args":{}}`: "No valid host",
		`"Error in store configuration"`:          "Error in store configuration",

		`{"reason":"{'kwargs': {'code': 500}, 'message': 'No valid host was found. ', 'args': 1}"}`:                   "No valid host was found.",
		`{"nova_object.data":{"fault":{"nova_object.data":{"exception":"X","exception_message":"out of\n memory"}}}}`: "out of memory",

		`{"a":1}`: "",
		`[1`:      "",
		``:        "",
	} {
		if got := trace.Reason(&sources.Event{Payload: []byte(payload)}); got != want {
			t.Errorf("reason of %s is %q, want %q", payload, got, want)
		}
	}
	if got := trace.Reason(&sources.Event{Payload: []byte(`"` + strings.Repeat("ä", 400) + `"`)}); len(got) > 310 {
		t.Errorf("a reason of %d bytes", len(got))
	}
}
