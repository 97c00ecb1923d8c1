package rabbitmq

import (
	"slices"
	"testing"
)

func TestWildTopicsAreNotBound(t *testing.T) {
	t.Parallel()
	if got := bindingKeys([]string{"#", "metering", "*", "x.#"}); !slices.Equal(got, []string{"metering.*"}) {
		t.Errorf("got %v", got)
	}
}

func TestExchangesAddToTheDefault(t *testing.T) {
	t.Parallel()
	got := wantedExchanges([]string{"nova", "mine", "", "mine"})
	if want := append(slices.Clone(DefaultExchanges), "mine"); !slices.Equal(got, want) {
		t.Errorf("wantedExchanges = %v, want %v", got, want)
	}
	for _, needed := range []string{"openstack", "cinder", "nova", "central", "dns"} {
		if !slices.Contains(DefaultExchanges, needed) {
			t.Errorf("%s is not among the default exchanges", needed)
		}
	}
}

func TestTopicsReplaceTheDefault(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ topics, want []string }{
		{nil, []string{"notifications.*", "versioned_notifications.*"}},
		{[]string{"metering", "event", "metering"}, []string{"metering.*", "event.*"}},
	} {
		if got := bindingKeys(tt.topics); !slices.Equal(got, tt.want) {
			t.Errorf("bindingKeys(%v) = %v, want %v", tt.topics, got, tt.want)
		}
	}
}
