package filter

import "bytes"

// finder looks for a text in bodies of some kilobytes, in the case it was typed
// or in any. It goes from one place of the text's rarest letter to the next,
// since that is what the processor is fast at.
type finder struct {
	needle       string // lower case when folding
	fold         bool
	at           int // of the rarest character
	small, large byte
}

// common are the characters of notifications, the most frequent first, as
// counted in the captured ones. All others are rarer.
const common = ` "0_e:t,1a-2d4i3n65789sobrcfpulmv{}.gh[]xwyjkqzTNIO/ASZE`

func newFinder(needle string, fold bool) finder {
	f := finder{needle: needle, fold: fold}
	best := -1
	for i := 0; i < len(needle); i++ {
		rank := bytes.IndexByte([]byte(common), needle[i])
		if rank < 0 {
			rank = len(common)
		}
		if rank > best {
			best, f.at = rank, i
		}
	}
	f.small, f.large = needle[f.at], needle[f.at]
	if fold && f.small-'a' < 26 {
		f.large -= 'a' - 'A'
	}
	return f
}

// index returns the first place of the needle in text, -1 if there is none.
func (f *finder) index(text []byte) int {
	if !f.fold {
		return bytes.Index(text, []byte(f.needle))
	}
	last := len(text) - len(f.needle) + f.at // the last place of the rare character
	if last < f.at {
		return -1
	}
	text = text[:last+len(f.needle)-f.at]
	small, large := f.next(text, f.small, f.at, last), -1
	if f.large != f.small {
		large = f.next(text, f.large, f.at, last)
	}
	for small >= 0 || large >= 0 {
		i := small
		if small < 0 || large >= 0 && large < small {
			i = large
		}
		if from := i - f.at; equalFold(text[from:from+len(f.needle)], f.needle) {
			return from
		}
		if i == small {
			small = f.next(text, f.small, i+1, last)
		} else {
			large = f.next(text, f.large, i+1, last)
		}
	}
	return -1
}

func (f *finder) next(text []byte, c byte, from, last int) int {
	if from > last {
		return -1
	}
	i := bytes.IndexByte(text[from:last+1], c)
	if i < 0 {
		return -1
	}
	return from + i
}
