package keys

import (
	"reflect"
	"testing"

	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// bindings are all bindings in v, by their path.
func bindings(v reflect.Value, path string) map[string]key.Binding {
	m := map[string]key.Binding{}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		if b, ok := v.Interface().(key.Binding); ok {
			m[path] = b
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), path)
			}
		}
	}
	walk(v, path)
	return m
}

func TestEveryBindingHasAKeyAndSaysWhatItDoes(t *testing.T) {
	t.Parallel()
	for _, l := range []words.Language{words.English, words.Chinese} {
		for path, b := range bindings(reflect.ValueOf(*New(words.For(l))), "") {
			if len(b.Keys()) == 0 || b.Help().Key == "" || b.Help().Desc == "" {
				t.Errorf("%s: %s is %q, shown as %q", l, path, b.Keys(), b.Help())
			}
		}
	}
}

// Each context is what can answer to a key at one moment. A page's own context
// is tested beside the page.
func TestNoKeyHasTwoMeaningsInOneContext(t *testing.T) {
	t.Parallel()
	w := words.For(words.English)
	m := New(w)
	m.Global.SetPages(&w.Keys, Page{1, "Events"}, Page{2, "Meters"}, Page{3, "Pipeline"}, Page{4, "Setup"})
	for name, context := range map[string][][]key.Binding{
		"a page":          {m.Global.All(), m.List.All()},
		"a question":      {m.Confirm.All()},
		"a text field":    {m.Field.All()},
		"the search":      {m.Field.All(), {m.Palette.Choose, m.Palette.Close}},
		"a text":          {m.List.All(), {m.Viewer.Close}},
		"the help":        {m.List.All(), m.Viewer.All(), {m.Global.Help}},
		"the own log":     {m.List.All(), {m.Viewer.Close, m.Global.OwnLog}},
		"the brokers box": {m.List.All(), {m.Viewer.Close, m.Global.Brokers}},
		"the palette":     {m.Field.All(), m.Palette.All()},
	} {
		if k, a, b := Clash(context...); k != "" {
			t.Errorf("%s: %q is %q and %q", name, k, a.Help().Desc, b.Help().Desc)
		}
	}
}

func TestTheLettersOfTheDesignAreKept(t *testing.T) {
	t.Parallel()
	m := New(words.For(words.English))
	for k, b := range map[string]key.Binding{
		":": m.Global.Palette, "ctrl+p": m.Global.Palette, "?": m.Global.Help, "esc": m.Global.Back, "q": m.Global.Quit,
		"ctrl+c": m.Global.Interrupt, "ctrl+z": m.Global.Suspend, "L": m.Global.OwnLog,
		"j": m.List.Down, "k": m.List.Up, "g": m.List.Top, "G": m.List.Bottom, "ctrl+f": m.List.PageDown,
		"ctrl+b": m.List.PageUp, "h": m.List.Left, "l": m.List.Right,
	} {
		found := false
		for _, have := range b.Keys() {
			found = found || have == k
		}
		if !found {
			t.Errorf("%q is not bound to %q, which has %q", k, b.Help().Desc, b.Keys())
		}
	}
}
