package jsonpath

import "testing"

// FuzzParse reads any path and looks with it into any document: neither may do
// worse than fail.
func FuzzParse(f *testing.F) {
	for _, path := range written {
		f.Add(path, documents[1])
	}
	f.Fuzz(func(t *testing.T, path, document string) {
		p, err := Parse(path)
		if err != nil {
			return
		}
		v, err := Decode([]byte(document))
		if err != nil {
			return
		}
		found, err := p.Find(v)
		if err == nil && len(found) > 0 {
			if _, err := Decode(AppendJSON(nil, found[0].Value)); err != nil {
				t.Errorf("%q in %q finds what is no JSON: %v", path, document, err)
			}
		}
	})
}
