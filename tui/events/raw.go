package events

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// rawText bounds the raw view; what is beyond it can still be saved.
const rawText = 4 << 20

// envelopeKey is the member that holds the notification as a string.
const envelopeKey = "oslo.message"

// rawDoc shows the body: pretty-printed if it is JSON, else as it came.
func (b *builder) rawDoc(m *sources.Message, e *sources.Event) *doc {
	d := &doc{}
	switch body, unfolded := unfold(m.Body); {
	case json.Valid(m.Body):
		if unfolded {
			d.lines = append(d.lines, line{kind: note, value: b.w.Enveloped})
		}
		d.json = string(pretty(body))
	case e.Err == "" && len(e.Payload) > 0:
		d.lines = append(d.lines, line{kind: note, value: b.compressed(len(m.Body))})
		d.json = string(pretty(e.Payload))
	default:
		d.lines = append(d.lines,
			line{kind: fieldLine, name: b.w.Reason, value: sources.Visible(e.Err)},
			line{kind: note, value: b.w.Verbatim})
		d.json = string(m.Body)
	}
	b.rawLines(d, d.json)
	d.refold()
	return d
}

func (b *builder) rawLines(d *doc, text string) {
	for used := 0; text != ""; {
		if used >= rawText {
			d.lines = append(d.lines, line{kind: note, value: b.moreBytes(len(text))})
			return
		}
		l, rest, _ := strings.Cut(text, "\n")
		used += len(l) + 1
		text = rest
		if len(l) > treeText {
			kept := strings.ToValidUTF8(l[:treeText], "")
			l = sources.Visible(kept) + " " + b.moreBytes(len(l)-len(kept))
			used -= len(l) - treeText
		} else {
			l = sources.Visible(l)
		}
		indent := len(l) - len(strings.TrimLeft(l, " "))
		d.lines = append(d.lines, line{kind: rawLine, depth: indent, value: l[indent:]})
	}
}

// pretty indents JSON. Numbers and strings stay as they are, byte for byte.
func pretty(text []byte) []byte {
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return text
	}
	return out.Bytes()
}

// unfold puts the notification in place of the string that holds it on the
// wire, and reports whether there was one.
func unfold(body []byte) ([]byte, bool) {
	if !json.Valid(body) || !utf8.Valid(body) {
		return body, false
	}
	i := space(body, 0)
	if i >= len(body) || body[i] != '{' {
		return body, false
	}
	for i++; ; {
		i = space(body, i)
		if i < len(body) && body[i] == ',' {
			i = space(body, i+1)
		}
		if i >= len(body) || body[i] != '"' {
			return body, false
		}
		end := skip(body, i)
		key := unquote(body[i:end])
		start := space(body, space(body, end)+1)
		end = skip(body, start)
		if key == envelopeKey && body[start] == '"' {
			inner := []byte(unquote(body[start:end]))
			if !json.Valid(inner) {
				return body, false
			}
			return bytes.Join([][]byte{body[:start], inner, body[end:]}, nil), true
		}
		i = end
	}
}
