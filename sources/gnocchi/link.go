package gnocchi

import (
	"net/http"
	"net/url"
	"strings"
)

// nextMarker finds in the Link headers of a page (RFC 8288) the one whose
// relation is next, and returns the marker in its URL. Only the marker is taken,
// never the URL: behind a proxy Gnocchi may name a host that cannot be reached
// from here, or one that must not see the token.
func nextMarker(header http.Header) (marker string, ok bool) {
	for _, text := range header.Values("Link") {
		for text != "" {
			var target, relation string
			target, relation, text = cutLink(text)
			for word := range strings.FieldsSeq(relation) {
				if !strings.EqualFold(word, "next") {
					continue
				}
				u, err := url.Parse(target)
				if err != nil {
					return "", true
				}
				return u.Query().Get("marker"), true
			}
		}
	}
	return "", false
}

// cutLink takes the first link off a header: its target, its relation, and what
// follows. Text that is no link gives nothing, and ends the header.
func cutLink(text string) (target, relation, rest string) {
	text = strings.TrimLeft(text, " \t,")
	if !strings.HasPrefix(text, "<") {
		return "", "", ""
	}
	target, text, ok := strings.Cut(text[1:], ">")
	if !ok {
		return "", "", ""
	}
	for {
		text = strings.TrimLeft(text, " \t")
		if !strings.HasPrefix(text, ";") {
			return target, relation, text
		}
		var name, value string
		name, value, text = cutParameter(text[1:])
		if strings.EqualFold(name, "rel") && relation == "" {
			relation = value
		}
	}
}

// cutParameter takes name=value or name="value" off the parameters of a link.
func cutParameter(text string) (name, value, rest string) {
	end := strings.IndexAny(text, "=;,")
	if end < 0 {
		return strings.TrimSpace(text), "", ""
	}
	name = strings.TrimSpace(text[:end])
	if text[end] != '=' {
		return name, "", text[end:]
	}
	text = strings.TrimLeft(text[end+1:], " \t")
	if quoted, ok := strings.CutPrefix(text, `"`); ok {
		value, rest, _ = strings.Cut(quoted, `"`)
		return name, value, rest
	}
	end = strings.IndexAny(text, ";,")
	if end < 0 {
		end = len(text)
	}
	return name, strings.TrimSpace(text[:end]), text[end:]
}
