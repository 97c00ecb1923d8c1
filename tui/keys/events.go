package keys

import "github.com/ceilotop/ceilotop/tui/words"

// Events are the bindings of the Events page.
type Events struct{}

func newEvents(*words.Words) Events { return Events{} }
