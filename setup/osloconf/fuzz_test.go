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
