package filter

import (
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// beginning is the set of bytes that a match can begin with. A text that has
// none of them needs no automaton: for one such as [x-z]\d+, in which nothing
// is literal, that is most texts. nil is any byte, and none at all.
type beginning [256]bool

// beginningOf returns nil where a match may be empty, and so is everywhere.
func beginningOf(source string) *beginning {
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil
	}
	set := new(beginning)
	seen := make([]bool, len(prog.Inst))
	pending := []uint32{uint32(prog.Start)}
	for len(pending) > 0 {
		pc := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := &prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			pending = append(pending, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
			pending = append(pending, in.Out)
		case syntax.InstRune, syntax.InstRune1:
			set.addRunes(in)
		case syntax.InstFail:
		default: // a match of nothing, or any character
			return nil
		}
	}
	return set
}

func (b *beginning) addRunes(in *syntax.Inst) {
	for r := range rune(utf8.RuneSelf) {
		b[r] = b[r] || in.MatchRune(r)
	}
	// Of characters beyond ASCII only that there are some is noted; case folding
	// leads from two letters there.
	beyond := in.Arg&uint32(syntax.FoldCase) != 0
	for _, r := range in.Rune {
		beyond = beyond || r > unicode.MaxASCII
	}
	for c := utf8.RuneSelf; beyond && c < len(b); c++ {
		b[c] = true
	}
}

func (b *beginning) in(text string) bool {
	if b == nil {
		return true
	}
	for i := range len(text) {
		if b[text[i]] {
			return true
		}
	}
	return false
}
