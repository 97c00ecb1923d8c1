package tui

import (
	"reflect"
	"slices"
	"testing"

	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/ownlog"
	"github.com/ceilotop/ceilotop/tui/pipeline"
)

func newTestRoot(t *testing.T) *root {
	t.Helper()
	log := eventlog.New(eventlog.Options{})
	t.Cleanup(log.Close)
	return newRoot(t.Context(), Config{Log: log, OwnLog: ownlog.New(ownlog.Options{}), Retry: func(string) {}, Player: still{}, Meters: &meters.Config{}, Pipeline: &pipeline.Config{}})
}

// all are the bindings anywhere in v.
func all(v reflect.Value) (list []key.Binding) {
	if b, ok := v.Interface().(key.Binding); ok {
		return []key.Binding{b}
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			list = append(list, all(v.Field(i))...)
		}
	case reflect.Slice:
		for i := range v.Len() {
			list = append(list, all(v.Index(i))...)
		}
	}
	return list
}

func TestEveryBindingOfTheFrameIsInTheHelp(t *testing.T) {
	t.Parallel()
	r := newTestRoot(t)
	var shown []key.Help
	for _, g := range r.bindings() {
		for _, b := range g.Keys {
			shown = append(shown, b.Help())
		}
	}
	m := r.keys
	for _, part := range []any{m.Global, m.List, m.Confirm, m.Field, m.Palette, m.Viewer} {
		for _, b := range all(reflect.ValueOf(part)) {
			if !slices.Contains(shown, b.Help()) {
				t.Errorf("%q, %q is not in the help", b.Help().Key, b.Help().Desc)
			}
		}
	}
}

func TestNoPageTakesAGlobalKey(t *testing.T) {
	t.Parallel()
	r := newTestRoot(t)
	for i, p := range r.pages {
		r.open(i)
		for _, g := range p.Bindings() {
			for _, b := range g.Keys {
				if k, global, page := keys.Clash(r.keys.Global.All(), []key.Binding{b}); k != "" && global.Help() != page.Help() {
					t.Errorf("%s: %q is %q and, everywhere, %q", p.ID(), k, page.Help().Desc, global.Help().Desc)
				}
			}
		}
	}
}

func TestActionsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	r := newTestRoot(t)
	ids, titles := map[string]bool{}, map[string]bool{}
	for _, a := range r.actions() {
		if a.ID == "" || a.Title == "" || a.Run == nil || ids[a.ID] || titles[a.Title] {
			t.Errorf("%q, %q is there twice or lacks something", a.ID, a.Title)
		}
		ids[a.ID], titles[a.Title] = true, true
	}
	for text, id := range r.aliases() {
		if !ids[id] {
			t.Errorf("%q stands for %q, which is no action", text, id)
		}
	}
}
