package words

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"unicode"
)

// texts calls f with every text of w and its path in the struct.
func texts(v reflect.Value, path string, f func(path, text string)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), fmt.Sprintf("%s[%d]", path, i), f)
		}
	case reflect.String:
		f(path, v.String())
	}
}

func all(w *Words) map[string]string {
	m := map[string]string{}
	texts(reflect.ValueOf(*w), "", func(path, text string) { m[path] = text })
	return m
}

func TestNoTextIsMissingInAnyLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range []Language{English, Chinese} {
		for path, text := range all(For(l)) {
			if text == "" {
				t.Errorf("%s: %s is empty", l, path)
			}
		}
	}
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?[a-zA-Z%]`)

func TestTheFormatVerbsAgreeBetweenLanguages(t *testing.T) {
	t.Parallel()
	chinese := all(For(Chinese))
	for path, text := range all(For(English)) {
		if want, got := verb.FindAllString(text, -1), verb.FindAllString(chinese[path], -1); !slices.Equal(want, got) {
			t.Errorf("%s: %q in %q, %q in %q", path, want, text, got, chinese[path])
		}
	}
}

func TestNoTextHoldsWhatATerminalActsOn(t *testing.T) {
	t.Parallel()
	for _, l := range []Language{English, Chinese} {
		for path, text := range all(For(l)) {
			for _, r := range text {
				if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
					t.Errorf("%s: %s holds %U", l, path, r)
				}
			}
		}
	}
}

func TestLanguageIsReadAsTheLocaleSpellsIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Language{
		"en": English, "en_GB.UTF-8": English, "C": English, "C.UTF-8": English, "POSIX": English, "English": English,
		"zh": Chinese, "zh_CN.UTF-8": Chinese, "zh_TW": Chinese, "zh-Hans": Chinese, "zh_CN.utf8@pinyin": Chinese,
	} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "de_DE.UTF-8", "zhuang", "ens"} {
		if got, err := Parse(text); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", text, got)
		}
	}
}

func TestTheFirstLocaleVariableThatIsSetDecides(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  map[string]string
		want Language
	}{
		{"nothing", nil, English},
		{"LANG", map[string]string{"LANG": "zh_CN.UTF-8"}, Chinese},
		{"LC_ALL over LANG", map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, English},
		{"LC_MESSAGES over LANG", map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN"}, Chinese},
		{"another language", map[string]string{"LANG": "de_DE.UTF-8"}, English},
	} {
		if got := FromEnv(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
