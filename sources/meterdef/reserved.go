package meterdef

import (
	"strings"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// Reserved says which of the metadata that users set go with their samples: the
// options reserved_metadata_namespace, reserved_metadata_keys and
// reserved_metadata_length of [DEFAULT].
type Reserved struct {
	Namespaces []string // prefixes, which are cut off
	Keys       []string // whole keys
	Length     int      // characters of a value
}

// ReservedByDefault is what Ceilometer takes unless its configuration says
// something else.
func ReservedByDefault() Reserved { return Reserved{Namespaces: []string{"metering."}, Length: 256} }

// of is what of own goes with a sample that has the metadata beside already.
func (r *Reserved) of(own, beside *jsonpath.Object) *jsonpath.Object {
	found := &jsonpath.Object{}
	take := func(name, key string) {
		name = strings.ReplaceAll(name, ".", "_")
		if _, taken := beside.Get(name); taken {
			return
		}
		value := own.Values[key]
		if s, ok := value.(string); ok {
			value = firstRunes(s, r.Length)
		}
		found.Set(name, value)
	}
	for _, prefix := range r.Namespaces {
		for _, key := range own.Keys {
			if name, ok := strings.CutPrefix(key, prefix); ok {
				take(name, key)
			}
		}
	}
	for _, key := range r.Keys {
		if _, ok := own.Get(key); ok {
			take(key, key)
		}
	}
	return found
}

// firstRunes is Python's s[:n], which counts from the end below 0.
func firstRunes(s string, n int) string {
	if n < 0 {
		n = max(utf8.RuneCountInString(s)+n, 0)
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
