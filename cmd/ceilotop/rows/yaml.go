package rows

import (
	"math"
	"slices"
	"strings"
)

// yamlForm is what PyYAML's safe_dump writes: a sequence of mappings in block
// style, the keys sorted.
type yamlForm struct{ keys []yamlKey }

// yamlKey is a key as it stands in every row.
type yamlKey struct {
	index  int // of its value
	text   string
	column int // where it ends
	long   bool
}

func newYAML(o *Options) *yamlForm {
	f := &yamlForm{}
	names := o.names()
	for i := range names {
		f.keys = append(f.keys, yamlKey{index: i})
	}
	slices.SortFunc(f.keys, func(a, b yamlKey) int { return strings.Compare(names[a.index], names[b.index]) })
	for i := range f.keys {
		k := &f.keys[i]
		var e emitter
		e.write("  ")
		k.long = e.key(names[k.index], 2)
		k.text, k.column = string(e.dst), e.column
		if i == 0 {
			k.text = "- " + k.text[2:]
		}
	}
	return f
}

func (f *yamlForm) head(dst []byte) []byte { return dst }

func (f *yamlForm) tail(dst []byte, empty bool) []byte {
	if empty {
		dst = append(dst, "[]\n"...)
	}
	return dst
}

func (f *yamlForm) row(dst []byte, shown []Value, _ bool) []byte {
	e := emitter{dst: dst}
	for i := range f.keys {
		k := &f.keys[i]
		e.dst, e.column = append(e.dst, k.text...), k.column
		e.value(&shown[k.index], 2, k.long)
		e.newline()
	}
	return e.dst
}

// emitter writes nodes and knows the column, by which PyYAML folds.
type emitter struct {
	dst    []byte
	column int // in characters; all that is written is ASCII
}

func (e *emitter) write(s string) {
	e.dst = append(e.dst, s...)
	e.column += len(s)
}

func (e *emitter) newline() {
	e.dst = append(e.dst, '\n')
	e.column = 0
}

func (e *emitter) indent(to int) {
	for e.column < to {
		e.write(" ")
	}
}

// maxSimpleKey is how long a key may be to stand on one line with its value:
// 128 less the tag !!str, which counts though it is not written.
const maxSimpleKey = 128 - len("!!str")

// key writes a mapping's key and the colon, and reports whether the key was too
// long to stand before its value. The mapping is indented so far.
func (e *emitter) key(name string, indent int) (long bool) {
	if name != "" && len([]rune(name)) < maxSimpleKey && !strings.ContainsAny(name, "\n\u0085\u2028\u2029") {
		e.scalar(name, indent, false)
		e.write(":")
		return false
	}
	e.write("? ")
	e.scalar(name, indent+2, true)
	e.newline()
	e.indent(indent)
	e.write(":")
	return true
}

func (e *emitter) value(v *Value, indent int, afterLong bool) {
	switch v.kind {
	case null:
		e.write(" null")
	case whole:
		e.write(" ")
		e.write(string(appendStr(nil, v)))
	case float:
		e.write(" ")
		e.write(yamlFloat(v.num))
	case text:
		e.write(" ")
		e.scalar(v.text, indent+2, true)
	case group:
		e.mapping(*v.group, indent+2, afterLong)
	}
}

// mapping starts on a line of its own, but not after a long key.
func (e *emitter) mapping(pairs []pair, indent int, afterLong bool) {
	if len(pairs) == 0 {
		e.write(" {}")
		return
	}
	sorted := slices.SortedFunc(slices.Values(pairs), func(a, b pair) int { return strings.Compare(a.key, b.key) })
	for i, p := range sorted {
		if i == 0 && afterLong {
			e.write(" ")
		} else {
			e.newline()
			e.indent(indent)
		}
		long := e.key(p.key, indent)
		value := Text(p.value)
		e.value(&value, indent, long)
	}
}

// yamlFloat has a point even before an exponent, or YAML 1.1 takes it for text.
func yamlFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return ".nan"
	case math.IsInf(f, 1):
		return ".inf"
	case math.IsInf(f, -1):
		return "-.inf"
	}
	s := string(appendFloat(nil, f))
	if !strings.Contains(s, ".") {
		s = strings.Replace(s, "e", ".0e", 1)
	}
	return s
}
