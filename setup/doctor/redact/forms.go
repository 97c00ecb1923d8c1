package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// Shortest is the length from which on a secret is looked for everywhere. What is
// shorter stands in every text by accident.
const Shortest = 4

// shortestCore is how much of a secret has to be left in the middle of base64
// for it to be more than an accident.
const shortestCore = 5

// forms are the ways in which a secret may be written: as it is, escaped for
// JSON, Go, a shell, HTML and oslo.config, percent-encoded in the ways of Go,
// Python and curl, in hex, and in base64 behind any other bytes. The longest
// come first.
func forms(secret string) []string {
	all := []string{
		secret, sources.Visible(secret), html.EscapeString(secret),
		url.QueryEscape(secret), url.PathEscape(secret),
		percent(secret, reserved, "%02X"), percent(secret, reserved, "%02x"),
		percent(secret, everything, "%02X"), percent(secret, everything, "%02x"),
		strings.ReplaceAll(secret, "$", "$$"), strings.ReplaceAll(secret, "'", `'\''`),
		hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
	}
	for _, quoted := range []string{strconv.Quote(secret), strconv.QuoteToASCII(secret), inJSON(secret, true), inJSON(secret, false)} {
		all = append(all, quoted[1:len(quoted)-1])
	}
	for _, once := range slices.Clone(all) { // JSON within JSON, as an event's body is
		quoted := inJSON(once, false)
		all = append(all, quoted[1:len(quoted)-1], url.QueryEscape(once))
	}
	all = append(all, inBase64(secret)...)
	slices.SortFunc(all, func(x, y string) int { return len(y) - len(x) })
	return slices.DeleteFunc(unique(all), func(form string) bool { return len(form) < Shortest })
}

func unique(all []string) (kept []string) {
	seen := make(map[string]bool, len(all))
	for _, text := range all {
		if !seen[text] {
			seen[text] = true
			kept = append(kept, text)
		}
	}
	return kept
}

func reserved(c byte) bool {
	return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0)
}

func everything(byte) bool { return true }

func percent(text string, escaped func(byte) bool, format string) string {
	var b strings.Builder
	for i := range len(text) {
		if escaped(text[i]) {
			fmt.Fprintf(&b, "%%"+format, text[i])
		} else {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// mixed finds a text of which some characters are percent-encoded and others are
// not: every language leaves other ones as they are. It is nil for what is no
// text.
func mixed(text string) *regexp.Regexp {
	if !utf8.ValidString(text) {
		return nil
	}
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, "(?:%s|(?i:%s))", regexp.QuoteMeta(string(r)), percent(string(r), everything, "%02x"))
	}
	return regexp.MustCompile(b.String())
}

func inJSON(text string, escapeHTML bool) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(escapeHTML)
	_ = e.Encode(text) // a text can always be written
	return strings.TrimSuffix(b.String(), "\n")
}

// inBase64 gives what is always the same of a text in base64, whatever stands
// before and behind it: three bytes make four letters, so that there are three
// ways to begin.
func inBase64(text string) (all []string) {
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			encoded := encoding.EncodeToString(append(make([]byte, before), text...))
			from := (before*8 + 5) / 6
			to := (before + len(text)) * 8 / 6
			if core := encoded[from:to]; len(core) >= shortestCore {
				all = append(all, core)
			}
		}
	}
	return all
}
