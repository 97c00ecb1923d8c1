package osloconf

import "strings"

// text puts the edited file together. New lines end as the line above them does.
// Where the file's last line had no end, a last line that is new has none
// either.
func (e *edit) text() string {
	lines := e.file.lines
	var b strings.Builder
	size := 1 << 10 // for what is new
	for _, l := range lines {
		size += len(l.Raw)
	}
	b.Grow(size)
	usual, end := "\n", ""
	if len(lines) > 0 && eol(lines[0].Raw) != "" {
		usual = eol(lines[0].Raw)
	}
	fresh, blank := false, true // what the last line written is: ours, empty
	put := func(text string) {
		if b.Len() > 0 && end == "" {
			b.WriteString(usual)
		}
		if end == "" {
			end = usual
		}
		b.WriteString(text + end)
		fresh, blank = true, text == ""
	}
	for i, l := range lines {
		own := eol(l.Raw)
		text, replaced := e.replaced[i]
		switch {
		case replaced:
			b.WriteString(text + own)
			end, fresh, blank = own, true, false
		case !e.dropped[i]:
			b.WriteString(l.Raw)
			end, fresh, blank = own, false, l.Kind == Blank
		}
		for _, text := range e.below[i] {
			put(text)
		}
	}
	for _, s := range e.sections {
		if !blank {
			put("")
		}
		put("[" + s.name + "]")
		for _, text := range s.lines {
			put(text)
		}
	}
	out := b.String()
	if n := len(lines); n > 0 && eol(lines[n-1].Raw) == "" && fresh && end != "" {
		out = strings.TrimSuffix(out, end)
	}
	return out
}

// eol is the line end that a line has; the last one may have none.
func eol(raw string) string {
	switch {
	case strings.HasSuffix(raw, "\r\n"):
		return "\r\n"
	case strings.HasSuffix(raw, "\n"):
		return "\n"
	case strings.HasSuffix(raw, "\r"):
		return "\r"
	}
	return ""
}
