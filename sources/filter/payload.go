package filter

import (
	"bytes"
	"encoding/json"

	"github.com/ceilotop/ceilotop/sources"
)

// payloadAt returns the value at a path of keys below the payload, nil when
// there is none. Only that value is decoded: a whole payload costs fifty times
// the time of looking for a key.
func payloadAt(e *sources.Event, keys []string) any {
	text := e.Payload
	if text == nil && e.Err == "" {
		text = member(bodyText(e), "payload")
	}
	for _, key := range keys {
		if text = member(text, key); text == nil {
			return nil
		}
	}
	var v any
	if end := valueEnd(text); end > 0 && json.Unmarshal(text[:end], &v) == nil {
		return v
	}
	return nil
}

// member returns the text from the value of key on, in an object that text
// begins with; nil if there is none. Of a key that is there twice, the last one
// counts for JSON; nothing that sends notifications writes one twice, and here
// the first counts.
func member(text []byte, key string) []byte {
	i := space(text, 0)
	if i >= len(text) || text[i] != '{' || !bytes.Contains(text, []byte(key)) {
		return nil
	}
	for i++; ; i++ {
		start := space(text, i)
		end := stringEnd(text, start)
		if end < 0 {
			return nil
		}
		at := space(text, end)
		if at >= len(text) || text[at] != ':' {
			return nil
		}
		at = space(text, at+1)
		if string(text[start+1:end-1]) == key {
			return text[at:]
		}
		n := valueEnd(text[at:])
		if n < 0 {
			return nil
		}
		if i = space(text, at+n); i >= len(text) || text[i] != ',' {
			return nil
		}
	}
}

func space(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// stringEnd returns where the JSON string at i ends, -1 if there is none.
func stringEnd(text []byte, i int) int {
	if i >= len(text) || text[i] != '"' {
		return -1
	}
	for i++; ; i++ {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			return -1
		}
		i += n
		back := 0
		for text[i-1-back] == '\\' {
			back++
		}
		if back%2 == 0 {
			return i + 1
		}
	}
}

// valueEnd returns where the value that text begins with ends, -1 if it does
// not. It does not check what is inside.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			end := stringEnd(text, i)
			if end < 0 {
				return -1
			}
			if depth == 0 {
				return end
			}
			i = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			} else if depth < 0 {
				return i
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
		}
	}
	if depth > 0 {
		return -1
	}
	return len(text)
}
