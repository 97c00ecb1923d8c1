package theme

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestTheTerminalDecidesTheTheme(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		o    Options
		want Name
	}{
		{"dark", Options{Dark: true, Profile: colorprofile.TrueColor}, Dark},
		{"light", Options{Profile: colorprofile.ANSI256}, Light},
		{"16 colours", Options{Dark: true, Profile: colorprofile.ANSI}, Basic},
		{"NO_COLOR", Options{Dark: true, Profile: colorprofile.ASCII}, Mono},
		{"chosen", Options{Name: Light, Dark: true, Profile: colorprofile.ANSI256}, Light},
		{"chosen, more than there is", Options{Name: Dark, Profile: colorprofile.ANSI}, Basic},
		{"chosen, less than there is", Options{Name: Mono, Profile: colorprofile.TrueColor}, Mono},
		{"chosen colours with NO_COLOR", Options{Name: Dark, Profile: colorprofile.ASCII}, Mono},
		{"nothing known yet", Options{Dark: true}, Dark},
	} {
		if got := New(c.o).Name; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func styles(t *Theme) map[string]Style {
	m := map[string]Style{}
	v := reflect.ValueOf(*t)
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && f.Type == reflect.TypeFor[Style]() {
			m[f.Name] = v.Field(i).Interface().(Style)
		}
	}
	return m
}

func TestWithoutColoursThereAreNone(t *testing.T) {
	t.Parallel()
	theme := New(Options{Name: Mono})
	all := styles(&theme)
	all["nova"], all["x"] = theme.Service("nova"), theme.Service("x")
	for name, s := range all {
		for _, p := range strings.Split(strings.Trim(s.Prefix, "\x1b[m"), ";") {
			if len(p) > 1 {
				t.Errorf("%s has a colour: %q", name, s.Prefix)
			}
		}
	}
	for _, name := range []string{"Selected", "Marked", "Cursor", "Banner", "Match"} {
		if all[name].Prefix == "" {
			t.Errorf("%s cannot be seen without colours", name)
		}
	}
}

func TestAStyleUndoesNoOther(t *testing.T) {
	t.Parallel()
	for _, name := range Names {
		theme := New(Options{Name: name, Dark: true})
		for token, s := range styles(&theme) {
			if strings.Contains(s.Suffix, "[m") || strings.Contains(s.Suffix, "[0m") {
				t.Errorf("%s: the end of %s ends everything: %q", name, token, s.Suffix)
			}
			if (s.Prefix == "") != (s.Suffix == "") {
				t.Errorf("%s: %s is %q and %q", name, token, s.Prefix, s.Suffix)
			}
		}
	}
}

func TestASelectedRowShowsInEveryTheme(t *testing.T) {
	t.Parallel()
	for _, name := range Names {
		theme := New(Options{Name: name})
		if theme.Selected.Render("row") == "row" {
			t.Errorf("%s: a selected row looks like every other", name)
		}
	}
}

func TestAServiceKeepsItsColour(t *testing.T) {
	t.Parallel()
	theme := New(Options{Dark: true})
	if theme.Service("nova") == theme.Service("cinder") {
		t.Error("nova and cinder have one colour")
	}
	again := New(Options{Dark: true})
	if theme.Service("made-up") != again.Service("made-up") || theme.Service("made-up").Prefix == "" {
		t.Error("an unknown service has no colour of its own")
	}
}
