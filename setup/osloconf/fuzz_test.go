package osloconf

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		pasted,
		"[DEFAULT]\ntransport_url = rabbit://u:p@h:5672//\n",
		"# c\r\n[a]b]\r\nlong = first\r\n  second\r\n\tthird\r\n\r\nx: 'y'\r",
		"[s]\na = $b${c.d}$$\\$\nb = $a\n",
		"\ufeff[s]\n", "[s] # x\n", "[s]\n...\n", "a = b\n", "[s]\na = \"\n", "\r\r\n\n\x1c\u2028",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		file, err := Parse("x.conf", []byte(in))
		if err != nil {
			if pe, ok := err.(*ParseError); !ok || pe.Line < 1 || pe.Line > strings.Count(in, "\n")+strings.Count(in, "\r")+1 || pe.Hint() == "" {
				t.Fatalf("Parse(%q): %v", in, err)
			}
			return
		}
		if string(file.Bytes()) != in {
			t.Fatalf("the lines of %q add up to %q", in, file.Bytes())
		}
		if !utf8.ValidString(in) {
			t.Fatalf("Parse(%q) took what is not UTF-8", in)
		}
		c := Merge(file, file)
		last := 0
		for _, e := range file.Entries() {
			if e.Line <= last || e.LastLine < e.Line || e.LastLine > len(file.Lines()) || file.Lines()[e.Line-1].Kind != Assignment {
				t.Fatalf("entry %v of %q does not fit the lines", e, in)
			}
			last = e.LastLine
			v, ok := c.Get(e.Section, e.Key)
			if !ok || len(c.GetMulti(e.Section, e.Key))%2 != 0 {
				t.Fatalf("%v of %q is lost", e, in)
			}
			if v.Err == nil && !strings.Contains(e.Value, "$") && strings.Contains(v.Text, "$") && !strings.Contains(in, "$") {
				t.Fatalf("%v of %q: a dollar from nowhere", e, in)
			}
		}
	})
}

// Whatever is asked of whatever file, an edit is refused or does that alone,
// and taking it back gives the file with at most a line end or section more.
func FuzzEdit(f *testing.F) {
	for _, text := range []string{
		"[DEFAULT]\n#a = 1\na = 2\n  3\n\n[s]\nb = 1", "# c\r\n[S]\r\nm = 1\r\n[s]\r\nm = 2\r\n", "[s]\ra = 1\rb = 2\n\n", "",
	} {
		f.Add(text, "s", "a", "x", "y", uint8(0))
		f.Add(text, "S", "m", `"q"`, " ", uint8(1))
		f.Add(text, "DEFAULT", "b", "$$", `\$`, uint8(2))
	}
	f.Fuzz(func(t *testing.T, text, section, key, one, two string, op uint8) {
		file, err := Parse("x.conf", []byte(text))
		if err != nil {
			return
		}
		change := [...]Change{Set(section, key, one), SetMulti(section, key, one, two), Unset(section, key)}[op%3]
		edited, err := file.Edit(change)
		if err != nil {
			refused, ok := err.(*EditError)
			if !ok || refused.Hint() == "" {
				t.Fatalf("Edit: %v", err)
			}
			if reason, _ := change.check(); reason == "" {
				t.Fatalf("%q: %d [%q] %q = %q, %q: %v", text, op%3, section, key, one, two, err)
			}
			return
		}
		if again, err := edited.Edit(change); err != nil || again != edited {
			t.Fatalf("%q: %v: a second time gives %q, %v", text, change, again.Bytes(), err)
		}
		kept := strings.Count(string(file.Bytes()), "\n")
		if file.Find(section, key) == nil && op%3 != 2 {
			back, err := edited.Edit(Unset(section, key))
			if err != nil || !strings.HasPrefix(string(back.Bytes()), strings.TrimRight(text, "\r\n")) || strings.Count(string(back.Bytes()), "\n") < kept {
				t.Fatalf("%q: %v and back gives %q, %v", text, change, back.Bytes(), err)
			}
		}
	})
}
