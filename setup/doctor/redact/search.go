package redact

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Leak is a secret that was found where none may be.
type Leak struct {
	Secret string   // its name: SECRET-3
	From   []string // where it is known from
	Short  bool     // it is too short to be told from other text
}

// Search looks for every secret that is known in a text: in each of its forms,
// behind percent-encoding of up to three layers, and in everything that reads as
// base64. A secret that is shorter than Shortest counts wherever its letters
// stand, since nobody could tell.
func (v *Veil) Search(text string) (found []Leak) {
	v.mu.Lock()
	defer v.mu.Unlock()
	layers := decoded(text)
	for _, h := range v.secrets {
		in := slices.ContainsFunc(h.forms, func(form string) bool { return strings.Contains(text, form) }) ||
			slices.ContainsFunc(layers, func(layer string) bool { return strings.Contains(layer, h.value) })
		if in {
			found = append(found, Leak{h.name, h.from, len(h.value) < Shortest})
		}
	}
	return found
}

// decoded are the readings of a text, itself first.
func decoded(text string) []string {
	layers := []string{text}
	for plain := text; len(layers) < 4; {
		next := unpercent(plain)
		if next == plain {
			break
		}
		layers = append(layers, next)
		plain = next
	}
	var pieces []string
	for _, layer := range layers {
		for _, run := range base64Run.FindAllString(layer, -1) {
			for skip := range 4 {
				if skip < len(run) {
					pieces = append(pieces, unbase64(run[skip:])...)
				}
			}
		}
	}
	return append(layers, strings.Join(pieces, "\x00"))
}

var percentRun = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)

// unpercent takes one layer of percent-encoding away, and leaves what is none.
func unpercent(text string) string {
	return percentRun.ReplaceAllStringFunc(text, func(run string) string {
		plain, err := url.PathUnescape(run)
		if err != nil {
			return run
		}
		return plain
	})
}

// base64Run is long enough for a secret of Shortest bytes.
var base64Run = regexp.MustCompile(`[A-Za-z0-9+/_-]{6,}`)

func unbase64(run string) (all []string) {
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for end := len(run); end > len(run)-2 && end > 0; end-- { // one letter too many is none of it
			if plain, err := encoding.DecodeString(run[:end]); err == nil {
				all = append(all, string(plain))
				break
			}
		}
	}
	return all
}
